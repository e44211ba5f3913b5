import { doctorChecks } from '../storage/doctor-checks.ts';
import { readOrganizationIds } from '../storage/event-log.ts';
import { type ChainVerdict, verifyChain } from './audit.ts';
import type { Reads } from './reads.ts';

export interface Finding {
  readonly rule: string;
  readonly sentence: string;
  /** The first rows for which it does not hold; none on a healthy database. */
  readonly broken: readonly unknown[];
}

/** Checks the beliefs that hold on every healthy database, one after the other. @throws DatabaseError */
export async function* examine({ database }: Reads): AsyncGenerator<Finding> {
  for (const { rule, sentence, statement } of doctorChecks) {
    yield { rule, sentence, broken: (await database.read(statement)).rows };
  }
  yield { rule: 'I45', sentence: 'the log is what the chain over it says', broken: await brokenChains({ database }) };
}

/** The first broken link of each organization that has one. */
async function brokenChains(reads: Reads): Promise<readonly unknown[]> {
  const broken: unknown[] = [];
  for (const { organizationId } of (await reads.database.read(readOrganizationIds)).rows) {
    for (let after: number | null = 0; after !== null; ) {
      const verdict: ChainVerdict = await verifyChain(reads, organizationId, after);
      if (verdict.broken !== null) {
        const { firstPosition, lastPosition } = verdict.broken;
        broken.push({ organizationId, firstPosition, lastPosition });
      }
      after = verdict.next;
    }
  }
  return broken;
}
