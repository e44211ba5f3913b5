/**
 * A node of its own in a process, driven by messages of its parent: `node-process.ts KIND PLACE SEED`, where KIND is
 * `postgres` and PLACE a URL, or KIND is `pglite` and PLACE a data folder. With a seed it waits a little at each moment of
 * a batch, so that races meet everywhere. It says `ready`, then answers every command that it is sent.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { systemClock } from '../../src/base/clock.ts';
import { uuidIds } from '../../src/base/ids.ts';
import { secureRandom, seededRandom } from '../../src/base/random.ts';
import type { CommandDefinition } from '../../src/domain/command.ts';
import type { Principal } from '../../src/domain/principal.ts';
import type { Moment } from '../../src/engine/batch.ts';
import { Engine } from '../../src/engine/engine.ts';
import { EngineError } from '../../src/engine/submission.ts';
import { openPglite } from '../../src/storage/pglite/open.ts';
import { openPostgres } from '../../src/storage/postgres.ts';
import { type CommandName, definitions } from './race-commands.ts';

/** What the parent sends. */
export type Order =
  | {
      readonly kind: 'run';
      readonly id: number;
      readonly name: CommandName;
      readonly organizationId: string;
      readonly principal: Principal;
      readonly key: string;
      readonly requestHash: string;
      readonly input: unknown;
    }
  /** Stands still the next time that it comes to this moment, once it has said `standing`, for so long. */
  | { readonly kind: 'stand'; readonly at: Moment; readonly forMs: number };

/** What the process says. */
export type Word =
  | { readonly kind: 'ready' }
  | { readonly kind: 'standing' }
  | {
      readonly kind: 'answer';
      readonly id: number;
      readonly answer: { kind: 'done' | 'refused'; repeated: boolean; value: unknown };
    }
  | { readonly kind: 'failed'; readonly id: number; readonly reason: string };

const say = (word: Word): void => void process.send?.(word);

const [kind = '', place = '', seed = ''] = process.argv.slice(2);
const database =
  kind === 'postgres'
    ? await openPostgres({ url: place, applicationName: 'race' })
    : await openPglite({ dataDir: place });
const random = seededRandom(Number(seed));
let stand: { readonly at: Moment; readonly forMs: number } | null = null;

const engine = new Engine({
  database,
  clock: systemClock,
  ids: uuidIds(systemClock, secureRandom()),
  pause: async (moment) => {
    if (stand?.at === moment) {
      const { forMs } = stand;
      stand = null;
      say({ kind: 'standing' });
      await wait(forMs);
    } else if (seed !== '' && random.fraction() < 0.3) await wait(Math.floor(random.fraction() * 4));
  },
});

process.on('message', (order: Order) => {
  if (order.kind === 'stand') {
    stand = order;
    return;
  }
  const { id, name, kind: _, ...rest } = order;
  const definition = definitions[name] as CommandDefinition<unknown, unknown>;
  engine.submit({ ...rest, definition }).then(
    (answer) =>
      say({
        kind: 'answer',
        id,
        answer: {
          kind: answer.kind,
          repeated: answer.repeated,
          value: answer.kind === 'done' ? answer.answer : answer.refusal,
        },
      }),
    (error) => say({ kind: 'failed', id, reason: error instanceof EngineError ? error.reason : String(error) }),
  );
});
// The parent is gone: so is the reason to be here.
process.on('disconnect', () => process.exit(0));
say({ kind: 'ready' });
