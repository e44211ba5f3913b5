import type { Command } from 'commander';
import { examine } from '../reads/doctor.ts';
import type { ReadDatabase } from '../reads/reads.ts';

/** Zones older than this are wrong for Vancouver, Alberta and Morocco. */
const zoneDataMin = '2026b';

/** Adds `doctor`: checks a database's beliefs and this runtime's time-zone data. Exit code 1 when something is broken. */
export function registerDoctor(program: Command, openStore: () => Promise<ReadDatabase>): void {
  program
    .command('doctor')
    .description('check the database and this runtime; on the embedded store while no server runs')
    .action(async () => {
      const database = await openStore();
      try {
        process.exitCode = (await runDoctor(database, (line) => process.stdout.write(`${line}\n`))) ? 0 : 1;
      } finally {
        await database.close();
      }
    });
}

/** Runs every check, says each in a line, and answers whether all held. */
async function runDoctor(database: ReadDatabase, say: (line: string) => void): Promise<boolean> {
  let sound = true;
  for await (const { rule, sentence, broken } of examine({ database })) {
    if (broken.length > 0) sound = false;
    say(`${broken.length === 0 ? 'ok    ' : 'BROKEN'} ${rule}  ${sentence}`);
    for (const row of broken) say(`         ${JSON.stringify(row)}`);
  }
  const zones = process.versions.tz ?? 'unknown';
  const areNew = zones >= zoneDataMin;
  say(
    `${areNew ? 'ok    ' : 'OLD   '} time zones ${zones}${areNew ? '' : `; update Node: before ${zoneDataMin} some zones are wrong`}`,
  );
  return sound;
}
