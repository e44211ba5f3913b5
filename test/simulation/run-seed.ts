import { createHash } from 'node:crypto';
import { applyConfiguration } from '../../src/commands/apply-configuration.ts';
import { parseConfiguration } from '../../src/domain/check-configuration.ts';
import type { WrittenDocument } from '../../src/domain/fill-configuration.ts';
import { scopes } from '../../src/domain/principal.ts';
import type { Database } from '../../src/storage/database.ts';
import type { Household } from './errands.ts';
import { drawDocument } from './organization-of-seed.ts';
import type { SimulatedNode } from './simulated-node.ts';
import { Violation } from './violation.ts';
import { Workload } from './workload.ts';
import { World, type WorldOptions } from './world.ts';

/** What a seed came to. */
export interface SeedReport {
  readonly seed: number;
  readonly violation: Error | null;
  /** Of all events and final rows: the same seed gives the same. */
  readonly hash: string;
  readonly events: number;
  readonly commands: number;
  readonly statements: number;
  readonly kills: number;
  readonly faults: number;
  readonly virtualMs: number;
  /** How often each answer was given: `acceptOffer done`, `requestTransfer refused agent_offline`. */
  readonly answers: ReadonlyMap<string, number>;
}

export interface SeedOptions extends Omit<WorldOptions, 'real'> {
  readonly database: Database;
}

/** So many, a seed has about fifty commands and fifteen hundred statements. */
const bursts = 11;

/**
 * So many seeds should play in one store. Nobody vacuums or analyses it, so it is replaced before its age shows: a seed took
 * 0.17 s of a core in a fresh one and 0.9 s after three thousand.
 */
export const seedsPerStore = 200;

/** Plays one seed in two fresh organizations of a migrated database. */
export async function runSeed(options: SeedOptions): Promise<SeedReport> {
  const { database, alter, ...rest } = options;
  const world = new World({ ...rest, real: database, ...(alter === undefined ? {} : { alter }) });
  const ids = [organizationId(options.seed, 0), organizationId(options.seed, 1)];
  let workload: Workload | undefined;
  let violation: Error | null = null;
  try {
    const households = await build(world, ids);
    workload = new Workload(world, households, alter);
    await play(world, workload);
    for (const { auditor, organizationId: id } of households) {
      await auditor.finish([...workload.calls.values()].filter((call) => call.organizationId === id));
    }
  } catch (error) {
    violation = error instanceof Error ? error : new Error(String(error));
  }
  await world.end();
  const hash = await hashOf(world, ids);
  await clear(world, ids);
  return {
    seed: options.seed,
    violation,
    hash,
    events: world.auditors.reduce((sum, { position }) => sum + position, 0),
    ...tally(world, workload),
  };
}

function organizationId(seed: number, index: number): string {
  return `00000000-0000-7000-8000-${(seed * 2 + index).toString(16).padStart(12, '0')}`;
}

/** Two organizations with the same words in their setups, so that one that reaches into the other shows. */
async function build(world: World, ids: readonly string[]): Promise<Household[]> {
  await found(world, ids);
  for (const name of ['n1', 'n2', 'n3'])
    world.startNode(name, { dispatches: name === 'n1' || world.dice.chance(0.35) });
  await world.runUntil(50);
  const households: Household[] = [];
  for (const id of ids) {
    const document = drawValid(world);
    const auditor = await world.watch(id);
    await configure(world, id, document);
    households.push({ organizationId: id, auditor, document });
  }
  return households;
}

/** Organizations as they are before anything was set up. */
export async function found(world: World, ids: readonly string[]): Promise<void> {
  const at = new Date(world.clock.now()).toISOString();
  const statement = (text: string, values: readonly string[]) => ({ name: '', text, values });
  for (const id of ids) {
    await world.prepare([
      statement('insert into organization values ($1::uuid, $2, $3::timestamptz)', [id, `Organization ${id}`, at]),
      statement('insert into organization_head values ($1::uuid, 0, 0, $2::timestamptz)', [id, at]),
    ]);
  }
}

/** The first drawn setup without faults: chains of fallbacks may close a circle, which is refused. */
function drawValid({ dice, clock }: World): WrittenDocument {
  for (;;) {
    const document = drawDocument(dice, clock.now());
    if (parseConfiguration(document).ok) return document;
  }
}

/** Applies a setup at the first node. */
export async function configure(world: World, id: string, document: WrittenDocument, key = 'set-up'): Promise<void> {
  const parsed = parseConfiguration(document);
  if (!parsed.ok) throw new Error(`The seed's setup has faults: ${JSON.stringify(parsed.faults)}`);
  const answered = world.submit(world.nodes[0] as SimulatedNode, {
    organizationId: id,
    principal: { kind: 'key', keyId: 'set-up', scopes },
    key,
    requestHash: '',
    definition: applyConfiguration,
    input: { document: parsed.document, successors: parsed.retire },
  });
  answered.catch(() => {});
  await world.runUntil(world.scheduler.now + 100);
  const answer = await answered;
  if (answer.kind !== 'done') throw new Error(`The seed's setup was refused: ${JSON.stringify(answer)}`);
}

async function play(world: World, workload: Workload): Promise<void> {
  const { dice, weather } = world;
  await workload.open();
  await world.runUntil(world.scheduler.now + 200);
  world.isRough = true;
  for (let i = 0; i < bursts; i++) {
    if (dice.chance(weather.kill)) world.kill(dice.pick(world.nodes));
    if (dice.chance(weather.clockJump)) world.jumpClock(dice.pick([-3_600_000, 3_600_000, -1000, 30_000]));
    if (dice.chance(weather.outage))
      world.cutOff(dice.chance(0.3) ? null : (dice.maybe(world.alive)?.owner ?? null), dice.int(100, 4000));
    if (dice.chance(weather.slowStore)) world.slowDown(dice.int(200, 3000));
    workload.burst();
    await world.runUntil(world.scheduler.now + pauseAfterBurst(world));
  }
  // Everything is well again: what is overdue has to be done within its bounds.
  world.calm();
  await world.runUntil(world.scheduler.now + 12_500);
  world.calm();
  // And a while later every deadline has passed.
  if (dice.chance(0.3)) await world.runUntil(world.scheduler.now + 150_000);
  else await world.runUntil(world.scheduler.now + 7500);
}

/** Mostly the next command comes while the last ones are decided; now and then exactly at a deadline. */
function pauseAfterBurst(world: World): number {
  const { dice } = world;
  switch (dice.weighted({ atOnce: 4, soon: 4, seconds: 2, deadline: 3 })) {
    case 'atOnce':
      return dice.int(0, 10);
    case 'soon':
      return dice.int(20, 400);
    case 'seconds':
      return dice.int(1000, 12_000);
    case 'deadline': {
      const deadlines = world.auditors.map(({ roster }) => roster.agenda.nextDeadline).filter((at) => at !== null);
      if (deadlines.length === 0) return dice.int(20, 400);
      const ms = Math.min(...deadlines) - world.clock.now() + dice.int(-20, 20);
      return ms > 0 && ms < 100_000 ? ms : dice.int(20, 400);
    }
  }
}

const tables = [
  ...[
    'batch_item',
    'transfer_batch',
    'flow_step',
    'flow_run',
    'flow_schedule',
    'flow_draft',
    'flow_version',
    'duty_alert',
    'message',
    'offer',
    'transfer',
    'segment',
    'ticket',
    'conversation',
    'thread',
    'contact_address',
    'contact',
    'file',
    'agent',
  ],
  ...[
    'event',
    'command',
    'configuration_change',
    'configuration_item',
    'account_secret',
    'api_key',
    'organization_head',
    'organization',
  ],
];

/** A digest of everything that the seed left. */
async function hashOf(world: World, ids: readonly string[]): Promise<string> {
  const digest = createHash('sha256');
  const list = `{${ids.join(',')}}`;
  for (const table of [...tables].sort()) {
    const rows = await world.query(
      `select to_jsonb(t)::text as row from ${table} t where organization_id = any($1::uuid[]) order by 1`,
      [list],
    );
    digest.update(table);
    for (const { row } of rows) digest.update(row as string);
  }
  return digest.digest('hex');
}

export async function clear(world: World, ids: readonly string[]): Promise<void> {
  const list = `{${ids.join(',')}}`;
  const deletes = tables.map((table) => ({
    name: `clear_${table}`,
    text: `delete from ${table} where organization_id = any($1::uuid[])`,
    values: [list],
  }));
  const begin = { name: '', text: 'begin', values: [] };
  await world.prepare([begin, ...deletes, { name: '', text: 'commit', values: [] }]);
}

function tally(
  world: World,
  workload: Workload | undefined,
): Pick<SeedReport, 'commands' | 'statements' | 'kills' | 'faults' | 'virtualMs' | 'answers'> {
  const answers = new Map<string, number>();
  for (const call of workload?.calls.values() ?? []) {
    for (const heard of call.heard) {
      const code = heard.kind === 'refused' ? ` ${(heard.answer as { code: string }).code}` : '';
      const name = `${call.name} ${heard.kind}${code}${heard.repeated ? ' (repeated)' : ''}`;
      answers.set(name, (answers.get(name) ?? 0) + 1);
    }
    for (const failure of call.failures)
      answers.set(`${call.name} ${failure}`, (answers.get(`${call.name} ${failure}`) ?? 0) + 1);
  }
  const { kills, faults } = world.counts;
  const { statements } = world.connection;
  return { commands: workload?.calls.size ?? 0, statements, kills, faults, virtualMs: world.scheduler.now, answers };
}

/** The words that a failure is reported with. */
export function describeFailure(report: SeedReport): string {
  const said = report.violation instanceof Violation ? report.violation.message : String(report.violation?.stack);
  return `Seed ${report.seed}: ${said}\n  Replay it: npm run simulate -- --seeds 1 --seed ${report.seed}`;
}
