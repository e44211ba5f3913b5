import { describe, expect, test } from 'vitest';
import type { Actor } from './actor.ts';
import type { ChannelKind } from './channel.ts';
import { decideAccept, decideTransfer, explainTransfer } from './policy.ts';
import { actor, bankWith, compile, factsOf, noon, offer, transfer, type World } from './policy-fixtures.ts';
import type { Target, TransferRequest } from './transfer.ts';

const to = (kind: Target['kind'], id: string, more: Partial<TransferRequest> = {}): TransferRequest => ({
  target: { kind, id },
  mode: 'cold',
  ...more,
});
const withRules = (moveRules: readonly object[], more: Record<string, object> = {}) =>
  compile(bankWith({ departments: { support: { moveRules }, ...more } }));
const codeOf = (world: World, request: TransferRequest) => {
  const decision = decideTransfer(factsOf(world), request);
  return decision.kind === 'refused' ? decision.refusal.code : 'allowed';
};
const over = (channelKind: ChannelKind) => ({ channelKind, accountId: channelKind === 'email' ? 'mail' : 'site' });

describe('move rules', () => {
  test('[G1] a row lets its channels through to its destinations, and nothing else', () => {
    const configuration = withRules([{ channels: ['email'], destinations: ['billing'] }]);
    expect(codeOf({ configuration, conversation: over('email') }, to('department', 'billing'))).toBe('allowed');
    expect(codeOf({ configuration, conversation: over('whatsapp') }, to('department', 'billing'))).toBe('no_move_rule');
    expect(codeOf({ configuration, conversation: over('email') }, to('department', 'sales'))).toBe('no_move_rule');
  });

  test('[G5] one direction does not open the other', () => {
    const configuration = withRules([{ destinations: ['billing'] }]);
    expect(codeOf({ configuration }, to('department', 'billing'))).toBe('allowed');
    const back: World = {
      configuration,
      actor: actor('bella', configuration),
      ticket: { departmentId: 'billing' },
      conversation: { departmentId: 'billing', owner: { kind: 'agent', id: 'bella' } },
    };
    expect(codeOf(back, to('department', 'support'))).toBe('no_move_rule');
  });

  test.each<[ChannelKind, Record<string, string>]>([
    ['email', { finance: 'allowed', sales: 'no_move_rule', billing: 'no_move_rule' }],
    ['whatsapp', { finance: 'channel_not_served', sales: 'allowed', billing: 'no_move_rule' }],
    ['sms', { finance: 'channel_not_served', sales: 'no_move_rule', billing: 'no_move_rule' }],
  ])('[G7] [G8] e-mail only to finance, WhatsApp only to sales: %s', (channelKind, expected) => {
    const configuration = withRules([
      { channels: ['email'], destinations: ['finance'] },
      { channels: ['whatsapp'], destinations: ['sales'] },
    ]);
    const answers = Object.keys(expected).map((id) => [
      id,
      codeOf({ configuration, conversation: over(channelKind) }, to('department', id)),
    ]);
    expect(Object.fromEntries(answers)).toEqual(expected);
  });

  test('[G9] without rows nothing moves, by any kind of target', () => {
    const configuration = withRules([]);
    for (const id of ['billing', 'sales', 'nights'])
      expect(codeOf({ configuration }, to('department', id))).toBe('no_move_rule');
    expect(codeOf({ configuration }, to('queue', 'billing'))).toBe('no_move_rule');
    expect(codeOf({ configuration }, to('agent', 'bella'))).toBe('no_move_rule');
    const living = { id: 'biller', name: 'Biller', departmentId: 'billing', published: true };
    expect(codeOf({ configuration, flows: [living] }, to('flow', 'biller'))).toBe('no_move_rule');
    expect(codeOf({ configuration }, to('agent', 'ben'))).toBe('allowed');
  });

  test('[G11] a narrow row beside a wide one neither narrows nor widens, in either order', () => {
    const wide = {};
    const narrow = { channels: ['email'], destinations: ['billing'] };
    for (const rows of [[narrow], [wide], [wide, narrow], [narrow, wide]]) {
      const configuration = withRules(rows);
      const isWide = rows.includes(wide);
      expect(codeOf({ configuration, conversation: over('email') }, to('department', 'billing'))).toBe('allowed');
      const other = codeOf({ configuration }, to('department', 'sales'));
      expect(other).toBe(isWide ? 'allowed' : 'no_move_rule');
    }
  });

  test('[G12] WhatsApp to sales only, e-mail to all', () => {
    const configuration = withRules([{ channels: ['whatsapp'], destinations: ['sales'] }, { channels: ['email'] }]);
    const ids = ['billing', 'sales', 'finance', 'nights'];
    const answers = (kind: ChannelKind) =>
      ids.map((id) => codeOf({ configuration, conversation: over(kind) }, to('department', id)));
    expect(answers('email')).toEqual(['allowed', 'allowed', 'allowed', 'allowed']);
    expect(answers('whatsapp')).toEqual(['no_move_rule', 'allowed', 'channel_not_served', 'no_move_rule']);
    expect(answers('sms')).toEqual(['no_move_rule', 'no_move_rule', 'channel_not_served', 'no_move_rule']);
  });

  test('[G14] blocking all that goes out leaves what comes in', () => {
    const configuration = withRules([], { billing: { moveRules: [{}] } });
    expect(codeOf({ configuration }, to('department', 'billing'))).toBe('no_move_rule');
    const incoming: World = {
      configuration,
      actor: actor('bella', configuration),
      ticket: { departmentId: 'billing' },
      conversation: { departmentId: 'billing', owner: { kind: 'agent', id: 'bella' } },
    };
    expect(codeOf(incoming, to('department', 'support'))).toBe('allowed');
  });

  test('[G18] a hand-made request to a hidden target is refused too', () => {
    const configuration = compile(
      bankWith({ profile: 'glassix', departments: { support: { moveRules: [{ destinations: ['sales'] }] } } }),
    );
    expect(codeOf({ configuration }, to('department', 'billing'))).toBe('no_move_rule');
  });

  test('[G23] a bot that lives elsewhere is reached under the same rules', () => {
    const flows = [{ id: 'biller', name: 'Biller', departmentId: 'billing', published: true }];
    expect(codeOf({ flows, configuration: withRules([{ destinations: ['sales'] }]) }, to('flow', 'biller'))).toBe(
      'no_move_rule',
    );
    const decision = decideTransfer(factsOf({ flows }), to('flow', 'biller'));
    expect(decision).toMatchObject({
      kind: 'allowed',
      plan: { isMove: true, toDepartmentId: 'billing', step: { kind: 'admit', owner: { kind: 'flow', id: 'biller' } } },
    });
  });

  test('rows may ask for kinds of actors and for attributes of the contact', () => {
    const byKey: Actor = { kind: 'key', id: 'k', permissions: actor('anna').permissions };
    const keysOnly = withRules([{ actors: ['key'] }]);
    expect(codeOf({ configuration: keysOnly }, to('department', 'sales'))).toBe('no_move_rule');
    expect(codeOf({ configuration: keysOnly, actor: byKey }, to('department', 'sales'))).toBe('allowed');
    const vipOnly = withRules([{ contact: { vip: true, country: 'NL' } }]);
    const asked = (attributes: Record<string, string | boolean>) =>
      codeOf({ configuration: vipOnly, contact: { attributes } }, to('department', 'sales'));
    expect(asked({ vip: true, country: 'NL' })).toBe('allowed');
    expect(asked({ vip: true })).toBe('no_move_rule');
    expect(asked({ vip: 'true', country: 'NL' })).toBe('no_move_rule');
    expect(codeOf({ configuration: vipOnly }, to('department', 'sales'))).toBe('no_move_rule');
  });

  test('the contact is only looked at when a row asks about it', () => {
    const facts = factsOf();
    const strict = Object.defineProperty({ ...facts }, 'contact', {
      get: () => {
        throw new Error('asked');
      },
    });
    expect(decideTransfer(strict, to('department', 'sales')).kind).toBe('allowed');
  });

  test('receive rules of the destination hold under every boundary', () => {
    for (const boundary of ['rules', 'program', 'none'] as const) {
      const configuration = compile(
        bankWith({ settings: { boundary }, departments: { sales: { receiveRules: [{ origins: ['billing'] }] } } }),
      );
      expect(codeOf({ configuration }, to('department', 'sales'))).toBe('receive_rule');
    }
  });

  test('[C2] [C4] a program is a wall: within it moves pass, across it none does', () => {
    const configuration = compile(bankWith({ profile: 'singlecomm', departments: { support: { moveRules: [] } } }));
    expect(codeOf({ configuration }, to('department', 'sales'))).toBe('allowed');
    expect(codeOf({ configuration }, to('department', 'nights'))).toBe('outside_program');
    expect(codeOf({ configuration }, to('agent', 'nina'))).toBe('outside_program');
  });

  test('a department in no program is outside of every program', () => {
    const configuration = compile(
      bankWith({
        settings: { boundary: 'program' },
        departments: { support: { program: null }, sales: { program: null } },
      }),
    );
    expect(codeOf({ configuration }, to('department', 'sales'))).toBe('outside_program');
  });

  test('an agent of several departments is found in the one that rules allow', () => {
    const configuration = withRules([{ destinations: ['sales'] }]);
    const decision = decideTransfer(factsOf({ configuration }), to('agent', 'bruno'));
    expect(decision).toMatchObject({
      kind: 'allowed',
      plan: { toDepartmentId: 'sales', target: { kind: 'agent', id: 'bruno', departmentId: 'sales' } },
    });
    const named: Target = { kind: 'agent', id: 'bruno', departmentId: 'billing' };
    expect(codeOf({ configuration }, { target: named, mode: 'cold' })).toBe('no_move_rule');
    expect(
      explainTransfer(factsOf({ configuration }), to('agent', 'bruno')).checks.every((c) => c.outcome !== 'failed'),
    ).toBe(true);
  });
});

describe('assistants', () => {
  const assistant: Actor = {
    kind: 'assistant',
    id: 'helper',
    permissions: new Set(['transfer.as_assistant'] as const),
  };
  const flows = [{ id: 'biller', name: 'Biller', departmentId: 'billing', published: true }];
  const mapping = { assistant: true, destinations: ['billing'], label: 'Helper' };

  test('[G24] under glassix a mapping allows by itself what no rule allows', () => {
    const configuration = compile(bankWith({ profile: 'glassix', departments: { support: { moveRules: [mapping] } } }));
    const decision = decideTransfer(factsOf({ configuration, flows, actor: assistant }), to('flow', 'biller'));
    expect(decision).toMatchObject({
      kind: 'allowed',
      plan: { allowedBy: { kind: 'assistant_mapping', row: 0, label: 'Helper' }, auditKind: 'assistant_transfer' },
    });
  });

  test('[G24] [G-L6] elsewhere it needs the mark', () => {
    const marked = { ...mapping, exemptFromMoveRules: true };
    expect(codeOf({ configuration: withRules([mapping]), flows, actor: assistant }, to('flow', 'biller'))).toBe(
      'no_move_rule',
    );
    expect(codeOf({ configuration: withRules([marked]), flows, actor: assistant }, to('flow', 'biller'))).toBe(
      'allowed',
    );
    const walled = compile(
      bankWith({
        profile: 'singlecomm',
        settings: { targetKinds: ['flow'] },
        departments: { support: { program: 'night', moveRules: [marked] } },
      }),
    );
    expect(codeOf({ configuration: walled, flows, actor: assistant }, to('flow', 'biller'))).toBe('allowed');
  });

  test('[G24] it serves nobody else, no other target, and needs a permission of its own', () => {
    const configuration = compile(bankWith({ profile: 'glassix', departments: { support: { moveRules: [mapping] } } }));
    expect(codeOf({ configuration, flows }, to('flow', 'biller'))).toBe('no_move_rule');
    expect(codeOf({ configuration, flows, actor: assistant }, to('department', 'billing'))).toBe('no_move_rule');
    const without: Actor = { ...assistant, permissions: new Set(['transfer.request', 'transfer.to_flow'] as const) };
    expect(codeOf({ configuration, flows, actor: without }, to('flow', 'biller'))).toBe('permission_missing');
  });

  test('receive rules of the destination hold for it too', () => {
    const configuration = compile(
      bankWith({
        profile: 'glassix',
        departments: { support: { moveRules: [mapping] }, billing: { receiveRules: [{ origins: ['sales'] }] } },
      }),
    );
    expect(codeOf({ configuration, flows, actor: assistant }, to('flow', 'biller'))).toBe('receive_rule');
  });
});

describe('a department among the participants', () => {
  test('[G22] by its address or its account it is a conflict that names it', () => {
    const conflict = (participant: { channel: string; address: string; accountId?: string }) =>
      decideTransfer(factsOf({ participants: [participant] }), to('department', 'billing'));
    for (const participant of [
      { channel: 'email', address: 'billing@BANK.example' },
      { channel: 'email', address: 'bills@bank.example' },
      { channel: 'webchat', address: 'somebody', accountId: 'bills' },
    ]) {
      expect(conflict(participant)).toMatchObject({
        kind: 'refused',
        refusal: { code: 'participant_conflict', data: { department: 'billing', address: participant.address } },
      });
    }
  });

  test('[G22] others, and the department where the ticket is, are none', () => {
    const participants = [
      { channel: 'email', address: 'support@bank.example' },
      { channel: 'webchat', address: 'somebody', accountId: 'site' },
    ];
    expect(codeOf({ participants }, to('department', 'billing'))).toBe('allowed');
    expect(codeOf({ participants }, to('agent', 'ben'))).toBe('allowed');
  });

  test('[G22] staff who belong to both departments are no conflict', () => {
    const configuration = compile(bankWith({ agents: { anna: { departments: ['support', 'billing'] } } }));
    expect(codeOf({ configuration, actor: actor('anna', configuration) }, to('department', 'billing'))).toBe('allowed');
  });
});

describe('accepting', () => {
  const judge = (world: World, subject: Partial<Parameters<typeof decideAccept>[1]> = {}) => {
    const configuration = world.configuration;
    const decision = decideAccept(factsOf({ actor: actor('bella', configuration), ...world }), {
      transfer,
      offer,
      ...subject,
    });
    return decision.kind === 'refused' ? decision.refusal.code : 'allowed';
  };

  test('[G28] rules that changed meanwhile are judged as they are now', () => {
    expect(judge({ configuration: withRules([]) })).toBe('no_move_rule');
    expect(judge({ configuration: withRules([{}], { billing: { receiveRules: [{ origins: ['sales'] }] } }) })).toBe(
      'receive_rule',
    );
    expect(judge({ participants: [{ channel: 'email', address: 'billing@bank.example' }] })).toBe(
      'participant_conflict',
    );
  });

  test('the rows are judged for whoever asked, not for whoever accepts', () => {
    const configuration = withRules([{ actors: ['flow'] }]);
    expect(judge({ configuration })).toBe('no_move_rule');
    expect(judge({ configuration }, { transfer: { ...transfer, requestedBy: { kind: 'flow', id: 'f' } } })).toBe(
      'allowed',
    );
  });

  test('[S19] permission, membership and presence of the accepting agent are judged again', () => {
    const denied = compile(bankWith({ agents: { bella: { deny: ['message.receive'] } } }));
    expect(judge({ configuration: denied })).toBe('permission_missing');
    const left = compile(bankWith({ agents: { bella: { departments: ['sales'] } } }));
    expect(judge({ configuration: left })).toBe('not_a_member');
    const mailOnly = compile(bankWith({ agents: { bella: { channels: ['email'] } } }));
    expect(judge({ configuration: mailOnly })).toBe('target_not_permitted');
    expect(judge({ agents: { bella: { presence: 'offline' } } })).toBe('agent_offline');
    expect(judge({ agents: { bella: { presence: 'away' } } })).toBe('allowed');
  });

  test('[C-L2] what goes on through another channel is judged by that one', () => {
    const mailOnly = compile(bankWith({ agents: { bella: { channels: ['email'] } } }));
    const session = { accountId: 'mail', channelKind: 'email', address: 'cara@example.org' } as const;
    const goesOnByMail = { transfer: { ...transfer, session } };
    expect(judge({ configuration: mailOnly }, goesOnByMail)).toBe('allowed');
    const chatOnly = compile(bankWith({ agents: { bella: { channels: ['webchat'] } } }));
    expect(judge({ configuration: chatOnly }, goesOnByMail)).toBe('target_not_permitted');
    expect(judge({ configuration: withRules([{ channels: ['webchat'] }]) }, goesOnByMail)).toBe('no_move_rule');
  });

  test('hours, limits, hops, load and a feature switched off stay as they were judged', () => {
    expect(
      judge({ now: Date.UTC(2026, 10, 24, 18) }, { offer: { ...offer, expiresAt: Date.UTC(2026, 10, 24, 19) } }),
    ).toBe('allowed');
    expect(judge({ agents: { bella: { load: { webchat: 2 } } } })).toBe('allowed');
    expect(judge({ conversation: { automaticHops: 50, pendingTransferId: 't1' } })).toBe('allowed');
    const off = compile(
      bankWith({
        settings: { transfers: 'off', directToAgent: false },
        departments: { billing: { accepting: false } },
      }),
    );
    expect(judge({ configuration: off })).toBe('allowed');
  });

  test('[X20] an offer is its agent’s alone, once, and until its last instant', () => {
    expect(judge({ actor: actor('bruno') })).toBe('offer_not_yours');
    expect(judge({ actor: actor('ada') })).toBe('not_a_member');
    for (const state of ['accepted', 'declined', 'withdrawn'] as const) {
      expect(judge({}, { offer: { ...offer, state } })).toBe('offer_answered');
    }
    expect(judge({}, { offer: { ...offer, state: 'timed_out' } })).toBe('offer_expired');
    expect(judge({ now: offer.expiresAt - 1 })).toBe('allowed');
    expect(judge({ now: offer.expiresAt })).toBe('offer_expired');
  });

  test('what travels is what the receipt promised, or less if rules are narrower now', () => {
    const configuration = withRules([{ history: 'none' }]);
    const decision = decideAccept(factsOf({ configuration, actor: actor('bella') }), { transfer, offer });
    expect(decision).toMatchObject({
      kind: 'allowed',
      plan: { historyFrom: 13, isMove: true, toDepartmentId: 'billing' },
    });
    const promised = { ...transfer, receipt: { ...transfer.receipt, history: 'from_here' as const } };
    const narrow = decideAccept(factsOf({ actor: actor('bella') }), { transfer: promised, offer });
    expect(narrow).toMatchObject({ kind: 'allowed', plan: { historyFrom: 5 } });
  });

  test('work from a queue is accepted under the same checks, without a move', () => {
    const own = { ...offer, agentId: 'ben', transferId: null };
    const decision = decideAccept(factsOf({ actor: actor('ben'), now: noon }), { transfer: null, offer: own });
    expect(decision).toMatchObject({
      kind: 'allowed',
      plan: { isMove: false, automatic: true, allowedBy: { kind: 'inside' } },
    });
  });
});
