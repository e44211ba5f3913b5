/**
 * PGlite has no autovacuum, and without it a table that is updated all the time grows dead rows until every statement
 * crawls (measured by others: a batch fell from 5,500 to 200 a second). So writes are counted here, from what the
 * statements say and what they answered, and a table is vacuumed between turns by autovacuum's own rule.
 */
import type { Result, Statement } from '../database.ts';

/** Autovacuum's defaults: 50 rows and a fifth of the table; inserts count a quarter, since they leave nothing dead. */
const rowsAtLeast = 50;
const shareOfTable = 0.2;
const insertWeight = 0.25;
/** So many times over its threshold a table is vacuumed even while others wait. */
const urgentTimes = 5;

/**
 * Every target of a write in a statement's text, also inside `with`. Not `for update`, `for no key update` and
 * `do update`, which name no table.
 */
const writeTargets =
  /\b(insert\s+into|(?<!\b(?:for|key|do)\s+)update|delete\s+from|merge\s+into)\s+(?:only\s+)?((?:"[^"]+"|[a-z_]\w*)(?:\.(?:"[^"]+"|[a-z_]\w*))?)/gi;

interface Written {
  /** Weighted rows since the last vacuum. */
  rows: number;
  /** Rows in the table when it was vacuumed last. */
  size: number;
}

interface Target {
  readonly table: string;
  readonly weight: number;
}

/** A table that needs a vacuum, and how it is given one. */
export interface DueVacuum {
  readonly table: string;
  /** Whether it may not wait until nobody else wants the connection. */
  readonly urgent: boolean;
  readonly vacuum: Statement;
  /** Asks how many rows the table has since. */
  readonly measure: Statement;
}

/** Counts writes by table and says which table is due. */
export class Upkeep {
  readonly #written = new Map<string, Written>();
  readonly #targets = new Map<string, readonly Target[]>();

  /** Takes the answers of a pipeline into account. */
  count(statements: readonly Statement[], results: readonly Result[]): void {
    for (let i = 0; i < statements.length; i++) {
      const { text } = statements[i] as Statement;
      const rows = results[i]?.count ?? 0;
      for (const { table, weight } of this.#targetsOf(text)) {
        const written = this.#written.get(table) ?? { rows: 0, size: 0 };
        // A `with` that writes to several tables answers for the last only; its count stands for all of them.
        written.rows += Math.max(rows, 1) * weight;
        if (weight < 1) written.size += rows;
        this.#written.set(table, written);
      }
    }
  }

  /** What to vacuum now, if anything. `waiting`: how many want the connection. */
  due(waiting: number): DueVacuum | undefined {
    let worst: { table: string; times: number } | undefined;
    for (const [table, { rows, size }] of this.#written) {
      const times = rows / (rowsAtLeast + shareOfTable * size);
      if (times >= 1 && times > (worst?.times ?? 0)) worst = { table, times };
    }
    if (!worst || (waiting > 0 && worst.times < urgentTimes)) return undefined;
    const { table } = worst;
    (this.#written.get(table) as Written).rows = 0;
    return {
      table,
      urgent: worst.times >= urgentTimes,
      // Without truncate: giving pages back to the file system only makes the next insert ask for them again.
      vacuum: { name: '', text: `vacuum (analyze, truncate false) ${table}`, values: [] },
      measure: {
        name: 'table_size',
        text: 'select greatest(reltuples, 0)::float8 as rows from pg_class where oid = $1::regclass',
        values: [table],
      },
    };
  }

  /** The table was vacuumed and has so many rows. */
  vacuumed(table: string, rows: number): void {
    const written = this.#written.get(table);
    if (written) written.size = rows;
  }

  /** The table cannot be vacuumed: it was dropped, or never was one. */
  forget(table: string): void {
    this.#written.delete(table);
  }

  #targetsOf(text: string): readonly Target[] {
    const known = this.#targets.get(text);
    if (known) return known;
    const targets = [...text.matchAll(writeTargets)].map(([, verb, table]) => ({
      table: table as string,
      weight: /^insert/i.test(verb as string) ? insertWeight : 1,
    }));
    // Texts are few: prepared statements. Should somebody build them by the thousand, start again rather than grow.
    if (this.#targets.size > 2000) this.#targets.clear();
    this.#targets.set(text, targets);
    return targets;
  }
}
