/**
 * Every row of the requirements in a short sentence of our own, and which part of the project closes it. `built` names the
 * parts that are done: each of their rows is proved by a test that cites it, on both stores. The rows of the other parts are
 * printed as later, whether tests of what exists of them pass already or not.
 */
const parts = {
  engine: 'The engine',
  console: 'The first console',
  systems: 'All five systems',
  routing: 'The right person, now',
  flows: 'Flows',
  pages: 'The place where people work',
  channels: 'Channels',
  insights: 'Insights',
} as const;
export type Part = (typeof parts)[keyof typeof parts];

const built: readonly Part[] = [parts.engine, parts.console, parts.systems, parts.routing, parts.flows];

export interface Row {
  readonly code: string;
  readonly sentence: string;
  /** The part that closes the row. */
  readonly closer: Part;
  /** The part that widens it afterwards: to pages, real connectors or reports. */
  readonly widened?: Part;
}

export interface Section {
  readonly title: string;
  readonly rows: readonly Row[];
}

export function isBuilt({ closer }: Pick<Row, 'closer'>): boolean {
  return built.includes(closer);
}

type Sentences = Readonly<Record<string, string>>;

const glassix: Sentences = {
  G1: 'Rules say which channels may move from which department to which; a refused move changes nothing.',
  G2: 'The rules are the same for agents, keys, bots and flows, and each refusal names who asked.',
  G3: 'After a refusal nobody of the destination finds the conversation, by any way of looking.',
  G4: 'The page of the rules is four activations away, and unknown to whoever may not see it.',
  G5: 'A pair of departments may be open in one direction only.',
  G6: 'Who reads what is decided by department, before and after a move.',
  G7: 'A department is no target for channels that it is not meant for.',
  G8: 'A table of channels and destinations is answered pair by pair.',
  G9: 'Without any row nothing moves.',
  G10: 'A first row opens everything, which the plan shows before it is saved.',
  G11: 'A narrow row alone gives its pairs; beside a wide one it changes nothing.',
  G12: 'One channel to one department and another to all can be written down.',
  G13: 'Bot-only departments let everything out by a preset, and are warned about where they cannot.',
  G14: 'A preset keeps everything in a specialist department, while work still comes in.',
  G15: 'A move closes the ticket, opens one linked copy, and shows the same messages.',
  G16: 'A moved ticket takes no change through any door; the customer’s next message goes to the copy.',
  G17: 'A move back closes the copy and opens a third ticket; the thread keeps its id.',
  G18: 'Rules come from the origin; a hidden target is refused to a hand-made call as well.',
  G19: 'Hours and availability come from the destination, to the second.',
  G20: 'Refused by the destination, a ticket stays where it is and leaves no trace there.',
  G21: 'Set Department gives the answers of the console, and a retry the first one.',
  G22: 'A department that is itself a participant cannot be the destination; staff in both are no conflict.',
  G23: 'A hand-over to a bot follows the same rules as any other.',
  G24: 'An assistant reaches a bot of another department by a row of its own kind, under its own name.',
  G25: 'A flow is a target of its own; one that is not published is refused with the reason.',
  G26: 'Messages written during a move are there once each, in order.',
  G27: 'A refusal says why, until when, and what to do instead.',
  G28: 'A rule that changes while a transfer is pending is judged again at accept.',
};

const glassixLimits: Sentences = {
  'G-L1': 'A forbidden transfer by a bot ends nothing: its ticket goes to a queue and a person is told.',
  'G-L2': 'One conversation id lasts through every copy, and links to any ticket still lead on.',
  'G-L3': 'What a change of rules opens is seen first, recorded, and undone.',
  'G-L4': 'Destinations have rules of their own; rows know actors, contacts and labels.',
  'G-L5': 'A closed destination offers to wait, to go elsewhere, or names others.',
  'G-L6': 'Assistants go through the one policy, not past it.',
};

const salesforce: Sentences = {
  S1: 'An agent, a queue and a flow each end as the owner.',
  S2: 'Contacts outside are targets only where an administrator enabled them and the account is partner-routed.',
  S3: 'A channel account that cannot be transferred says so, in the list and to a call.',
  S4: 'Handing over to a flow needs a permission of its own.',
  S5: 'Who may not serve a channel is no target for it and ends nothing on it; a missing skill warns or refuses.',
  S6: 'With direct routing off, people are no targets.',
  S7: 'The control is in the conversation, only while it is open, and by keyboard.',
  S8: 'Kind, recipient, transfer: three actions.',
  S9: 'The list of agents follows presence for the channel, live.',
  S10: 'Each agent’s load is shown as a share, full ones too, with a warning.',
  S11: 'A queue’s wait appears after ten accepts in ten minutes, and otherwise says why not.',
  S12: 'At the hand-over the sender loses it and their view closes; a draft stays theirs.',
  S13: 'Where set, a transfer cannot be cancelled once it is asked for.',
  S14: 'Where set, a transfer cannot be declined although queue work can.',
  S15: 'A full target makes it wait, in sight, with an owner, an age and a deadline.',
  S16: 'The sender’s slot is freed once, at the hand-over.',
  S17: 'Words between agent and supervisor reach no door of the customer, and stand in the internal transcript.',
  S18: 'Raised flags are listed for supervisors, and clearing one is recorded.',
  S19: 'A target that left between list and click is refused, and the sender keeps it.',
};

const salesforceLimits: Sentences = {
  'S-L1': 'Sender or supervisor may cancel until it is accepted, and one side of the race wins.',
  'S-L2': 'A transfer may be declined with a reason, and goes to the next.',
  'S-L3': 'While a full target is waited for somebody is in charge; time out leads somewhere.',
  'S-L4': 'A wait is shown honestly with little traffic: a range, a place, or that too little is known.',
  'S-L5': 'An absent target may get it when back.',
  'S-L6': 'Contacts outside are reached by webhook, telephone, SIP or e-mail, without a partner.',
};

const singlecomm: Sentences = {
  C1: 'Telephone calls are not transferred by the rules of messages.',
  C2: 'Agents hand over within their program, and not across programs.',
  C3: 'A web chat starts in Customer Service and goes on in Sales Support.',
  C4: 'Departments of another program are no targets.',
  C5: 'A conversation stays on its channel.',
  C6: 'A destination is offered for the channels that it serves, from the moment that it does.',
  C7: 'Transfer and close stand labelled above the reply, by keyboard too.',
  C8: 'Each department names its dispositions, one that marks a transfer among them; renaming keeps history.',
  C9: 'A segment’s report carries its disposition.',
  C10: 'Two transfers make three segments with their own times, and one conversation.',
  C11: 'Where set, whoever accepts reads nothing of the past.',
  C12: 'What the customer was asked at the start goes along on every hop.',
  C13: 'The asked agent sees the offer; the sender sees whether it was accepted.',
  C14: 'How a target is picked, on which the page is silent, is our own list and search.',
};

const singlecommLimits: Sentences = {
  'C-L1': 'History, whole or as the policy says, is read before accepting and after.',
  'C-L2': 'With the customer’s consent a conversation goes on through another channel.',
  'C-L3': 'That a ticket was transferred is recorded by the system; a disposition adds why.',
  'C-L4': 'Instead of a wall between programs there are rules.',
  'C-L5': 'Attributes of every channel travel.',
};

const respond: Sentences = {
  U1: 'Nobody replied in the set time: at its end, not before, it moves to another agent.',
  U2: 'It starts once when a contact opens a conversation, and by nothing else.',
  U3: 'The first step assigns a team or one agent; an unknown one takes the failure branch.',
  U4: 'The wait counts from the assignment, survives a restart, and ends with a move.',
  U5: 'It moves only while the conversation is open and nothing was written to the customer.',
  U6: 'Beside any outgoing message there is a condition that only a person’s reply fulfils.',
  U7: 'It goes to another team or agent, never to the same silent one.',
  U8: 'Only agents online may be chosen, and nobody online leads to a branch.',
  U9: 'A comment for the second agent names the first and the wait, and stays inside.',
  U10: 'A draft does nothing; what runs keeps the version it began with.',
  U11: 'Where set, only the first assignment is watched.',
  U12: 'Round robin gives everybody the same, through restarts and changing shifts.',
  U13: 'Least open contacts starts with whoever has fewest.',
  U14: 'Further steps change nothing of the above.',
  U15: 'What the flow did, and what it saved, is counted.',
  U16: 'A reply, a close, a transfer, a hold or a merge ends the wait.',
  U17: 'Reply and deadline have one winner.',
  U18: 'The wait may count open hours only.',
  U19: 'Shifts, VIPs, languages, returning contacts and the like are templates.',
};

const respondLimits: Sentences = {
  'U-L1': 'Any assignment is watched, with a limit of hops and targets that escalate.',
  'U-L2': 'The condition is a person’s reply since this assignment.',
  'U-L3': 'Previous owners are left out until all were tried.',
  'U-L4': 'With nobody online it still ends with somebody, and somebody is told.',
  'U-L5': 'Silence after a first reply is noticed as well.',
};

const flex: Sentences = {
  T1: 'The new owner reads everything that came before, files too.',
  T2: 'It reaches an agent with the skills, with all of its context.',
  T3: 'Notes are switched on apart; off, they are refused; on, only the receiver reads them.',
  T4: 'Notes cannot be on while transfers are off.',
  T5: 'Channel account and customer stay the same.',
  T6: 'Transfers, outcomes, times and hops add up to what the event log says.',
  T7: 'A second integration that would change owners on one channel account is refused, also at the start.',
  T8: 'The settings have the steps of the original, and take effect at once.',
  T9: 'A transfer returns to an agent who still wraps up.',
};

const flexLimits: Sentences = {
  'T-L1': 'Ask in private, bring in, hand over: each can be called off.',
  'T-L2': 'E-mail and every other channel are transferred by one model.',
  'T-L3': 'Flows are targets, and a queue takes work by its rules.',
  'T-L4': 'Coming back during wrap-up works, and the first wrap-up can still be saved.',
  'T-L5': 'A note is there with its offer, whenever one looks.',
  'T-L6': 'All attributes travel unless excluded, and the receipt lists what did not.',
  'T-L7': 'Masking, retention and an audit that proves itself make it fit for regulated work.',
  'T-L8': 'Upgrades and failures are documented, each by a named test.',
};

const twelve: Sentences = {
  '7.1': 'Killed between close and open, there is one open ticket after the restart.',
  '7.2': 'Five messages during a transfer: five, in order, seen by the eventual owner.',
  '7.3': 'Cancel and accept at once: one winner, both told.',
  '7.4': 'Back to an agent in wrap-up.',
  '7.5': 'No endpoint writes to a moved ticket.',
  '7.6': 'A welcome by a bot does not stop the watch over a silent agent.',
  '7.7': 'A reply at the deadline.',
  '7.8': 'A hundred at once for one free slot: one offered, the others in order.',
  '7.9': 'A bot’s forbidden target: the flow lives, the fallback has it, a person knows.',
  '7.10': 'After a whisper the customer’s transcript holds not a byte of it.',
  '7.11': 'A hand-made call to a hidden target is refused and recorded.',
  '7.12': 'Two rules that send work to and fro stop at the limit; the customer hears of it once.',
};

const engineRows = 'G1 G3 G5 G6 G8 G9 G10 G11 G12 G15 G16 G17 G18 G19 G20 G21 G26 G27 G28 S1 S16 S19 T1 T5 T9';
const closers: readonly (readonly [Part, string])[] = [
  [parts.engine, `${engineRows} 7.1 7.2 7.3 7.4 7.5 7.8 7.11`],
  [parts.console, 'S7 S8 S12 C7'],
  [parts.routing, 'S6 S9 S10 S11 S-L3 S-L4 S-L5 T2'],
  [parts.flows, `${Object.keys({ ...respond, ...respondLimits }).join(' ')} 7.6 7.7 7.9`],
  [parts.pages, 'G4 T8'],
];
const wideners: readonly (readonly [Part, string])[] = [
  [parts.pages, 'S7 S8 S9 S10 S12 C7'],
  [parts.channels, 'S3 C5 C6 C-L2 T-L2'],
  [parts.insights, 'C9 C10 T6 U15'],
];

function partOf(table: typeof closers, code: string): Part | undefined {
  return table.find(([, codes]) => codes.split(' ').includes(code))?.[0];
}

function rowsOf(...lists: readonly Sentences[]): Row[] {
  return lists.flatMap((sentences) =>
    Object.entries(sentences).map(([code, sentence]): Row => {
      const widened = partOf(wideners, code);
      const row = { code, sentence, closer: partOf(closers, code) ?? parts.systems };
      return widened === undefined ? row : { ...row, widened };
    }),
  );
}

/** The rows as people read them: system by system, the limitations that are removed under their system. */
export const sections: readonly Section[] = [
  { title: 'Departments (Glassix)', rows: rowsOf(glassix, glassixLimits) },
  { title: 'Messaging sessions (Salesforce)', rows: rowsOf(salesforce, salesforceLimits) },
  { title: 'Omnichannel programs (SingleComm)', rows: rowsOf(singlecomm, singlecommLimits) },
  { title: 'Automatic transfer (UCal, IS-Messenger)', rows: rowsOf(respond, respondLimits) },
  { title: 'Messaging transfers (Twilio Flex)', rows: rowsOf(flex, flexLimits) },
  { title: 'Twelve checks', rows: rowsOf(twelve) },
];

export const rows: readonly Row[] = sections.flatMap((section) => section.rows);
