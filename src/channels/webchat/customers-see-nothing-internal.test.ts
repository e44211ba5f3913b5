import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  agent,
  ids,
  insertSmallOrganization,
  type SmallNode,
  startSmallNode,
} from '../../../test/support/small-node.ts';
import { describeOnStores } from '../../../test/support/stores.ts';
import type { VisitorClient } from '../../../test/support/visitor-client.ts';
import { houseOf } from '../../../test/support/webchat-house.ts';
import { startWebchatServer, type WebchatServer, webchatShop } from '../../../test/support/webchat-server.ts';
import { storeFile } from '../../commands/files.ts';
import { saveWrapUp } from '../../commands/wrap-up.ts';

// Everything that people of the house write or choose carries a canary, their ids are full of kiwis, and every byte that a
// visitor is ever sent is kept: heads, answers, refusals, streams.

const [tom, mei, priya, ines] = ['tom', 'mei', 'priya', 'ines'].map((name) => `agent-kiwi-${name}`) as [
  string,
  string,
  string,
  string,
];

describeOnStores('what a customer is sent', (store) => {
  let node: SmallNode;
  let server: WebchatServer;
  let organizationId: string;
  beforeAll(async () => {
    node = await startSmallNode(store.database);
    server = await startWebchatServer(node, { makeLimiter: 'off' });
    organizationId = await insertSmallOrganization(store.database, webchatShop);
  });
  afterAll(async () => {
    expect(server.errors).toEqual([]);
    await server.close();
    await node.close();
  });

  /** Ids of every row that is nobody's business but ours. */
  const internalIds = async (): Promise<string[]> => {
    const kinds = ['ticket', 'segment', 'transfer', 'offer', 'contact'];
    const { rows } = await node.database.read({
      name: '',
      text: kinds
        .map((kind) => `select id::text as id from ${kind} where organization_id = $1::uuid`)
        .join(' union all '),
      values: [organizationId],
    });
    return rows.map(({ id }) => id);
  };

  const everyRoute = async (visitor: VisitorClient, fileId: string, noteFileId: string): Promise<void> => {
    await visitor.start();
    const page = (await visitor.ask('GET', '/messages')).body;
    await visitor.ask('GET', `/messages?after=${page.entries[0].cursor}`);
    await visitor.ask('GET', `/messages?before=${page.cursor}`);
    await visitor.ask('GET', '/messages?nothing=1');
    await visitor.ask('OPTIONS', '/messages');
    await visitor.ask('POST', '/sessions', { identity: 'a.b.c' });
    await visitor.ask('POST', '/messages', { id: 'x' });
    await visitor.ask('POST', '/messages', {
      id: 'a'.repeat(22),
      text: 'x',
      fileIds: [`${noteFileId}.${'a'.repeat(43)}`],
    });
    expect((await visitor.ask('GET', `/files/${fileId}`)).status).toBe(200);
    expect((await visitor.ask('GET', `/files/${noteFileId}`)).status).toBe(404);
    expect((await visitor.ask('GET', `/files/${ids.next()}`)).status).toBe(404);
  };

  test('[S17] [X27] holds no note, reason, refused transfer or id of ours, in no byte of any route or stream', async () => {
    const visitor = server.visitor(organizationId);
    await visitor.start({ name: 'Ada' });
    await visitor.say('Good morning');
    await visitor.open();
    const house = await houseOf(node, organizationId, visitor);
    const upload = async (name: string) => {
      const stored = await server.store.put([Buffer.from(name)], 100);
      const file = { id: ids.next(), name, mediaType: 'text/plain', ...stored };
      await node.run(organizationId, agent(tom), storeFile, file);
      return file.id;
    };
    await house.takes(tom);
    const noteFileId = await upload('canary.txt');
    await house.says(tom, 'Canary in a note, before anything was said', 'note', [noteFileId]);
    const fileId = await upload('invoice.txt');
    await house.says(tom, 'Here is your invoice.', 'reply', [fileId]);
    expect(await house.transfersInVain(tom, { kind: 'agent', id: 'agent-kiwi-nobody' }, { note: 'canary' })).toBe(
      'target_unknown',
    );
    expect(await house.transfersInVain(tom, { kind: 'queue', id: 'queue-dept-kiwi-fraud' }, { reason: 'canary' })).toBe(
      'target_unknown',
    );
    const first = await house.transfers(tom, { kind: 'agent', id: priya }, { note: 'canary note', reason: 'canary' });
    await house.declines(priya, first.transfer.id, 'canary: they are rude');
    const second = await house.transfers(tom, { kind: 'agent', id: mei }, { note: 'canary', reason: 'canary' });
    await house.cancels(tom, second.transfer.id);
    await visitor.say('Are you still there?');
    const third = await house.transfers(tom, { kind: 'agent', id: priya }, { note: 'canary', reason: 'canary' });
    await house.says(ines, 'canary: whisper to Tom', 'note');
    await house.accepts(priya, third.transfer.id);
    await house.says(priya, 'canary: what is this?', 'note');
    await house.says(priya, 'Goodbye.');
    const [segment] = (
      await node.database.read({
        name: '',
        text: 'select id from segment where organization_id = $1::uuid and owner_id = $2 and ended_at is null',
        values: [organizationId, priya],
      })
    ).rows;
    await node.run(organizationId, agent(priya), saveWrapUp, { segmentId: segment.id, note: 'canary', end: false });
    await house.closes(priya);
    await visitor.until(({ view }) => view?.phase === 'closed');
    await everyRoute(visitor, fileId, noteFileId);
    expect(visitor.received).toContain('Here is your invoice.');
    expect(visitor.received).toContain('Priya Raman');
    expect(visitor.received.match(/.{0,60}canary.{0,40}/gis)).toBeNull();
    expect(visitor.received.match(/.{0,60}kiwi.{0,40}/gis)).toBeNull();
    const shown = (await internalIds()).filter((id) => visitor.received.includes(id));
    expect(shown).toEqual([]);
  });

  test('[S17] [7.10] [X27] [I30] holds no whisper, request for help or word of a consult, and no sign of any of them', async () => {
    const visitor = server.visitor(organizationId);
    await visitor.start({ name: 'Ada' });
    await visitor.say('Good morning');
    await visitor.open();
    const house = await houseOf(node, organizationId, visitor);
    await house.takes(tom);
    await visitor.until(({ entries }) => entries.length === 3);
    const before = { received: visitor.received.length, cursor: (await visitor.ask('GET', '/messages')).body.cursor };
    await house.asksForHelp(tom, 'canary: she shouts');
    await house.says(ines, 'canary: stay calm', 'whisper');
    await house.says(tom, 'canary: I do', 'whisper');
    const asked = await house.transfers(
      tom,
      { kind: 'agent', id: priya },
      { mode: 'warm', note: 'canary', reason: 'canary' },
    );
    await house.says(tom, 'canary: what now?', 'consult');
    await house.says(priya, 'canary: give her half', 'consult');
    expect((await visitor.ask('GET', '/messages')).body.cursor).toBe(before.cursor);
    await house.cancels(tom, asked.transfer.id);
    await house.says(tom, 'You get half of it.');
    await visitor.until(({ entries }) => entries.length === 4);
    expect(visitor.received.slice(before.received).match(/^id: /gm)).toHaveLength(1);
    const page = (await visitor.ask('GET', '/messages')).body;
    await visitor.ask('GET', `/messages?after=${page.entries[0].cursor}`);
    expect(visitor.received).toContain('You get half of it.');
    expect(visitor.received.match(/.{0,60}(?:canary|kiwi).{0,40}/gis)).toBeNull();
    expect((await internalIds()).filter((id) => visitor.received.includes(id))).toEqual([]);
  });

  test('[S17] does not even tell that a note was written: nothing is sent, and no cursor moves', async () => {
    const visitor = server.visitor(organizationId);
    await visitor.start();
    await visitor.say('Good morning');
    await visitor.open();
    const { takes, says } = await houseOf(node, organizationId, visitor);
    await takes(tom);
    await visitor.until(({ entries }) => entries.length === 3);
    const before = { received: visitor.received, cursor: (await visitor.ask('GET', '/messages')).body.cursor };
    const soFar = visitor.received;
    for (let i = 0; i < 5; i++) await says(tom, `canary ${i}`, 'note');
    expect((await visitor.ask('GET', '/messages')).body.cursor).toBe(before.cursor);
    const polled = (await visitor.ask('GET', `/messages?after=${before.cursor}`)).body;
    expect(polled).toMatchObject({ entries: [], cursor: before.cursor });
    await says(tom, 'A reply.');
    await visitor.until(({ entries }) => entries.length === 4);
    const streamed = visitor.received.slice(soFar.length).match(/^id: /gm);
    expect(streamed).toHaveLength(1);
  });
});
