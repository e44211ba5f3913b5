import { describe, expect, test } from 'vitest';
import type { WrittenDocument } from './fill-configuration.ts';
import { lintConfiguration } from './lint-rules.ts';
import { listMoveRulePresets } from './move-rule-presets.ts';
import { compile } from './policy-fixtures.ts';
import { simulateMoves } from './simulate-moves.ts';

/** A desk of three departments with these rows of support; what else differs is merged into support. */
function withRows(moveRules: readonly object[], support: object = {}, more: Partial<WrittenDocument> = {}) {
  return compile({
    departments: [
      { id: 'support', moveRules, ...support },
      { id: 'finance', channels: ['email'], moveRules: [{ destinations: ['support'] }] },
      { id: 'sales', receiveRules: [{ channels: ['whatsapp', 'email'] }], moveRules: [{ destinations: ['support'] }] },
    ],
    accounts: [
      { id: 'web', kind: 'webchat', entry: { department: 'support' } },
      { id: 'mail', kind: 'email', entry: { department: 'finance' } },
      { id: 'wa', kind: 'whatsapp', entry: { department: 'sales' } },
    ],
    ...more,
  } as WrittenDocument);
}

/** What is found, as `code row`. */
function found(configuration: ReturnType<typeof compile>): string[] {
  return lintConfiguration(configuration).findings.map(({ code, departmentId, row }) =>
    row === null ? `${code} ${departmentId}` : `${code} ${departmentId} ${row}`,
  );
}

describe('lint', () => {
  test.each<[string, readonly object[], object, string[]]>([
    ['a narrow row that can match', [{ channels: ['email'], destinations: ['finance'] }], {}, []],
    ['[G10] a first row that opens everything', [{}], {}, ['opens_everything support 0']],
    [
      '[G11] a narrow row beside an open one',
      [{ channels: ['email'], destinations: ['finance'] }, {}],
      {},
      ['rule_swallowed support 0', 'opens_everything support 1'],
    ],
    [
      '[G11] a narrow row that shows less has its effect beside an open one',
      [{ channels: ['email'], destinations: ['finance'], history: 'none' }, {}],
      {},
      ['opens_everything support 1'],
    ],
    ['two rows that are alike', [{ channels: ['email'] }, { channels: ['email'] }], {}, ['rule_swallowed support 1']],
    [
      'a row whose condition is narrower',
      [{ channels: ['email'], contact: { vip: true } }, { channels: ['email'] }],
      {},
      ['rule_swallowed support 0'],
    ],
    ['[G14] no row at all', [], {}, ['no_way_out support']],
    ['[G13] no row at all where only bots live', [], { botOnly: true }, ['bot_only_without_way_out support']],
    [
      'a channel that the destination does not serve',
      [{ channels: ['whatsapp'], destinations: ['finance'] }, { channels: ['email'] }],
      {},
      ['rule_never_matches support 0'],
    ],
    [
      'a destination whose receive rules say no',
      [{ channels: ['webchat'], destinations: ['sales'] }, { channels: ['email'] }],
      {},
      ['rule_never_matches support 0'],
    ],
    [
      'a row that leads home',
      [{ destinations: ['support'] }, { channels: ['email'] }],
      {},
      ['rule_never_matches support 0'],
    ],
    [
      '[G24] a mapping that nothing exempts',
      [{ assistant: true }, { channels: ['email'] }],
      {},
      ['rule_never_matches support 0'],
    ],
    [
      'rows under another boundary',
      [{ channels: ['email'] }],
      { settings: { boundary: 'none' } },
      ['rule_without_effect support 0'],
    ],
    [
      'a fallback that the rules forbid',
      [{ channels: ['email'], destinations: ['finance'] }],
      { fallback: [{ kind: 'department', id: 'sales' }] },
      ['fallback_not_allowed support'],
    ],
  ])('%s', (_, rows, support, expected) => {
    expect(found(withRows(rows, support))).toEqual(expected);
  });

  test('a department that nothing can come into', () => {
    const configuration = withRows([{ channels: ['email'], destinations: ['finance'] }], {}, { accounts: [] });
    expect(found(configuration)).toEqual(['no_way_in sales']);
    expect(lintConfiguration(configuration).findings[0]?.sentence).toBe(
      'Nothing can come into sales: no account begins there, and no department may hand over to it.',
    );
  });
});

/** The moves out of support that are allowed, as `channel → department`. */
function open(rows: readonly object[], question = {}): string[] {
  const { moves } = simulateMoves(withRows(rows), { from: 'support', ...question });
  return moves.filter(({ allowed }) => allowed).map(({ to, channel }) => `${channel} → ${to}`);
}

describe('presets', () => {
  const rowsOf = (id: string, answers = {}) =>
    listMoveRulePresets(answers).find((each) => each.id === id)?.rows ?? null;

  test('[G12] WhatsApp to sales only, mail anywhere', () => {
    const rows = rowsOf('channels_to_departments', {
      channels: ['whatsapp'],
      destinations: ['sales'],
      otherChannels: ['email'],
    });
    expect(open(rows ?? [])).toEqual(['email → finance', 'email → sales', 'whatsapp → sales']);
  });

  test('[G13] [G14] bots leave freely, and block outgoing lets nothing out and everything in', () => {
    expect(open(rowsOf('bots_leave_freely') ?? [])).toEqual([]);
    expect(open(rowsOf('bots_leave_freely') ?? [], { actorKind: 'flow' })).toEqual(open(rowsOf('open_to_all') ?? []));
    expect(found(withRows(rowsOf('bots_leave_freely') ?? [], { botOnly: true }))).toEqual([]);
    expect(open(rowsOf('block_outgoing') ?? [{}])).toEqual([]);
    const inward = simulateMoves(withRows([]), { to: 'support', channel: 'email' }).moves;
    expect(inward.every(({ allowed }) => allowed)).toBe(true);
  });

  test('what asks for something says nothing until it is told', () => {
    expect(rowsOf('these_departments_only')).toBeNull();
    expect(open(rowsOf('these_departments_only', { destinations: ['finance'] }) ?? [])).toEqual(['email → finance']);
    expect(open(rowsOf('these_channels_only', { channels: ['email'] }) ?? [])).toEqual([
      'email → finance',
      'email → sales',
    ]);
  });
});
