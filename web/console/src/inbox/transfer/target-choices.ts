import type { Answer, Target } from '../../../../client/src/index.ts';

/** A row of the list of targets, as the server judges it at this moment. */
export type ListedTarget = Answer<'get', '/v1/tickets/{id}/transfer-targets'>['items'][number];
export type Refusal = NonNullable<ListedTarget['refusal']>;

/** What the sender may ask for where the destination cannot take it at once. */
export const detours = ['wait', 'deliver_when_back', 'next', 'override'] as const;
export type Detour = (typeof detours)[number];

/** What a supervisor may pass, and nothing else: the server says so too. */
const overridable: ReadonlySet<string> = new Set(['department_closed', 'not_accepting', 'agent_at_capacity']);

export interface TargetChoice extends ListedTarget {
  /** Names it for as long as the list is open. */
  readonly key: string;
  /** `free`: it may be handed over as it is. `detour`: only in one of the ways of `detours`. `blocked`: not at all. */
  readonly state: 'free' | 'detour' | 'blocked';
  readonly detours: readonly Detour[];
}

export interface TargetGroup {
  readonly kind: Target['kind'] | 'blocked';
  readonly choices: readonly TargetChoice[];
}

function keyOf({ kind, id, departmentId }: Target): string {
  return `${kind} ${id} ${departmentId ?? ''}`;
}

/** Whether two targets are the same place. An agent without a department is the agent in any of them. */
export function isSameTarget(a: Target, b: Target): boolean {
  if (a.kind !== b.kind || a.id !== b.id) return false;
  return a.departmentId === undefined || b.departmentId === undefined || a.departmentId === b.departmentId;
}

/** The ways around a refusal, as far as the sender may take them. */
function detoursOf(refusal: Refusal | null, mayOverride: boolean): readonly Detour[] {
  if (refusal === null) return [];
  const offered = Array.isArray(refusal.data.choices) ? refusal.data.choices : [];
  return detours.filter((detour) =>
    detour === 'override' ? mayOverride && overridable.has(refusal.code) : offered.includes(detour),
  );
}

export function toChoice(listed: ListedTarget, mayOverride: boolean): TargetChoice {
  const ways = detoursOf(listed.refusal, mayOverride);
  const state = listed.allowed ? 'free' : ways.length > 0 ? 'detour' : 'blocked';
  return { ...listed, key: keyOf(listed.target), state, detours: ways };
}

const order: readonly Target['kind'][] = ['department', 'queue', 'agent', 'flow', 'external'];

/**
 * What may be chosen, by kind, and below it what is blocked. Where the conversation is already is no target. People who
 * can take it at once stand before those who cannot; otherwise the server's order stays.
 */
export function groupTargets(choices: readonly TargetChoice[]): readonly TargetGroup[] {
  const shown = choices.filter(({ refusal }) => refusal?.code !== 'already_there');
  const groups = order.map((kind) => {
    const ofKind = shown.filter(({ target, state }) => target.kind === kind && state !== 'blocked');
    const ready = ofKind.filter(({ state }) => state === 'free');
    return { kind, choices: [...ready, ...ofKind.filter(({ state }) => state !== 'free')] };
  });
  const blocked: TargetGroup = { kind: 'blocked', choices: shown.filter(({ state }) => state === 'blocked') };
  return [...groups, blocked].filter(({ choices: of }) => of.length > 0);
}

/** Those whose name or id holds what is typed: the server looks again, and finds those that are not here yet. */
export function filterTargets(choices: readonly TargetChoice[], typed: string): readonly TargetChoice[] {
  const wanted = typed.trim().toLowerCase();
  if (wanted === '') return choices;
  return choices.filter(({ name, target }) => `${name}\n${target.id}`.toLowerCase().includes(wanted));
}

/** The choice that arrow keys go to. One that has left the list gives its place to the first. */
export function stepTo(groups: readonly TargetGroup[], from: string | null, step: 1 | -1): string | null {
  const keys = groups.flatMap(({ choices }) => choices.map(({ key }) => key));
  const at = from === null ? -1 : keys.indexOf(from);
  if (at < 0) return (step === 1 ? keys[0] : keys.at(-1)) ?? null;
  return keys[(at + step + keys.length) % keys.length] ?? null;
}

export interface TransferForm {
  readonly target: Target;
  readonly note: string;
  readonly reason: string;
  readonly detour: Detour | null;
}

/** What is asked of the server. */
export function bodyOf({ target, note, reason, detour }: TransferForm) {
  return {
    target,
    ...(note.trim() === '' ? {} : { note: note.trim() }),
    ...(reason.trim() === '' ? {} : { reason: reason.trim() }),
    ...(detour === null ? {} : detour === 'override' ? { override: true } : { whenBlocked: detour }),
  };
}

/** What is still missing before it can be sent; null when nothing is. */
export function missingIn(
  form: Omit<TransferForm, 'target'> & { readonly chosen: TargetChoice | null },
  settings: { readonly notes: 'off' | 'optional' | 'required'; readonly reason: 'optional' | 'required' },
): 'target' | 'detour' | 'note' | 'reason' | 'blocked' | null {
  const { chosen, detour, note, reason } = form;
  if (chosen === null) return 'target';
  if (chosen.state === 'blocked') return 'blocked';
  if (chosen.state === 'detour' && (detour === null || !chosen.detours.includes(detour))) return 'detour';
  if (settings.notes === 'required' && note.trim() === '') return 'note';
  if (settings.reason === 'required' && reason.trim() === '') return 'reason';
  return null;
}
