import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { uuidIds } from '../../src/base/ids.ts';
import { secureRandom, seededRandom } from '../../src/base/random.ts';
import type { CommandDefinition } from '../../src/domain/command.ts';
import { Engine } from '../../src/engine/engine.ts';
import { EngineError } from '../../src/engine/submission.ts';
import { prepareDatabaseFolder } from '../../src/storage/pglite/data-folder.ts';
import { PgliteDatabase } from '../../src/storage/pglite/database.ts';
import { DurableFileSystem } from '../../src/storage/pglite/durable-file-system.ts';
import { startPglite } from '../../src/storage/pglite/engine.ts';
import type { Call } from '../simulation/audit-answers.ts';
import { Auditor } from '../simulation/auditor.ts';
import type { Row } from '../simulation/replica.ts';
import { Dice } from '../simulation/scheduler.ts';
import { DiskRecording, folderAfterCut } from '../support/power-cut.ts';
import { migratedImage } from '../support/stores.ts';
import { quietSetup, runErrands } from './errands.ts';
import { type Command, Fleet, type Heard, insertBareOrganization, type Runner } from './fleet.ts';
import { definitions } from './race-commands.ts';

/** The power is cut so often in every run; the long one cuts two hundred times. */
const cuts = process.env.BATON_LONG ? 200 : 20;
const seed = Number(process.env.BATON_SEED ?? 1);

async function openRecorded(folder: string, observer?: DiskRecording): Promise<PgliteDatabase> {
  const engine = await startPglite({
    fileSystem: new DurableFileSystem(folder, observer ? { observer } : {}),
    fsync: true,
  });
  return new PgliteDatabase({ runner: engine, stop: () => engine.close() });
}

/** An engine beside the test, which notes how much the disk had seen when it answered. */
class RecordedNode implements Runner {
  /** After so many events on the disk, this was known to the caller. */
  readonly told: { readonly events: number; readonly key: string; readonly heard: Heard }[] = [];
  readonly #engine: Engine;
  readonly #recording: DiskRecording;

  constructor(database: PgliteDatabase, recording: DiskRecording) {
    this.#engine = new Engine({ database, clock: systemClock, ids: uuidIds(systemClock, secureRandom()) });
    this.#recording = recording;
  }

  async run({ name, ...command }: Command): Promise<Heard> {
    const definition = definitions[name] as CommandDefinition<unknown, unknown>;
    const answer = await this.#engine.submit({ ...command, definition }).catch((error) => {
      throw new Error(error instanceof EngineError ? error.reason : String(error));
    });
    const heard = {
      kind: answer.kind,
      repeated: answer.repeated,
      answer: answer.kind === 'done' ? answer.answer : answer.refusal,
    };
    this.told.push({ events: this.#recording.length, key: command.key, heard });
    return heard;
  }

  kill(): Promise<void> {
    return this.#engine.stop();
  }
}

describe('[F32] the engine on a data folder when the power fails [pglite]', () => {
  const scratch = mkdtempSync(join(tmpdir(), 'baton-power-cuts-'));
  const organizationId = uuidIds(systemClock, secureRandom()).next();
  let recording: DiskRecording;
  let fleet: Fleet<RecordedNode>;

  beforeAll(async () => {
    const folder = await prepareDatabaseFolder(scratch, migratedImage());
    const bare = await openRecorded(folder);
    await insertBareOrganization(bare, organizationId);
    await bare.close();
    recording = new DiskRecording(folder);
    const database = await openRecorded(folder, recording);
    fleet = new Fleet({ nodes: [new RecordedNode(database, recording)], organizationId, database });
    await fleet.configure(quietSetup);
    await runErrands({ fleet, dice: new Dice(seededRandom(seed)), threads: 6, steps: 12, name: 'power' });
    await fleet.audit();
    await fleet.close();
    await database.close();
  });
  afterAll(() => rmSync(scratch, { recursive: true, force: true }));

  it(`keeps what was acknowledged, whole and with one owner each, in ${cuts} cuts (seed ${seed})`, {
    timeout: 30_000 + cuts * 5000,
  }, async () => {
    const { told } = fleet.nodes[0] as RecordedNode;
    for (let cut = 0; cut < cuts; cut++) {
      const random = seededRandom(seed * 1_000_003 + cut);
      const events = Math.floor(random.fraction() * (recording.length + 1));
      const into = join(scratch, `cut-${cut}`);
      folderAfterCut(recording, { events, random, into });
      const database = await openRecorded(into);
      const query = async (text: string, values: readonly (string | null)[]): Promise<readonly Row[]> =>
        (await database.read({ name: '', text, values })).rows as Row[];
      const auditor = new Auditor({ organizationId, query, clock: { now: () => 0, wall: () => 0 } });
      await auditor.finish(knownAfter(events, told)).catch((error) => {
        throw new Error(`Cut ${cut} of seed ${seed}, after ${events} of ${recording.length} events: ${error}`, {
          cause: error,
        });
      });
      await database.close();
      rmSync(into, { recursive: true, force: true });
    }
  });

  /** What callers had been told when the disk had seen so much. */
  function knownAfter(events: number, told: RecordedNode['told']): Call[] {
    const known = new Map<string, Call>();
    for (const { key, heard, events: at } of told) {
      const call = fleet.calls.get(key);
      if (at > events || call === undefined) continue;
      known.set(key, { ...call, heard: [heard], failures: [] });
    }
    return [...known.values()];
  }
});
