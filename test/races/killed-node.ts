/**
 * A process with an engine of its own that moves a ticket and stops at a moment of the batch, for somebody to kill it:
 * `killed-node.ts URL MOMENT SUBMISSION-AS-JSON`. Says `reached` when it stands there.
 */
import { systemClock } from '../../src/base/clock.ts';
import { uuidIds } from '../../src/base/ids.ts';
import { secureRandom } from '../../src/base/random.ts';
import { requestTransfer } from '../../src/commands/request-transfer.ts';
import { Engine } from '../../src/engine/engine.ts';
import { openPostgres } from '../../src/storage/postgres.ts';

const [url, moment, submission] = process.argv.slice(2) as [string, string, string];
const engine = new Engine({
  database: await openPostgres({ url }),
  clock: systemClock,
  ids: uuidIds(systemClock, secureRandom()),
  pause: async (at) => {
    if (at !== moment) return;
    process.send?.('reached');
    await new Promise(() => setInterval(() => {}, 1000));
  },
});
await engine.submit({ ...JSON.parse(submission), definition: requestTransfer });
