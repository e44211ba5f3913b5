import type { Instant } from '../base/clock.ts';
import type { Owner } from './conversation.ts';
import type { CustomerNames } from './customer-names.ts';

/** What became of a conversation, as far as its customer notices: who has it, and where it is being taken. */

export const turnCodes = ['waiting', 'bringing', 'served', 'back', 'closed', 'reopened'] as const;
export type TurnCode = (typeof turnCodes)[number];

/** What of an event says who has the conversation, as far as the event changed it. */
export interface FoundTurn {
  readonly sequence: number;
  /** Events of one command make one line. */
  readonly commandId: string;
  readonly at: Instant;
  readonly status: 'open' | 'closed' | null;
  readonly owner: Owner | null;
  readonly departmentId: string | null;
  readonly touchesPending: boolean;
  readonly pendingTransferId: string | null;
  /** The transfer that the event is about, and where it leads, if the event says. */
  readonly transferId: string | null;
  readonly toDepartmentId: string | null;
}

/** Who has the conversation, by ids: what becomes names when it is shown. */
interface Place {
  readonly isClosed: boolean;
  readonly agentId: string | null;
  readonly departmentId: string;
  readonly pendingTransferId: string | null;
  /** The department that the pending transfer leads to. */
  readonly to: string | null;
}

/** Who has the conversation, as its customer may know it. Names are null where they are not for customers. */
export interface CustomerView {
  readonly phase: 'waiting' | 'served' | 'closed';
  readonly agent: string | null;
  readonly department: string | null;
  readonly to: { readonly department: string | null; readonly isSame: boolean } | null;
}

/** A line between messages. */
export interface Turn {
  /** Of the last event of the command that brought it about. */
  readonly sequence: number;
  readonly at: Instant;
  readonly code: TurnCode;
  readonly view: CustomerView;
}

const nowhere: Place = { isClosed: false, agentId: null, departmentId: '', pendingTransferId: null, to: null };

/** The lines that all turns of a conversation make, and who has it after the last. */
export function followTurns(
  turns: readonly FoundTurn[],
  names: CustomerNames,
): { readonly lines: readonly Turn[]; readonly view: CustomerView } {
  const lines: Turn[] = [];
  const leadsTo = new Map<string, string>();
  let place: Place | null = null;
  let lastAgentId: string | null = null;
  for (const command of byCommand(turns)) {
    const before: Place | null = place;
    for (const turn of command) place = follow(place ?? nowhere, turn, leadsTo);
    const { sequence, at } = command.at(-1) as FoundTurn;
    const code = place === null ? null : codeOf(before, place, lastAgentId);
    if (place !== null && code !== null) lines.push({ sequence, at, code, view: viewOf(place, names) });
    lastAgentId = place?.agentId ?? lastAgentId;
  }
  return { lines, view: viewOf(place ?? nowhere, names) };
}

function byCommand(turns: readonly FoundTurn[]): FoundTurn[][] {
  const commands: FoundTurn[][] = [];
  for (const turn of turns) {
    const last = commands.at(-1);
    if (last?.[0]?.commandId === turn.commandId) last.push(turn);
    else commands.push([turn]);
  }
  return commands;
}

/** Where the conversation is after an event that may have changed it. */
function follow(before: Place, turn: FoundTurn, leadsTo: Map<string, string>): Place {
  const { status, owner, departmentId, transferId, toDepartmentId } = turn;
  if (transferId !== null && toDepartmentId !== null) leadsTo.set(transferId, toDepartmentId);
  const pendingTransferId = turn.touchesPending ? turn.pendingTransferId : before.pendingTransferId;
  const isClosed = status === null ? before.isClosed : status === 'closed';
  const agentId = owner === null ? before.agentId : owner.kind === 'agent' ? owner.id : null;
  return {
    isClosed,
    agentId: isClosed ? null : agentId,
    departmentId: departmentId ?? before.departmentId,
    pendingTransferId,
    to: pendingTransferId === null ? null : (leadsTo.get(pendingTransferId) ?? null),
  };
}

/** What became of the conversation, in a word; null where its customer would notice nothing. */
function codeOf(before: Place | null, now: Place, lastAgentId: string | null): TurnCode | null {
  if (now.isClosed) return before?.isClosed === true ? null : 'closed';
  if (before?.isClosed === true) return 'reopened';
  const isElsewhere = before !== null && before.departmentId !== now.departmentId;
  if (now.agentId !== null && (now.agentId !== before?.agentId || isElsewhere))
    return now.agentId === lastAgentId && !isElsewhere ? 'back' : 'served';
  if (now.to !== null && now.to !== before?.to) return 'bringing';
  if (now.to === null && typeof before?.to === 'string') return now.agentId === null ? 'waiting' : 'back';
  if (now.agentId !== null) return null;
  if (isElsewhere) return 'bringing';
  return before === null || before.agentId !== null ? 'waiting' : null;
}

function viewOf({ isClosed, agentId, departmentId, to }: Place, names: CustomerNames): CustomerView {
  return {
    phase: isClosed ? 'closed' : agentId === null ? 'waiting' : 'served',
    agent: agentId === null ? null : names.agent(agentId),
    department: names.department(departmentId),
    to: isClosed || to === null ? null : { department: names.department(to), isSame: to === departmentId },
  };
}
