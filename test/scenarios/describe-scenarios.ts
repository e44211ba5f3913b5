import { afterAll, beforeAll } from 'vitest';
import type { NodeOptions, RunningNode } from '../../src/node.ts';
import { describeOnStoreKinds, type StoreKind } from '../support/stores.ts';
import { startServer } from './desk.ts';

/** Runs the scenarios once on each store, over HTTP, against one server with these options besides the usual ones. */
export function describeScenarios(
  title: string,
  scenarios: (server: () => RunningNode, kind: StoreKind) => void,
  more: Partial<NodeOptions> = {},
): void {
  describeOnStoreKinds(title, (kind) => {
    let node: RunningNode | undefined;
    beforeAll(async () => {
      node = await startServer(kind, more);
    });
    afterAll(async () => {
      await node?.close();
    });
    scenarios(() => node as RunningNode, kind);
  });
}
