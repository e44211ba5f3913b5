import { systemClock } from '../../src/base/clock.ts';
import { uuidIds } from '../../src/base/ids.ts';
import { secureRandom } from '../../src/base/random.ts';
import type { Database } from '../../src/storage/database.ts';
import { encodeJson } from '../../src/storage/encode.ts';

const ids = uuidIds(systemClock, secureRandom());

/** An organization with one department, put into the tables directly: for suites below the commands that make them. */
export async function insertOrganization(database: Database): Promise<string> {
  const id = ids.next();
  const items: [string, string, unknown][] = [
    ['organization', 'organization', { profile: 'baton', settings: {} }],
    ['department', 'support', { id: 'support', defaultQueue: 'support' }],
    ['queue', 'support', { id: 'support', department: 'support', distribution: 'pull' }],
  ];
  const statement = (text: string, values: string[]) => ({ name: '', text, values });
  await database.withSession((session) =>
    session.pipeline([
      statement('insert into organization values ($1::uuid, $2, clock_timestamp())', [id, 'Test']),
      statement('insert into organization_head values ($1::uuid, 0, 1, clock_timestamp())', [id]),
      ...items.map(([kind, itemId, data]) =>
        statement('insert into configuration_item values ($1::uuid, $2, $3, 1, false, $4::jsonb)', [
          id,
          kind,
          itemId,
          encodeJson(data),
        ]),
      ),
    ]),
  );
  return id;
}
