import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { realDataAbsent, realDataPath } from '../../../test/support/real-data.ts';
import { describeOnStoreKinds, type OpenStore, openStore, type StoreKind } from '../../../test/support/stores.ts';
import { systemClock } from '../../base/clock.ts';
import { uuidIds } from '../../base/ids.ts';
import { secureRandom } from '../../base/random.ts';
import { type RunningNode, startNode } from '../../node.ts';
import { Api } from './call-api.ts';
import { judgeDialogues } from './judge-dialogues.ts';
import { judgeHandOvers } from './judge-hand-overs.ts';
import { makeOrganization } from './make-organization.ts';
import { openDataFile } from './open-data-file.ts';
import { planDialogues } from './plan-dialogues.ts';
import { deskAgent, planHandOvers } from './plan-hand-overs.ts';
import { makeSecrets, playDialogues } from './play-dialogues.ts';
import { bringOnline, playHandOvers } from './play-hand-overs.ts';
import { readDialogues } from './read-dialogues.ts';
import { readIncidents } from './read-incidents.ts';
import { registerReplay } from './register-replay.ts';
import { ReplayFailed, runReplay } from './run-replay.ts';

const adminKey = 'an-administration-key-for-tests-only';
const fixture = (name: string): string => join(import.meta.dirname, 'fixtures', name);
const ids = uuidIds(systemClock, secureRandom());
const nothing = (): void => {};

/** What a tenth of the real files is; a long run takes them whole. */
const shares = process.env.BATON_LONG ? { handovers: 15_000, dialogues: 9_406 } : { handovers: 1_500, dialogues: 941 };

interface Served {
  readonly node: RunningNode;
  close(): Promise<void>;
}

async function serve(kind: StoreKind): Promise<Served> {
  const dataDir = mkdtempSync(join(tmpdir(), 'baton-replay-'));
  const store: OpenStore | undefined = kind === 'postgres' ? await openStore('postgres') : undefined;
  const defects: unknown[] = [];
  const node = await startNode({
    dataDir,
    port: 0,
    adminKey,
    rateLimits: 'off',
    onDefect: (defect) => defects.push(defect),
    ...(store?.url === undefined ? {} : { databaseUrl: store.url }),
  });
  return {
    node,
    close: async () => {
      await node.close();
      await store?.close();
      rmSync(dataDir, { recursive: true, force: true });
      expect(defects).toEqual([]);
    },
  };
}

function listener() {
  const lines: string[] = [];
  return { lines, line: (text: string): unknown => lines.push(text), progress: { write: nothing } };
}

describeOnStoreKinds('a replay', aReplay);

function aReplay(kind: StoreKind): void {
  let served: Served;
  beforeAll(async () => {
    served = await serve(kind);
  });
  afterAll(() => served?.close());

  const connectTo = (url: string): Api => {
    const api = new Api({ url, key: adminKey, connectionsMax: 8, random: secureRandom() });
    onTestFinished(() => api.close());
    return api;
  };
  const options = (url = served.node.url) => ({ url, key: adminKey, callers: 8 });

  test('of the small log is clean', async () => {
    const output = listener();
    const { differences, commands } = await runReplay('handovers', fixture('incidents.csv'), options(), output);
    expect(differences).toEqual([]);
    expect(commands).toBe(90);
    expect(output.lines).toEqual([
      'incidents.csv: 13 incidents, 12 of them with a known group; 3 departments, 4 agents.',
      expect.stringMatching(
        /^Played in .* \(27 hand-overs between departments in the file, 19 of them straight back\): 90 commands, .* a second\.$/,
      ),
      expect.stringMatching(
        /^Read back in .*: 12 conversations, 27 hand-overs between departments, 19 of them straight back\.$/,
      ),
      expect.stringMatching(/^Verdict: clean \(organization [0-9a-f-]{36}\)\.$/),
    ]);
  });

  test('of the small chats is clean, compressed or not', async () => {
    for (const name of ['turns.tsv', 'turns.tsv.xz']) {
      const output = listener();
      const { differences, commands } = await runReplay('dialogues', fixture(name), options(), output);
      expect(differences).toEqual([]);
      expect(commands).toBe(14);
      expect(output.lines[2]).toMatch(/^Read back in .*: 14 messages in 5 conversations\.$/);
    }
  });

  test('takes only the first ones with a limit', async () => {
    const output = listener();
    await runReplay('handovers', fixture('incidents.csv'), { ...options(), limit: 3 }, output);
    expect(output.lines[0]).toBe('incidents.csv: 3 incidents, 3 of them with a known group; 2 departments, 2 agents.');
    expect(output.lines[2]).toContain('3 conversations, 2 hand-overs');
  });

  test('[I32] repeats what got lost on the way, and nothing happens twice', async () => {
    const url = await startLossyProxy(served.node.url);
    const output = listener();
    const hand = await runReplay('handovers', fixture('incidents.csv'), options(url), output);
    expect(hand.differences).toEqual([]);
    expect(hand.commands).toBe(90);
    expect(output.lines[2]).toMatch(/^\d+ requests were sent again/);
    const chats = await runReplay('dialogues', fixture('turns.tsv'), options(url), listener());
    expect(chats.differences).toEqual([]);
  });

  test('finds a hand-over too many, a conversation that should not be there, and one that is missing', async () => {
    const incidents = await readIncidents(openDataFile(fixture('incidents.csv')));
    const plan = planHandOvers(incidents);
    const { api } = await makeOrganization(connectTo(served.node.url), ids, {
      name: 'Tampered',
      configuration: plan.configuration,
    });
    onTestFinished(() => api.close());
    await bringOnline(api, 4, [deskAgent, ...plan.agents]);
    // One incident goes another way, one is not played, one is there that nobody has heard of.
    const tampered = planHandOvers(
      incidents.flatMap((incident) => {
        if (incident.number === '0000102') return [];
        if (incident.number === '0000101')
          return [{ ...incident, rows: [...incident.rows, { line: 900, group: '20', assignee: null }] }];
        return incident.number === '0000103'
          ? [
              incident,
              { ...incident, number: 'forged', rows: incident.rows.map((row) => ({ ...row, line: row.line + 1000 })) },
            ]
          : [incident];
      }),
    );
    expect(await playHandOvers(api, 4, tampered, nothing)).toMatchObject({ faults: [] });
    const { differences } = await judgeHandOvers(api, 4, plan, nothing);
    expect(differences).toContain('Incident 0000101: departments must be g-10, and g-10 → g-20 was found.');
    expect(differences).toContain('There is no conversation of incident 0000102.');
    expect(differences.join('\n')).toContain('There must be no conversation of incident forged');
    expect((await judgeHandOvers(api, 4, tampered, nothing)).differences).toEqual([]);
  });

  test('finds a message too many and a message that says something else', async () => {
    const plan = planDialogues(await readDialogues(openDataFile(fixture('turns.tsv'))));
    const { api, id } = await makeOrganization(connectTo(served.node.url), ids, {
      name: 'Tampered',
      configuration: plan.configuration,
    });
    onTestFinished(() => api.close());
    const [first, second, ...rest] = plan.dialogues;
    const tampered = {
      ...plan,
      dialogues: [
        { ...first, turns: [...(first?.turns ?? []), { line: 900, id: 'forged', text: 'one more' }] },
        { ...second, turns: second?.turns.map((turn, index) => (index === 1 ? { ...turn, text: 'quoted' } : turn)) },
        ...rest,
      ] as typeof plan.dialogues,
    };
    const inbound = { organizationId: id, secrets: await makeSecrets(api, ids, plan.domains), clock: systemClock };
    expect(await playDialogues(api, 4, tampered, inbound, nothing)).toMatchObject({ faults: [] });
    const { differences } = await judgeDialogues(api, 4, plan, nothing);
    expect(differences).toHaveLength(2);
    expect(differences.join('\n')).toContain('4 messages must be there, and 5 are.');
    expect(differences.join('\n')).toContain(String.raw`must say "\"quoted from the first letter", and says "quoted".`);
  });

  test('of incidents that the server refuses says which line, and is not clean', async () => {
    const incidents = await readIncidents(openDataFile(fixture('incidents.csv')));
    const plan = planHandOvers(incidents);
    const { api } = await makeOrganization(connectTo(served.node.url), ids, {
      name: 'Offline',
      configuration: plan.configuration,
    });
    onTestFinished(() => api.close());
    // Nobody is online, so that nobody can be asked.
    const { faults } = await playHandOvers(api, 4, plan, nothing);
    expect(faults.map(({ sentence }) => sentence)).toContainEqual(
      expect.stringMatching(/^Incident 0000102, line 4: .*agent_offline/),
    );
    const { differences } = await judgeHandOvers(api, 4, plan, nothing);
    expect(differences.length).toBeGreaterThan(0);
  });

  test('as a command ends with 0 when clean, and with 1 and a sentence when it cannot run', async () => {
    const written = { out: '', err: '' };
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => Boolean((written.out += String(text))));
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => Boolean((written.err += String(text))));
    const before = process.exitCode;
    onTestFinished(() => {
      process.exitCode = before;
    });
    const run = async (...args: string[]): Promise<unknown> => {
      const program = new Command().exitOverride();
      registerReplay(program, { BATON_URL: served.node.url, BATON_API_KEY: adminKey });
      await program.parseAsync(['replay', ...args], { from: 'user' });
      return process.exitCode;
    };
    expect(await run('handovers', fixture('incidents.csv'), '--limit', '2', '--callers', '2')).toBe(0);
    expect(written.out).toContain('Verdict: clean');
    expect(await run('dialogues', fixture('incidents.csv'))).toBe(1);
    expect(written.err).toContain('it lacks domain');
    expect(await run('handovers', fixture('none.csv'))).toBe(1);
    expect(written.err).toContain('ENOENT');
    expect(await run('handovers', fixture('incidents.csv'), '--key', 'wrong')).toBe(1);
    expect(written.err).toContain('was answered 401');
    expect(await run('handovers', fixture('incidents.csv'), '--url', 'nowhere')).toBe(1);
    expect(written.err).toContain('nowhere is no address');
    await expect(run('handovers', fixture('incidents.csv'), '--callers', '0')).rejects.toThrow('whole number');
  });

  for (const replayed of ['handovers', 'dialogues'] as const) {
    const file = { handovers: 'handovers/incident_event_log.csv.xz', dialogues: 'dialogues/multidogo_turns.tsv.xz' }[
      replayed
    ];
    test(`of real ${replayed} is clean`, { timeout: 600_000 }, async ({ skip }) => {
      const path = realDataPath(file);
      if (path === null) return skip(realDataAbsent);
      const output = listener();
      const { differences } = await runReplay(
        replayed,
        path,
        { ...options(), callers: 64, limit: shares[replayed] },
        output,
      );
      console.info(output.lines.join('\n'));
      expect(differences.slice(0, 5)).toEqual([]);
    });
  }
}

test('without a key it does not begin', async () => {
  const attempt = runReplay('handovers', 'none.csv', { url: 'http://127.0.0.1:1', key: '', callers: 1 }, listener());
  await expect(attempt).rejects.toThrow(ReplayFailed);
});

/** Passes bytes on to the server, and breaks every seventh answer off: the request arrived, and nobody hears of it. */
async function startLossyProxy(to: string): Promise<string> {
  const { hostname, port } = new URL(to);
  let answers = 0;
  const open = new Set<Socket>();
  const proxy = createServer((client) => {
    const server = connect(Number(port), hostname);
    for (const socket of [client, server]) {
      open.add(socket);
      socket.on('error', nothing);
      socket.on('close', () => {
        open.delete(socket);
        client.destroy();
        server.destroy();
      });
    }
    client.pipe(server);
    server.on('data', (bytes) => {
      if (++answers % 7 === 0) client.destroy();
      else client.write(bytes);
    });
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    for (const socket of open) socket.destroy();
    await new Promise((resolve) => proxy.close(resolve));
  });
  return `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
}
