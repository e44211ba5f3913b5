import { nameActor } from '../../domain/actor.ts';
import { type Fault, parseConfiguration } from '../../domain/check-configuration.ts';
import { type CommandDefinition, done, type Outcome, refused } from '../../domain/command.ts';
import type { ConfigurationDocument } from '../../domain/configuration.ts';
import type { Draft } from '../../domain/draft.ts';
import { documentOf } from '../../domain/plan-configuration.ts';
import { type ConfigurationAnswer, changeConfiguration } from '../apply-configuration.ts';

/** How flows are edited: drafts that have no effect, and publishing them. */

function refuseToEdit({ actor }: Draft): Outcome<never> | null {
  if (actor.permissions.has('configuration.write')) return null;
  return refused('permission_missing', { data: { permission: 'configuration.write' } });
}

/** Keeps what somebody is changing, whatever it has come to. */
export const saveFlowDraft: CommandDefinition<
  { readonly flowId: string; readonly entry: unknown; readonly revision?: number },
  { readonly revision: number }
> = {
  name: 'saveFlowDraft',
  needs: ({ flowId }) => ({ flowDrafts: [flowId] }),
  decide(draft, { flowId, entry, revision: seen }) {
    const refusal = refuseToEdit(draft);
    if (refusal !== null) return refusal;
    const before = draft.find('flowDraft', flowId);
    const current = before === undefined || before.entry === null ? 0 : before.revision;
    if (seen !== undefined && seen !== current)
      return refused('version_conflict', { data: { expected: seen, actual: current } });
    const revision = (before?.revision ?? 0) + 1;
    const fields = { entry, revision, changedBy: nameActor(draft.actor), changedAt: draft.now };
    if (before === undefined) draft.add('flowDraft', flowId, { id: flowId, ...fields });
    else draft.change('flowDraft', flowId, fields);
    draft.emit('flow.draft_saved', { details: { flowId, revision } });
    return done({ revision });
  },
};

/** Throws a draft away, or puts it aside once it is published. With a revision only that one: a newer one stays. */
export const discardFlowDraft: CommandDefinition<{ readonly flowId: string; readonly revision?: number }, null> = {
  name: 'discardFlowDraft',
  needs: ({ flowId }) => ({ flowDrafts: [flowId] }),
  decide(draft, { flowId, revision: seen }) {
    const refusal = refuseToEdit(draft);
    if (refusal !== null) return refusal;
    const before = draft.find('flowDraft', flowId);
    if (before === undefined || before.entry === null || (seen !== undefined && seen !== before.revision))
      return done(null);
    draft.change('flowDraft', flowId, { entry: null, changedBy: nameActor(draft.actor), changedAt: draft.now });
    draft.emit('flow.draft_saved', { details: { flowId, revision: before.revision, discarded: true } });
    return done(null);
  },
};

/** Publishes a flow, or with `published: false` in it stops it: one entry of the configuration, as a version like any other. */
export const publishFlow: CommandDefinition<{ readonly flowId: string; readonly entry: unknown }, ConfigurationAnswer> =
  {
    name: 'publishFlow',
    configuration: true,
    needs: () => ({}),
    decide(draft, { flowId, entry }) {
      const refusal = refuseToEdit(draft);
      if (refusal !== null) return refusal;
      const document = documentOf(draft.all('configurationItem'));
      const { faults, next } = withFlow(document, flowId, entry);
      if (next === null) return refused('flow_has_problems', { data: { flow: flowId, problems: faults } });
      return changeConfiguration(draft, next);
    },
  };

/** The document with a flow in place of the one of its id; or what is wrong with it, by paths into the flow. */
export function withFlow(
  document: ConfigurationDocument,
  flowId: string,
  entry: unknown,
):
  | { readonly next: ConfigurationDocument; readonly faults: readonly [] }
  | { readonly next: null; readonly faults: readonly Fault[] } {
  const place = document.flows.findIndex(({ id }) => id === flowId);
  const flows: unknown[] = [...document.flows];
  const index = place < 0 ? flows.length : place;
  flows[index] = { ...(entry as object), id: flowId };
  const parsed = parseConfiguration({ ...document, flows });
  if (parsed.ok) return { next: parsed.document, faults: [] };
  const own = `/flows/${index}`;
  // What another flow lacks by this one is told by its own place.
  const faults = parsed.faults.map((fault) => ({
    ...fault,
    path: fault.path.startsWith(`${own}/`) ? fault.path.slice(own.length) : fault.path,
  }));
  return { next: null, faults };
}
