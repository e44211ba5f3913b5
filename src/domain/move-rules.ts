import type { ActorKind } from './actor.ts';
import type { ChannelKind } from './channel.ts';
import type { MoveRule, ReceiveRule } from './configuration.ts';
import type { Attributes } from './conversation.ts';
import { type History, narrowerHistory } from './history.ts';
import type { DataClass } from './redaction.ts';

/**
 * Move rules only allow. A move needs one matching row of the origin, and one matching receive rule of the destination if
 * it has any; the order of rows never matters. No row at all means that nothing moves.
 *
 * A row marked `assistant` is a mapping of its own kind: it matches only an assistant that reaches for a flow, and only
 * where the setting or its own mark exempts it from the move rules. It is looked at when no ordinary row matches.
 */

export interface Move {
  readonly channel: ChannelKind;
  readonly destinationId: string;
  readonly actorKind: ActorKind;
  /** Asked for only when a row has a condition. */
  contact(): Attributes | null;
  /** The flow that is reached for; null for every other target. */
  readonly flowId: string | null;
  readonly assistantRowsExempt: boolean;
}

export interface MoveRuleMatch {
  /** The place of the row in the department's list. */
  readonly row: number;
  readonly label: string | null;
  readonly assistant: boolean;
  /** The narrowest among the rows that match: a row that shows less is never undone by a wider one beside it. */
  readonly history: History | null;
  /** What any of the rows that match masks. */
  readonly redact: readonly DataClass[];
}

/** The row that allows the move, or undefined when none does. */
export function matchMoveRules(rules: readonly MoveRule[], move: Move): MoveRuleMatch | undefined {
  let ordinary = -1;
  let mapping = -1;
  let history: History | null = null;
  let redact: readonly DataClass[] = none;
  for (let i = 0; i < rules.length; i++) {
    const rule = rules[i] as MoveRule;
    if (!matchesRow(rule, move)) continue;
    if (rule.assistant) {
      if (mapping === -1 && isExempt(rule, move)) mapping = i;
    } else {
      if (ordinary === -1) ordinary = i;
      if (rule.history !== null) history = history === null ? rule.history : narrowerHistory(history, rule.history);
      if (rule.redact.length > 0) redact = [...redact, ...rule.redact];
    }
  }
  if (ordinary >= 0) return { row: ordinary, label: labelOf(rules, ordinary), assistant: false, history, redact };
  if (mapping >= 0) {
    const { history: ofMapping = null, redact: masked = none } = rules[mapping] ?? {};
    return { row: mapping, label: labelOf(rules, mapping), assistant: true, history: ofMapping, redact: masked };
  }
  return undefined;
}

const none: readonly DataClass[] = [];

function labelOf(rules: readonly MoveRule[], row: number): string | null {
  return rules[row]?.label ?? null;
}

function isExempt(rule: MoveRule, move: Move): boolean {
  const isReached = move.flowId !== null && includes(rule.flows, move.flowId);
  return move.actorKind === 'assistant' && isReached && (rule.exemptFromMoveRules || move.assistantRowsExempt);
}

function matchesRow(rule: MoveRule, move: Move): boolean {
  return (
    includes(rule.channels, move.channel) &&
    includes(rule.destinations, move.destinationId) &&
    includes(rule.actors, move.actorKind) &&
    (rule.contact === null || matchesContact(rule.contact, move.contact()))
  );
}

function matchesContact(condition: NonNullable<MoveRule['contact']>, attributes: Attributes | null): boolean {
  if (attributes === null) return false;
  for (const name in condition) if (attributes[name] !== condition[name]) return false;
  return true;
}

function includes<T>(list: 'all' | readonly T[], value: T): boolean {
  return list === 'all' || list.includes(value);
}

/** Whether the destination takes this channel from this origin. No receive rule means that it takes everything. */
export function mayReceive(rules: readonly ReceiveRule[], move: { channel: ChannelKind; originId: string }): boolean {
  if (rules.length === 0) return true;
  return rules.some((rule) => includes(rule.channels, move.channel) && includes(rule.origins, move.originId));
}

/** How an address is compared: case never tells two mailboxes apart here, nor spaces and dashes two telephone numbers. */
export function addressKey({ channel, address }: { channel: string; address: string }): string {
  const plain = address.trim().toLowerCase();
  return `${channel} ${plain.includes('@') ? plain : plain.replaceAll(/[\s().-]/g, '')}`;
}
