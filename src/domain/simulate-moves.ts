import type { ActorKind } from './actor.ts';
import { type ChannelKind, channelKinds } from './channel.ts';
import type { Configuration, Department, MoveRule } from './configuration.ts';
import type { Attributes } from './conversation.ts';
import { type History, narrowerHistory } from './history.ts';
import { type MovePair, type Openness, opennessOf, pairsMax } from './move-matrix.ts';
import { type MoveRuleMatch, matchMoveRules, mayReceive } from './move-rules.ts';
import { type DataClass, dataClasses } from './redaction.ts';
import type { RefusalCode } from './refusal.ts';

/**
 * Who may send what where, asked of a setup instead of a ticket: by channels, move rules and receive rules alone. Hours, load
 * and permissions are questions of the moment, which *explain* answers for a ticket.
 */
export interface MoveQuestion {
  readonly from?: string;
  readonly to?: string;
  readonly channel?: ChannelKind;
  /** Who asks. Default `agent`. */
  readonly actorKind?: ActorKind;
  /** What is known of the customer. Default nothing. */
  readonly contact?: Attributes;
}

export interface SimulatedMove extends MovePair {
  /** Whether the one who asks may, for this customer. */
  readonly allowed: boolean;
  /** Whether anybody may at all. */
  readonly openness: Openness;
  /** What lets it pass: a row of the origin by its place, the program, or that nothing is asked; null when nothing does. */
  readonly allowedBy: SimulatedReason | null;
  /** What refuses it. */
  readonly refusedBy: RefusalCode | null;
  /** What of the past it shows at most; a channel account may show less. Null when it is refused. */
  readonly history: History | null;
  /** What is masked of that. */
  readonly redact: readonly DataClass[];
}

export type SimulatedReason =
  | { readonly kind: 'no_boundary' | 'program' }
  | { readonly kind: 'move_rule' | 'assistant_mapping'; readonly row: number; readonly label: string | null };

/** A mapping by which assistants reach flows of other departments, past the move rules. */
export interface AssistantException {
  readonly from: string;
  readonly row: number;
  readonly label: string | null;
  readonly channels: MoveRule['channels'];
  readonly destinations: MoveRule['destinations'];
  readonly flows: MoveRule['flows'];
  /** Whether it lets anything pass: by its own mark, or by the department's setting. */
  readonly holds: boolean;
}

export interface Simulation {
  readonly moves: readonly SimulatedMove[];
  /** Whether there are more than could be listed: ask for one department or channel. */
  readonly more: boolean;
  /** Side doors by design: shown with every preview of rules. */
  readonly exceptions: readonly AssistantException[];
}

/** Every move that the question is about, sorted by department, then channel; at most two thousand. */
export function simulateMoves(configuration: Configuration, question: MoveQuestion): Simulation {
  const { departments } = configuration.directory;
  const origins = departments.filter(({ id }) => question.from === undefined || id === question.from);
  const destinations = departments.filter(({ id }) => question.to === undefined || id === question.to);
  const channels = question.channel === undefined ? channelKinds : [question.channel];
  const exceptions = origins.flatMap(exceptionsOf);
  const moves: SimulatedMove[] = [];
  for (const origin of origins) {
    for (const destination of destinations) {
      if (origin === destination) continue;
      for (const channel of channels) {
        if (moves.length === pairsMax) return { moves, more: true, exceptions };
        moves.push(simulate(configuration, question, { origin, destination, channel }));
      }
    }
  }
  return { moves, more: false, exceptions };
}

function exceptionsOf(origin: Department): AssistantException[] {
  return origin.moveRules.flatMap((rule, row) => {
    if (!rule.assistant) return [];
    const { label, channels, destinations, flows } = rule;
    const reaches = rule.actors === 'all' || rule.actors.includes('assistant');
    const holds = reaches && (rule.exemptFromMoveRules || origin.resolved.assistantRowsExempt);
    return [{ from: origin.id, row, label, channels, destinations, flows, holds }];
  });
}

interface Place {
  readonly origin: Department;
  readonly destination: Department;
  readonly channel: ChannelKind;
}

function simulate(configuration: Configuration, question: MoveQuestion, place: Place): SimulatedMove {
  const { origin, destination, channel } = place;
  const named = { from: origin.id, to: destination.id, channel };
  const openness = opennessOf(origin, destination, channel);
  const match = matchOf(configuration, question, place);
  const allowedBy = reasonOf(place, match);
  const refusedBy = refusalOf(place, allowedBy);
  if (refusedBy !== null || allowedBy === null) {
    return { ...named, allowed: false, openness, allowedBy: null, refusedBy, history: null, redact: [] };
  }
  const ofRow = origin.resolved.boundary === 'none' ? undefined : match;
  const history = narrowerHistory(origin.resolved.history, destination.resolved.history);
  const masked = new Set([...origin.resolved.redact, ...destination.resolved.redact, ...(ofRow?.redact ?? [])]);
  return {
    ...named,
    allowed: true,
    openness,
    allowedBy,
    refusedBy: null,
    history: ofRow?.history ? narrowerHistory(history, ofRow.history) : history,
    redact: dataClasses.filter((each) => masked.has(each)),
  };
}

/** The row that would let it pass. An assistant may reach for any flow that lives there. */
function matchOf(
  configuration: Configuration,
  { actorKind = 'agent', contact = {} }: MoveQuestion,
  { origin, destination, channel }: Place,
): MoveRuleMatch | undefined {
  const flows: (string | null)[] = [null];
  if (actorKind === 'assistant') {
    for (const flow of configuration.flows.values()) if (flow.department === destination.id) flows.push(flow.id);
  }
  for (const flowId of flows) {
    const match = matchMoveRules(origin.moveRules, {
      channel,
      destinationId: destination.id,
      actorKind,
      contact: () => contact,
      flowId,
      assistantRowsExempt: origin.resolved.assistantRowsExempt,
    });
    if (match !== undefined) return match;
  }
  return undefined;
}

function reasonOf({ origin, destination }: Place, match: MoveRuleMatch | undefined): SimulatedReason | null {
  const { boundary } = origin.resolved;
  if (boundary === 'none') return { kind: 'no_boundary' };
  if (boundary === 'program' && origin.program !== null && origin.program === destination.program)
    return { kind: 'program' };
  // In a program only an assistant's mapping leads out of it.
  if (match === undefined || (boundary === 'program' && !match.assistant)) return null;
  return { kind: match.assistant ? 'assistant_mapping' : 'move_rule', row: match.row, label: match.label };
}

/** The first reason against it, in the order of the policy. */
function refusalOf({ origin, destination, channel }: Place, allowedBy: SimulatedReason | null): RefusalCode | null {
  if (origin.resolved.transfers === 'off') return 'transfers_disabled';
  if (channel === 'voice') return 'kind_not_supported';
  if (destination.channels !== 'all' && !destination.channels.includes(channel)) return 'channel_not_served';
  if (allowedBy === null) return origin.resolved.boundary === 'program' ? 'outside_program' : 'no_move_rule';
  return mayReceive(destination.receiveRules, { channel, originId: origin.id }) ? null : 'receive_rule';
}
