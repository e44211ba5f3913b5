import type { Migration } from 'kysely/migration';

/** One step of the schema. `breaking`: servers from before it must not run on it. */
export interface SchemaMigration extends Migration {
  readonly breaking?: true;
}
