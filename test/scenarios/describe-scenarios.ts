import { afterAll, beforeAll } from 'vitest';
import type { RunningNode } from '../../src/node.ts';
import { describeOnStoreKinds, type StoreKind } from '../support/stores.ts';
import { startServer } from './desk.ts';

/** Runs the scenarios once on each store, over HTTP, against one server. */
export function describeScenarios(
  title: string,
  scenarios: (server: () => RunningNode, kind: StoreKind) => void,
): void {
  describeOnStoreKinds(title, (kind) => {
    let node: RunningNode | undefined;
    beforeAll(async () => {
      node = await startServer(kind);
    });
    afterAll(async () => {
      await node?.close();
    });
    scenarios(() => node as RunningNode, kind);
  });
}
