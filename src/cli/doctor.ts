import type { Command } from 'commander';
import { doctorChecks } from '../storage/doctor-checks.ts';
import { openDatabase } from './open-database.ts';
import type { ServerSettings } from './settings.ts';

/** Zones older than this are wrong for Vancouver, Alberta and Morocco. */
const zoneDataMin = '2026b';

/** Adds `doctor`: checks a database's beliefs and this runtime's time-zone data. Exit code 1 when something is broken. */
export function registerDoctor(program: Command, settings: ServerSettings): void {
  program
    .command('doctor')
    .description('check the database and this runtime; on the embedded store while no server runs')
    .action(async () => {
      process.exitCode = (await runDoctor(settings, (line) => process.stdout.write(`${line}\n`))) ? 0 : 1;
    });
}

/** Runs every check, says each in a line, and answers whether all held. */
export async function runDoctor(settings: ServerSettings, say: (line: string) => void): Promise<boolean> {
  const database = await openDatabase(settings);
  let sound = true;
  try {
    for (const { rule, sentence, statement } of doctorChecks) {
      const { rows } = await database.read(statement);
      if (rows.length > 0) sound = false;
      say(`${rows.length === 0 ? 'ok    ' : 'BROKEN'} ${rule}  ${sentence}`);
      for (const row of rows) say(`         ${JSON.stringify(row)}`);
    }
  } finally {
    await database.close();
  }
  const zones = process.versions.tz ?? 'unknown';
  say(
    `${zones >= zoneDataMin ? 'ok    ' : 'OLD   '} time zones ${zones}${zones >= zoneDataMin ? '' : `; update Node: before ${zoneDataMin} some zones are wrong`}`,
  );
  return sound;
}
