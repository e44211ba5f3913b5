import { doctorChecks } from '../storage/doctor-checks.ts';
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
}
