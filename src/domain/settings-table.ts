import { channelKinds } from './channel.ts';
import { histories } from './history.ts';
import { profiles } from './profiles.ts';
import { dataClasses } from './redaction.ts';
import { profileNames, type Settings } from './settings.ts';
import { targetKinds } from './transfer.ts';

/** What a setting may be: one of some words, yes or no, a whole number within bounds, or a list. */
export type SettingValues =
  | { readonly kind: 'word'; readonly words: readonly string[] }
  | { readonly kind: 'yes_no' }
  | {
      readonly kind: 'number';
      readonly unit: 'seconds' | 'hops' | 'days' | 'offers';
      readonly min: number;
      readonly max: number;
    }
  | { readonly kind: 'target_kinds' }
  | { readonly kind: 'data_classes' }
  | { readonly kind: 'text'; readonly lengthMax: number }
  | { readonly kind: 'attributes' }
  | { readonly kind: 'channel_units'; readonly min: number; readonly max: number };

export interface SettingRow {
  readonly values: SettingValues;
  /** Whose value counts when a transfer goes from one department to another. */
  readonly decidedBy: 'origin' | 'destination' | 'narrower of both' | 'either' | 'department';
  /** A department may only show less than its organization. */
  readonly onlyNarrows?: true;
  readonly sentence: string;
}

const word = (...words: string[]): SettingValues => ({ kind: 'word', words });
const yesNo: SettingValues = { kind: 'yes_no' };
const seconds = (min: number, max: number): SettingValues => ({ kind: 'number', unit: 'seconds', min, max });

/** Every setting, in the order in which people read them. A missing one does not compile. */
export const settingsTable: { readonly [S in keyof Settings]-?: SettingRow } = {
  transfers: {
    values: word('on', 'off'),
    decidedBy: 'origin',
    sentence:
      'Whether conversations may be handed over at all. Switched off, pending transfers finish and new ones are refused with `transfers_disabled`.',
  },
  boundary: {
    values: word('rules', 'program', 'none'),
    decidedBy: 'origin',
    sentence:
      'What a move to another department needs: a matching row of the move rules, the same program, or nothing. The destination’s receive rules hold under each.',
  },
  assistantRowsExempt: {
    values: yesNo,
    decidedBy: 'origin',
    sentence:
      'Whether an assistant’s mapping row allows by itself what no move rule allows. Otherwise it needs the mark `exemptFromMoveRules`.',
  },
  targetKinds: {
    values: { kind: 'target_kinds' },
    decidedBy: 'origin',
    sentence:
      'Which kinds of target a sender may choose. Fallback chains, which administrators write, are not bound by it.',
  },
  externalNeedsPartnerRouting: {
    values: yesNo,
    decidedBy: 'origin',
    sentence:
      'Whether contacts outside can only be reached from channel accounts that are marked as routed by a partner.',
  },
  notes: {
    values: word('off', 'optional', 'required'),
    decidedBy: 'origin',
    sentence: 'Notes to the receiver. They can only be on while transfers are.',
  },
  reason: {
    values: word('optional', 'required'),
    decidedBy: 'origin',
    sentence: 'Whether a sender must say why.',
  },
  mayCancel: {
    values: yesNo,
    decidedBy: 'origin',
    sentence:
      'Whether the sender may cancel until the transfer is accepted. Holders of `transfer.cancel_any` always may.',
  },
  release: {
    values: word('on_accept', 'now', 'on_accept_now_if_full'),
    decidedBy: 'origin',
    sentence:
      'When the sender’s slot is freed. `on_accept` lets a sender ask for `now`; then the target’s direct queue owns at once. `on_accept_now_if_full` releases at once only when the agent has no free slot.',
  },
  history: {
    values: word(...histories),
    decidedBy: 'narrower of both',
    onlyNarrows: true,
    sentence:
      'What of the past a move shows to the destination: all that the origin sees, the origin’s own ticket, a summary, or nothing. Rows of the move rules and channel accounts may narrow it further.',
  },
  historyInside: {
    values: word(...histories),
    decidedBy: 'department',
    onlyNarrows: true,
    sentence: 'The same for a hand-over within the department.',
  },
  redact: {
    values: { kind: 'data_classes' },
    decidedBy: 'either',
    sentence:
      'What is masked in the messages that a move shows to the destination: card numbers (also when split over messages), their security codes, national ids. Rows of the move rules may add to it. What either side names is masked, in every read.',
  },
  redactOnlyValidCards: {
    values: yesNo,
    decidedBy: 'origin',
    sentence:
      'Whether only card numbers that pass the Luhn check are masked. Switched off, every number of their shape is: people mistype.',
  },
  transferNotice: {
    values: { kind: 'text', lengthMax: 500 },
    decidedBy: 'origin',
    sentence:
      'What the customer is told when the conversation is handed on: once, until somebody writes, however often that happens. `{target}` stands for the name of the department or person as customers may know it; where they may know none, such a sentence is not said. Empty is nothing.',
  },
  attributesThatTravel: {
    values: { kind: 'attributes' },
    decidedBy: 'origin',
    sentence:
      'Which attributes of the ticket go along when it moves: `all`, only the answers given before the chat (`form_only`), or a list of names. The receipt names what was held back. The answers always travel.',
  },
  slaClock: {
    values: word('carry', 'restart', 'pause'),
    decidedBy: 'destination',
    sentence: 'What becomes of the clock of the service promise when a ticket moves in.',
  },
  acceptance: {
    values: word('offer', 'assign'),
    decidedBy: 'destination',
    sentence: 'Whether an agent is asked, or simply gets the ticket.',
  },
  mayDeclineTransfer: {
    values: yesNo,
    decidedBy: 'destination',
    sentence: 'Whether an agent may decline a transfer that is offered.',
  },
  mayDeclineQueueWork: {
    values: yesNo,
    decidedBy: 'destination',
    sentence: 'Whether an agent may decline work that a queue offers.',
  },
  offerTimeoutSeconds: {
    values: seconds(5, 86_400),
    decidedBy: 'destination',
    sentence: 'How long an offer stands. A queue may have its own.',
  },
  whenFull: {
    values: word('refuse', 'wait', 'next', 'ask'),
    decidedBy: 'destination',
    sentence:
      'What happens when the agent has no free slot: `agent_at_capacity`, waiting in sight until there is one, the fallback chain, or what the sender chooses (nothing chosen refuses). A queue at its limit knows `next` only.',
  },
  whenOffline: {
    values: word('refuse', 'wait', 'ask'),
    decidedBy: 'destination',
    sentence:
      'What happens when the agent is away or offline: `agent_offline`, delivery when they are back, or what the sender chooses (nothing chosen refuses).',
  },
  whenClosed: {
    values: word('refuse', 'wait', 'next', 'ask'),
    decidedBy: 'destination',
    sentence:
      'What happens to a move while the department is closed: `department_closed` with the next opening, waiting in its queue, its fallback chain, or what the sender chooses (nothing chosen refuses).',
  },
  waitLimitSeconds: {
    values: seconds(60, 1_209_600),
    decidedBy: 'destination',
    sentence:
      'How long a transfer waits for a full or absent agent before its fallback, counted from the next opening while the department is closed.',
  },
  directToAgent: {
    values: yesNo,
    decidedBy: 'destination',
    sentence: 'Whether work may be sent straight to a person. Otherwise agents are no targets: `direct_routing_off`.',
  },
  needsAgentOnline: {
    values: yesNo,
    decidedBy: 'destination',
    sentence:
      'Whether a department in which no agent is online for the channel refuses moves: `not_accepting`. Flows and departments that live by automation need nobody.',
  },
  missingSkill: {
    values: word('warn', 'refuse'),
    decidedBy: 'destination',
    sentence:
      'Whether an agent who lacks a skill that the department’s default queue asks for is a warning or `skill_missing`.',
  },
  blockedTargets: {
    values: word('hidden', 'shown'),
    decidedBy: 'origin',
    sentence:
      'Whether the list leaves blocked targets out or shows them with the reason. Hiding is not enforcement: the same request is refused either way.',
  },
  waitShown: {
    values: word('always', 'after_ten_accepts', 'never'),
    decidedBy: 'destination',
    sentence:
      'Whether a queue’s wait is shown: always as a range, only after ten accepts within ten minutes, or never.',
  },
  warmTransfer: {
    values: yesNo,
    decidedBy: 'origin',
    sentence: 'Whether a colleague may be consulted before the hand-over.',
  },
  crossChannel: {
    values: yesNo,
    decidedBy: 'origin',
    sentence: 'Whether a conversation may go on through another channel account, with the customer’s consent.',
  },
  automaticHopsMax: {
    values: { kind: 'number', unit: 'hops', min: 1, max: 100 },
    decidedBy: 'origin',
    sentence:
      'Hops that no person chose since the last message of a person or the customer; the next one is `hop_limit` and goes to the default queue with an alert. The same pair of places is allowed three.',
  },
  wrapUpSeconds: {
    values: seconds(0, 86_400),
    decidedBy: 'department',
    sentence: 'How long the wrap-up after a segment may last; 0 is none.',
  },
  wrapUpHoldsSlot: {
    values: yesNo,
    decidedBy: 'department',
    sentence: 'Whether a wrap-up keeps the agent’s slot. A ticket that comes back to its wrapping agent reuses it.',
  },
  wrapUpExtensionSeconds: {
    values: seconds(0, 86_400),
    decidedBy: 'department',
    sentence: 'By how much a wrap-up may be extended each time it is asked for, three times at most; 0 is not at all.',
  },
  disposition: {
    values: word('optional', 'required'),
    decidedBy: 'department',
    sentence:
      'Whether a wrap-up can only be ended with a disposition; without wrap-up, whether a ticket can only be closed with one. A wrap-up whose time runs out ends without, and says so.',
  },
  retentionDays: {
    values: { kind: 'number', unit: 'days', min: 0, max: 36_500 },
    decidedBy: 'department',
    sentence:
      'After how many days from the end of the conversation the texts and files of its tickets here are taken away for good; 0 is never. What happened, when and to whom stays.',
  },
  whenAgentLeaves: {
    values: word('requeue', 'keep', 'fallback'),
    decidedBy: 'department',
    sentence:
      'What becomes of an absent agent’s work once the grace is over: it goes back to the queue in its original order, stays, or goes along the department’s fallback chain.',
  },
  absenceGraceSeconds: {
    values: seconds(0, 86_400),
    decidedBy: 'department',
    sentence:
      'How long the work of an agent who was lost from sight (a closed laptop, a dead line) stays with them before that. Who goes offline themselves has none.',
  },
  channelUnits: {
    values: { kind: 'channel_units', min: 1, max: 100 },
    decidedBy: 'department',
    sentence:
      'How many units of an agent’s capacity one conversation takes, by kind of channel: `{"voice": 3}`. What is not named takes one. A conversation keeps what it took until its owner changes.',
  },
  priorityAgeingSeconds: {
    values: seconds(0, 86_400),
    decidedBy: 'department',
    sentence:
      'For each so many seconds that a ticket has waited, it counts as one step of priority more urgent, so that nobody waits for ever behind what is more important; 0 is strict priority.',
  },
  askAgainSeconds: {
    values: seconds(0, 86_400),
    decidedBy: 'department',
    sentence:
      'For how long an agent who declined a ticket, or let its offer lapse, is not asked about it again while there are others who were not asked. An agent who is alone is asked again at once.',
  },
  missedOffersMax: {
    values: { kind: 'number', unit: 'offers', min: 0, max: 100 },
    decidedBy: 'department',
    sentence:
      'After how many offers in a row that ran out without an answer an agent is taken for absent; 0 is never. Any answer begins anew.',
  },
  missedOffersPresence: {
    values: word('away', 'offline'),
    decidedBy: 'department',
    sentence: 'What such an agent is then: `away` keeps what they own.',
  },
  handlingSeconds: {
    values: seconds(10, 86_400),
    decidedBy: 'department',
    sentence:
      'How long a conversation takes an agent, as a first guess for estimated waits until enough were measured.',
  },
};

export const settingNames = Object.keys(settingsTable) as readonly (keyof Settings)[];

/** What is wrong with a value of a setting, as a sentence; undefined when nothing is. */
export function findSettingFault(name: keyof Settings, value: unknown): string | undefined {
  const { values } = settingsTable[name];
  switch (values.kind) {
    case 'word':
      return values.words.includes(value as string) ? undefined : `${name} is one of ${values.words.join(', ')}.`;
    case 'yes_no':
      return typeof value === 'boolean' ? undefined : `${name} is true or false.`;
    case 'number':
      if (Number.isInteger(value) && (value as number) >= values.min && (value as number) <= values.max)
        return undefined;
      return `${name} is a whole number of ${values.unit} from ${values.min} to ${values.max}.`;
    case 'target_kinds': {
      const kinds = Array.isArray(value) ? value : [null];
      const fits = kinds.every((kind) => (targetKinds as readonly unknown[]).includes(kind));
      return fits && new Set(kinds).size === kinds.length
        ? undefined
        : `${name} lists some of ${targetKinds.join(', ')}, each once.`;
    }
    case 'data_classes': {
      const classes = Array.isArray(value) ? value : [null];
      const fits = classes.every((each) => (dataClasses as readonly unknown[]).includes(each));
      return fits && new Set(classes).size === classes.length
        ? undefined
        : `${name} lists some of ${dataClasses.join(', ')}, each once.`;
    }
    case 'text': {
      const fits = typeof value === 'string' && value.length <= values.lengthMax && value.isWellFormed();
      return fits && !value.includes('\0') ? undefined : `${name} is text of at most ${values.lengthMax} characters.`;
    }
    case 'channel_units': {
      const entries =
        typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : null;
      const fits = entries?.every(
        ([kind, units]) =>
          (channelKinds as readonly string[]).includes(kind) &&
          Number.isInteger(units) &&
          units >= values.min &&
          units <= values.max,
      );
      return fits ? undefined : `${name} gives kinds of channel whole numbers from ${values.min} to ${values.max}.`;
    }
    case 'attributes': {
      if (value === 'all' || value === 'form_only') return undefined;
      const isList = Array.isArray(value) && value.every((entry) => typeof entry === 'string' && entry !== '');
      return isList ? undefined : `${name} is all, form_only, or a list of names.`;
    }
  }
}

/** The text of `docs/reference/settings.md`. */
export function settingsReference(): string {
  const lines = [
    '# Settings and profiles',
    '',
    'Written from `src/domain/settings-table.ts` and `src/domain/profiles.ts`; a test fails when they differ.',
    '',
    'A **profile** is a named set of settings. An organization picks one (`profile`) and changes single settings on top',
    '(`settings`); each department may change them again. They stay when the profile changes. *Decided by* says whose value',
    'counts when a ticket goes from one department to another.',
    '',
  ];
  for (const name of settingNames) {
    const { values, decidedBy, onlyNarrows, sentence } = settingsTable[name];
    lines.push(
      `## ${name}`,
      '',
      sentence,
      '',
      `- Values: ${describeValues(values)}`,
      `- Decided by: ${decidedBy}${onlyNarrows ? '; a department may only narrow what its organization says' : ''}`,
      '',
      `| ${profileNames.join(' | ')} |`,
      `|${profileNames.map(() => '---').join('|')}|`,
      `| ${profileNames.map((profile) => describeValue(profiles[profile][name])).join(' | ')} |`,
      '',
    );
  }
  return lines.join('\n');
}

function describeValues(values: SettingValues): string {
  switch (values.kind) {
    case 'word':
      return values.words.map((each) => `\`${each}\``).join(', ');
    case 'yes_no':
      return '`true`, `false`';
    case 'number':
      return `${values.unit}, ${values.min} to ${values.max}`;
    case 'data_classes':
      return `a list of ${dataClasses.map((each) => `\`${each}\``).join(', ')}`;
    case 'text':
      return `text of at most ${values.lengthMax} characters`;
    case 'target_kinds':
      return `a list of ${targetKinds.map((each) => `\`${each}\``).join(', ')}`;
    case 'channel_units':
      return `channel kinds to units, ${values.min} to ${values.max}`;
    case 'attributes':
      return '`all`, `form_only`, or a list of names';
  }
}

function describeValue(value: Settings[keyof Settings]): string {
  if (typeof value === 'object' && !Array.isArray(value)) {
    const entries = Object.entries(value);
    return entries.length === 0 ? 'one each' : entries.map(([kind, units]) => `${kind}: ${units}`).join(', ');
  }
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.join(', ');
  return typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value);
}
