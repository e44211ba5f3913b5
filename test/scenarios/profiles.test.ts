import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { checkConfiguration } from '../../src/domain/check-configuration.ts';
import { type ProfileName, profileNames } from '../../src/domain/settings.ts';
import { findSettingFault, settingNames } from '../../src/domain/settings-table.ts';
import type { TargetKind } from '../../src/domain/transfer.ts';
import { describeScenarios } from './describe-scenarios.ts';
import { Desk } from './desk.ts';
import { anas, ask, closedHours, codeOf, hand, house, openHouse, toAgent } from './profile-house.ts';

/**
 * The table of profiles, cell by cell: each restriction is there under the profile of the system that documents it, and gone
 * under `baton`. `null` stands for what is simply done; a word for the code of a refusal.
 */
interface Behaviour {
  /** A move that a row allows, one that none allows, and one to another program. */
  readonly boundary: readonly [row: string | null, noRow: string | null, otherProgram: string | null];
  readonly acceptance: 'offered' | 'completed';
  readonly decline: string | null;
  readonly cancel: string | null;
  readonly release: 'now' | 'on_accept';
  readonly full: 'refused' | 'waits' | 'waits, sender gone' | 'next';
  /** Whether the sender may choose to wait for a full, an absent, a closed target. */
  readonly choices: readonly [full: boolean, offline: boolean, closed: boolean];
  readonly history: 'full' | 'none';
  readonly note: string | null;
  readonly travels: readonly string[];
  readonly kinds: readonly TargetKind[];
  readonly external: string | null;
  readonly warm: string | null;
  readonly crossChannel: boolean;
  readonly blocked: 'hidden' | 'shown';
}

const everything = ['value', 'vip'];

const behaviours: Readonly<Record<ProfileName, Behaviour>> = {
  glassix: {
    boundary: [null, 'no_move_rule', 'no_move_rule'],
    acceptance: 'completed',
    decline: null,
    cancel: 'cancel_not_allowed',
    release: 'now',
    full: 'refused',
    choices: [false, false, false],
    history: 'full',
    note: 'notes_disabled',
    travels: everything,
    kinds: ['department', 'agent', 'flow'],
    external: 'target_kind_off',
    warm: 'transfers_disabled',
    crossChannel: false,
    blocked: 'hidden',
  },
  salesforce: {
    boundary: [null, null, null],
    acceptance: 'offered',
    decline: 'decline_not_allowed',
    cancel: 'cancel_not_allowed',
    release: 'on_accept',
    full: 'waits, sender gone',
    choices: [false, false, false],
    history: 'full',
    note: 'notes_disabled',
    travels: everything,
    kinds: ['queue', 'agent', 'flow', 'external'],
    external: 'external_disabled',
    warm: 'transfers_disabled',
    crossChannel: false,
    blocked: 'hidden',
  },
  singlecomm: {
    boundary: [null, null, 'outside_program'],
    acceptance: 'offered',
    decline: null,
    cancel: 'cancel_not_allowed',
    release: 'on_accept',
    full: 'refused',
    choices: [false, false, false],
    history: 'none',
    note: 'notes_disabled',
    travels: [],
    kinds: ['department', 'agent'],
    external: 'target_kind_off',
    warm: 'transfers_disabled',
    crossChannel: false,
    blocked: 'hidden',
  },
  respond: {
    boundary: [null, null, null],
    acceptance: 'completed',
    decline: null,
    cancel: 'cancel_not_allowed',
    release: 'now',
    full: 'next',
    choices: [false, true, false],
    history: 'full',
    note: null,
    travels: everything,
    kinds: ['department', 'agent'],
    external: 'target_kind_off',
    warm: 'transfers_disabled',
    crossChannel: false,
    blocked: 'hidden',
  },
  flex: {
    boundary: [null, null, null],
    acceptance: 'offered',
    decline: null,
    cancel: 'cancel_not_allowed',
    release: 'now',
    full: 'waits, sender gone',
    choices: [false, false, false],
    history: 'full',
    note: 'notes_disabled',
    travels: [],
    kinds: ['queue', 'agent'],
    external: 'target_kind_off',
    warm: 'transfers_disabled',
    crossChannel: false,
    blocked: 'hidden',
  },
  baton: {
    boundary: [null, 'no_move_rule', 'no_move_rule'],
    acceptance: 'offered',
    decline: null,
    cancel: null,
    release: 'on_accept',
    full: 'refused',
    choices: [true, true, true],
    history: 'full',
    note: null,
    travels: everything,
    kinds: ['department', 'queue', 'agent', 'flow', 'external'],
    external: null,
    warm: null,
    crossChannel: true,
    blocked: 'shown',
  },
};

describeScenarios('what each profile does', (server) => {
  it.each(profileNames)('[C2] [C4] [C-L4] %s: the boundary that a move meets', async (profile) => {
    const desk = await openHouse(server(), profile);
    const places = [toAgent('sam', 'sales'), toAgent('sid', 'stock'), toAgent('pat', 'abroad')];
    const { boundary, blocked } = behaviours[profile];
    for (const [i, to] of places.entries()) {
      const { ticketId } = await desk.conversation({ owner: anas });
      const page = await desk.as('ana').get(`/v1/tickets/${ticketId}/transfer-targets?kind=agent`);
      const listed = page.body.items.find(({ target }: any) => target.id === to.target.id);
      if (boundary[i] === null) expect(listed?.allowed).toBe(true);
      else if (blocked === 'hidden') expect(listed).toBeUndefined();
      else expect(listed.refusal.code).toBe(boundary[i]);
      expect(await codeOf(desk.as('ana').post(`/v1/tickets/${ticketId}/transfers`, to))).toBe(boundary[i]);
    }
  });

  it.each(profileNames)('[C13] %s: whether an agent is asked, or simply gets it', async (profile) => {
    const desk = await openHouse(server(), profile);
    const { ticketId, conversationId } = await desk.conversation({ owner: anas });
    const transfer = await ask(desk, ticketId, toAgent('sam', 'sales'));
    expect(transfer.state).toBe(behaviours[profile].acceptance);
    const offers = (await desk.as('sam').get('/v1/offers')).body.items;
    expect(offers).toHaveLength(transfer.state === 'offered' ? 1 : 0);
    if (transfer.state === 'completed') {
      expect((await desk.ticket(transfer.newTicketId)).owner).toEqual({ kind: 'agent', id: 'sam' });
      return;
    }
    await desk.as('sam').post(`/v1/transfers/${transfer.id}/accept`);
    expect((await desk.as('ana').get(`/v1/transfers/${transfer.id}`)).body.state).toBe('completed');
    expect((await desk.api.get(`/v1/conversations/${conversationId}`)).body.owner).toEqual({
      kind: 'agent',
      id: 'sam',
    });
  });

  it.each(profileNames)('[S14] [S-L2] %s: whether a transfer may be declined', async (profile) => {
    const desk = await openHouse(server(), profile, { acceptance: 'offer' });
    const { ticketId } = await desk.conversation({ owner: anas });
    const { id } = await ask(desk, ticketId, toAgent('sol', 'sales'));
    const declined = codeOf(desk.as('sol').post(`/v1/transfers/${id}/decline`, { reason: 'lunch' }));
    expect(await declined).toBe(behaviours[profile].decline);
    const { state, currentTarget } = (await desk.api.get(`/v1/transfers/${id}`)).body;
    const standsAt = behaviours[profile].decline === null ? 'sam' : 'sol';
    expect([state, currentTarget.id]).toEqual(['offered', standsAt]);
  });

  it.each(profileNames)('[S13] [S-L1] %s: whether the sender may cancel until it is accepted', async (profile) => {
    const desk = await openHouse(server(), profile, { acceptance: 'offer' });
    const { ticketId } = await desk.conversation({ owner: anas });
    const { id } = await ask(desk, ticketId, toAgent('sam', 'sales'));
    expect(await codeOf(desk.as('ana').post(`/v1/transfers/${id}/cancel`))).toBe(behaviours[profile].cancel);
    const expected = behaviours[profile].cancel === null ? 'cancelled' : 'offered';
    expect((await desk.api.get(`/v1/transfers/${id}`)).body.state).toBe(expected);
  });

  it.each(profileNames)('[S16] %s: when the sender is released', async (profile) => {
    const desk = await openHouse(server(), profile, { acceptance: 'offer' });
    const { ticketId, conversationId } = await desk.conversation({ owner: anas });
    await ask(desk, ticketId, toAgent('sam', 'sales'));
    const { owner } = (await desk.api.get(`/v1/conversations/${conversationId}`)).body;
    const { used } = await desk.agent('ana');
    if (behaviours[profile].release === 'now') expect([owner, used]).toEqual([{ kind: 'queue', id: 'direct:sam' }, 0]);
    else expect([owner, used]).toEqual([anas, 1]);
  });

  it.each(profileNames)('[S15] [S-L3] [G-L5] %s: a target without a free slot', async (profile) => {
    const desk = await openHouse(server(), profile);
    await desk.conversation({ owner: { kind: 'agent', id: 'sol', departmentId: 'sales' } });
    const behaviour = behaviours[profile];
    const full = toAgent('sol', 'sales');
    const one = await desk.conversation({ owner: anas });
    const asked = await desk.as('ana').post(`/v1/tickets/${one.ticketId}/transfers`, full);
    const { owner } = (await desk.api.get(`/v1/conversations/${one.conversationId}`)).body;
    switch (behaviour.full) {
      case 'refused':
        expect([asked.body.code, owner]).toEqual(['agent_at_capacity', anas]);
        expect(asked.body.data.choices).toEqual(behaviour.choices[0] ? ['wait', 'next'] : []);
        break;
      case 'waits':
        expect([asked.body.state, owner]).toEqual(['waiting', anas]);
        break;
      case 'waits, sender gone':
        expect([asked.body.state, owner]).toEqual(['waiting', { kind: 'queue', id: 'direct:sol' }]);
        expect(Date.parse(asked.body.expiresAt)).toBeGreaterThan(Date.now());
        break;
      case 'next':
        expect([asked.body.state, owner]).toEqual(['completed', { kind: 'agent', id: 'sam' }]);
    }
    if (behaviour.full !== 'refused') return;
    const two = await desk.conversation({ owner: anas });
    const waits = desk.as('ana').post(`/v1/tickets/${two.ticketId}/transfers`, { ...full, whenBlocked: 'wait' });
    expect(await codeOf(waits)).toBe(behaviour.choices[0] ? null : 'agent_at_capacity');
  });

  it.each(profileNames)('[S19] [S-L5] %s: a target who is not there', async (profile) => {
    const desk = await openHouse(server(), profile);
    const { ticketId } = await desk.conversation({ owner: anas });
    const absent = toAgent('off', 'sales');
    expect(await codeOf(desk.as('ana').post(`/v1/tickets/${ticketId}/transfers`, absent))).toBe('agent_offline');
    const whenBack = { ...absent, whenBlocked: 'deliver_when_back' };
    const asked = await desk.as('ana').post(`/v1/tickets/${ticketId}/transfers`, whenBack);
    const [, mayWait] = behaviours[profile].choices;
    expect(mayWait ? asked.body.state : asked.body.code).toBe(mayWait ? 'waiting' : 'agent_offline');
  });

  it.each(profileNames)('[G19] [G-L5] %s: a destination that is closed', async (profile) => {
    const fallback = [{ kind: 'queue', id: 'care' }];
    const desk = await openHouse(server(), profile, {}, { hours: closedHours, fallback });
    const { ticketId } = await desk.conversation({ owner: anas });
    const to = toAgent('sam', 'sales');
    const closed = await desk.as('ana').post(`/v1/tickets/${ticketId}/transfers`, to);
    expect([closed.status, closed.body.code]).toEqual([409, 'department_closed']);
    expect(Date.parse(closed.body.until)).toBeGreaterThan(Date.now());
    const [, , mayChoose] = behaviours[profile].choices;
    expect(closed.body.data.choices).toEqual(mayChoose ? ['wait', 'next'] : []);
    for (const whenBlocked of ['wait', 'next']) {
      const one = await desk.conversation({ owner: anas });
      const asked = desk.as('ana').post(`/v1/tickets/${one.ticketId}/transfers`, { ...to, whenBlocked });
      expect(await codeOf(asked)).toBe(mayChoose ? null : 'department_closed');
    }
  });

  it.each(profileNames)(
    '[C11] [C-L1] [T1] %s: what the next one reads of the past, inside the department and beyond it',
    async (profile) => {
      const desk = await openHouse(server(), profile);
      for (const to of [toAgent('ben', 'care'), toAgent('sam', 'sales')]) {
        const { ticketId, conversationId } = await desk.conversation({ owner: anas });
        for (const text of ['one', 'two', 'three'])
          await desk.as('ana').post(`/v1/conversations/${conversationId}/messages`, { text });
        const { receipt } = await hand(desk, ticketId, to);
        const { items } = (await desk.as(to.target.id).get(`/v1/conversations/${conversationId}/messages`)).body;
        const { history } = behaviours[profile];
        expect(receipt.history).toBe(history);
        expect(items.map(({ text }: any) => text)).toEqual(history === 'full' ? ['one', 'two', 'three'] : []);
      }
    },
  );

  it.each(profileNames)('[T3] %s: notes, and notes switched on', async (profile) => {
    const desk = await openHouse(server(), profile);
    const noted = toAgent('sam', 'sales', { note: 'He asks for a refund.' });
    const { ticketId } = await desk.conversation({ owner: anas });
    expect(await codeOf(desk.as('ana').post(`/v1/tickets/${ticketId}/transfers`, noted))).toBe(
      behaviours[profile].note,
    );
    await desk.configure(house(profile, { notes: 'optional' }));
    const one = await desk.conversation({ owner: anas });
    const transfer = await ask(desk, one.ticketId, noted);
    expect((await desk.as('sam').get(`/v1/transfers/${transfer.id}`)).body.note).toBe('He asks for a refund.');
  });

  it.each(profileNames)(
    '[T-L6] [C12] [C-L5] %s: the attributes that travel, and what the receipt says held them back',
    async (profile) => {
      const desk = await openHouse(server(), profile);
      const { travels } = behaviours[profile];
      const about = { form: { order: 'A-17' }, attributes: { vip: true, value: 12 } };
      const { ticketId } = await desk.conversation({ owner: anas, ...about });
      const { receipt, newTicketId } = await hand(desk, ticketId, toAgent('sam', 'sales'));
      const copy = await desk.ticket(newTicketId);
      expect(copy.form).toEqual(about.form);
      expect(Object.keys(copy.attributes).sort()).toEqual(travels);
      expect(receipt.attributes.toSorted()).toEqual(travels);
      const held = receipt.heldBack
        .map(({ what }: any) => what)
        .filter((what: string) => what.startsWith('attribute:'));
      expect(held.toSorted()).toEqual(
        everything.filter((name) => !travels.includes(name)).map((name) => `attribute:${name}`),
      );
      await desk.configure(house(profile, { attributesThatTravel: ['vip'] }));
      const two = await desk.conversation({ owner: anas, ...about });
      const listed = await hand(desk, two.ticketId, toAgent('sam', 'sales'));
      expect((await desk.ticket(listed.newTicketId)).attributes).toEqual({ vip: true });
    },
  );

  it.each(profileNames)(
    '[S1] [S2] [T-L3] %s: the kinds of target, and contacts outside on partner-routed accounts',
    async (profile) => {
      const desk = await openHouse(server(), profile);
      const { kinds, external } = behaviours[profile];
      const targets = [
        { kind: 'department', id: 'sales' },
        { kind: 'queue', id: 'sales' },
        { kind: 'agent', id: 'sam', departmentId: 'sales' },
        { kind: 'flow', id: 'greeter' },
      ];
      for (const target of targets) {
        const { ticketId } = await desk.conversation({ owner: anas });
        const expected = kinds.includes(target.kind as TargetKind) ? null : 'target_kind_off';
        const asked = codeOf(desk.as('ana').post(`/v1/tickets/${ticketId}/transfers`, { target }));
        expect([target.kind, await asked]).toEqual([target.kind, expected]);
      }
      const outside = { target: { kind: 'external', id: 'broker' } };
      for (const account of ['chat', 'partner']) {
        const { ticketId } = await desk.conversation({ owner: anas, account });
        const page = await desk.as('ana').get(`/v1/tickets/${ticketId}/transfer-targets`);
        const allowed = page.body.items.filter((item: any) => item.allowed).map(({ target }: any) => target.kind);
        const refusal = account === 'partner' && external === 'external_disabled' ? null : external;
        const expected = kinds.filter((kind) => kind !== 'external' || refusal === null);
        expect([...new Set(allowed)].toSorted()).toEqual([...expected].toSorted());
        expect(await codeOf(desk.as('ana').post(`/v1/tickets/${ticketId}/transfers`, outside))).toBe(refusal);
      }
    },
  );

  it.each(profileNames)('[T-L1] %s: whether a colleague may be asked first', async (profile) => {
    const desk = await openHouse(server(), profile);
    const { ticketId } = await desk.conversation({ owner: anas });
    const warm = toAgent('sam', 'sales', { mode: 'warm' });
    expect(await codeOf(desk.as('ana').post(`/v1/tickets/${ticketId}/transfers`, warm))).toBe(behaviours[profile].warm);
    await desk.configure(house(profile, { warmTransfer: true }));
    const one = await desk.conversation({ owner: anas });
    expect((await ask(desk, one.ticketId, warm)).state).toBe('consulting');
  });

  it.each(profileNames)('[C5] [C-L2] %s: whether a conversation may go on through another channel', async (profile) => {
    const desk = await openHouse(server(), profile);
    const { ticketId } = await desk.conversation({ owner: anas });
    const other = { ...toAgent('sam', 'sales'), accountId: 'partner', address: '+49 30 99', consent: true };
    const explained = await desk.as('ana').post(`/v1/tickets/${ticketId}/transfers/explain`, other);
    const { crossChannel } = behaviours[profile];
    expect([explained.status, explained.body.allowed]).toEqual([200, crossChannel]);
    if (!crossChannel)
      expect(explained.body.refusal).toMatchObject({
        code: 'channel_not_transferable',
        data: { cause: 'cross_channel_off' },
      });
    await desk.configure(house(profile, { crossChannel: true }));
    expect((await desk.as('ana').post(`/v1/tickets/${ticketId}/transfers/explain`, other)).body.allowed).toBe(true);
  });

  it.each(profileNames)('[G18] %s: blocked targets are hidden, or shown with the reason', async (profile) => {
    const desk = await openHouse(server(), profile);
    const { ticketId } = await desk.conversation({ owner: anas });
    const find = async () => {
      const page = await desk.as('ana').get(`/v1/tickets/${ticketId}/transfer-targets?kind=agent&q=off`);
      return page.body.items.find(({ target }: any) => target.id === 'off');
    };
    const { blocked } = behaviours[profile];
    if (blocked === 'hidden') expect(await find()).toBeUndefined();
    else expect(await find()).toMatchObject({ allowed: false, refusal: { code: 'agent_offline' } });
    await desk.configure(house(profile, { blockedTargets: 'shown' }));
    expect((await find()).refusal.code).toBe('agent_offline');
  });

  it('[C-L1] [G-L4] under baton a row may show less of the past, and a summary or nothing instead', async () => {
    const shown = { full: 3, from_here: 3, summary: 0, none: 0 };
    for (const [history, messages] of Object.entries(shown)) {
      const desk = await openHouse(server(), 'baton');
      const written = house('baton');
      const departments = written.departments?.map((each) =>
        each.id === 'care' ? { ...each, moveRules: [{ destinations: ['sales'], history, redact: ['card'] }] } : each,
      );
      await desk.configure({ ...written, departments } as typeof written);
      const { ticketId, conversationId } = await desk.conversation({ owner: anas });
      for (const text of ['one', 'two', 'three'])
        await desk.as('ana').post(`/v1/conversations/${conversationId}/messages`, { text });
      const { id, receipt } = await ask(desk, ticketId, toAgent('sam', 'sales'));
      const seen = async () => (await desk.as('sam').get(`/v1/conversations/${conversationId}/messages`)).body.items;
      expect([history, receipt.history, (await seen()).length]).toEqual([history, history, messages]);
      const accepted = await desk.as('sam').post(`/v1/transfers/${id}/accept`);
      expect([history, (await seen()).length]).toEqual([history, messages]);
      expect((await desk.ticket(accepted.body.ticketId)).redact).toEqual(['card']);
    }
  });

  it('[C-L4] a row leads across programs, where rules are the boundary', async () => {
    for (const [profile, code] of [
      ['baton', null],
      ['singlecomm', 'outside_program'],
    ] as const) {
      const written = house(profile);
      const departments = written.departments?.map((each) =>
        each.id === 'care' ? { ...each, moveRules: [{ destinations: ['abroad'] }] } : each,
      );
      const desk = await Desk.open(server(), { ...written, departments: departments ?? [] });
      await desk.online('ana', 'pat');
      const { ticketId } = await desk.conversation({ owner: anas });
      const asked = desk.as('ana').post(`/v1/tickets/${ticketId}/transfers`, toAgent('pat', 'abroad'));
      expect(await codeOf(asked)).toBe(code);
    }
  });

  it('[S16] under baton the sender may choose to be released at once, and to be refused rather than wait', async () => {
    const desk = await openHouse(server(), 'baton', { whenFull: 'wait' });
    const { ticketId, conversationId } = await desk.conversation({ owner: anas });
    await ask(desk, ticketId, toAgent('sol', 'sales', { release: 'now' }));
    expect((await desk.api.get(`/v1/conversations/${conversationId}`)).body.owner.id).toBe('direct:sol');
    const two = await desk.conversation({ owner: anas });
    const rather = desk.as('ana').post(`/v1/tickets/${two.ticketId}/transfers`, {
      ...toAgent('sol', 'sales'),
      whenBlocked: 'refuse',
    });
    expect(await codeOf(rather)).toBe('agent_at_capacity');
  });

  it('single settings stay when the profile changes', async () => {
    const desk = await openHouse(server(), 'flex', { notes: 'optional', whenFull: 'refuse' });
    for (const profile of profileNames) {
      const { body } = await desk.api.get('/v1/configuration');
      await desk.configure({ ...body, profile });
      const { ticketId } = await desk.conversation({ owner: anas });
      const transfer = await ask(desk, ticketId, toAgent('sam', 'sales', { note: 'Please.' }));
      expect(transfer.state).toBe(behaviours[profile].acceptance);
    }
  });
});

it('the guide for those who come from another system names settings that exist, with values that they take', () => {
  const guide = readFileSync(join(import.meta.dirname, '../../docs/guide/coming-from.md'), 'utf8');
  const examples = [...guide.matchAll(/```yaml\n(.*?)```/gs)].map(([, text = '']) => parse(text));
  expect(examples.length).toBeGreaterThan(0);
  for (const example of examples) expect(checkConfiguration(example)).toEqual([]);
  const named = [...guide.matchAll(/`(\w+): ([^`]+)`/g)].filter(([, name]) => settingNames.includes(name as never));
  expect(named.length).toBeGreaterThan(10);
  for (const [, name, value = ''] of named) expect(findSettingFault(name as never, parse(value))).toBeUndefined();
  for (const profile of profileNames) expect(guide).toContain(profile);
});
