import { afterAll, beforeAll, describe } from 'vitest';
import type { RunningNode } from '../../src/node.ts';
import { missingPostgres, type StoreKind } from '../support/stores.ts';
import { startServer } from './desk.ts';

/** Runs the scenarios once on each store, over HTTP, against one server. */
export function describeScenarios(
  title: string,
  scenarios: (server: () => RunningNode, kind: StoreKind) => void,
): void {
  const missing = missingPostgres();
  const suite = (kind: StoreKind): void => {
    let node: RunningNode | undefined;
    beforeAll(async () => {
      node = await startServer(kind);
    });
    afterAll(async () => {
      await node?.close();
    });
    scenarios(() => node as RunningNode, kind);
  };
  if (missing) describe.skip(`${title} [postgres] — skipped: ${missing}`, () => suite('postgres'));
  else describe(`${title} [postgres]`, () => suite('postgres'));
  describe(`${title} [pglite]`, () => suite('pglite'));
}
