import { afterAll, beforeAll } from 'vitest';
import type { NodeOptions, RunningNode } from '../../src/node.ts';
import { HandClock } from '../support/hand-clock.ts';
import { describeOnStoreKinds, type StoreKind } from '../support/stores.ts';
import { startServer } from './desk.ts';

/** Runs the scenarios once on each store, over HTTP, against one server with these options besides the usual ones. */
export function describeScenarios(
  title: string,
  scenarios: (server: () => RunningNode, kind: StoreKind) => void,
  more: Partial<NodeOptions> = {},
): void {
  describeOnStoreKinds(title, (kind) => {
    scenarios(serverOf(kind, more), kind);
  });
}

/** The same by a clock that stands still until a scenario lets time pass; each store's server has its own. */
export function describeByHandClock(
  title: string,
  scenarios: (server: () => RunningNode, clock: HandClock, kind: StoreKind) => void,
  more: Partial<NodeOptions> | (() => Promise<Partial<NodeOptions>>) = {},
): void {
  describeOnStoreKinds(title, (kind) => {
    const clock = new HandClock();
    scenarios(serverOf(kind, more, { clock }), clock, kind);
  });
}

function serverOf(
  kind: StoreKind,
  more: Partial<NodeOptions> | (() => Promise<Partial<NodeOptions>>),
  standing: Partial<NodeOptions> = {},
): () => RunningNode {
  let node: RunningNode | undefined;
  beforeAll(async () => {
    node = await startServer(kind, { ...(typeof more === 'function' ? await more() : more), ...standing });
  });
  afterAll(async () => {
    await node?.close();
  });
  return () => node as RunningNode;
}
