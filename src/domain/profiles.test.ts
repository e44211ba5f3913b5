import { describe, expect, test } from 'vitest';
import { listChangedSettings, profiles, resolveSettings } from './profiles.ts';
import { profileNames, type Settings } from './settings.ts';

// The table of design 2, cell by cell. Where a page is silent the cell is baton's.

type Row = { readonly [P in (typeof profileNames)[number]]: unknown };
const table: { readonly [S in keyof Settings]?: Row } = {
  boundary: {
    glassix: 'rules',
    salesforce: 'none',
    singlecomm: 'program',
    respond: 'none',
    flex: 'none',
    baton: 'rules',
  },
  acceptance: {
    glassix: 'assign',
    salesforce: 'offer',
    singlecomm: 'offer',
    respond: 'assign',
    flex: 'offer',
    baton: 'offer',
  },
  mayDeclineTransfer: { glassix: true, salesforce: false, singlecomm: true, respond: true, flex: true, baton: true },
  mayCancel: { glassix: false, salesforce: false, singlecomm: false, respond: false, flex: false, baton: true },
  release: {
    glassix: 'now',
    salesforce: 'on_accept_now_if_full',
    singlecomm: 'on_accept',
    respond: 'now',
    flex: 'now',
    baton: 'on_accept',
  },
  whenFull: {
    glassix: 'refuse',
    salesforce: 'wait',
    singlecomm: 'refuse',
    respond: 'next',
    flex: 'wait',
    baton: 'ask',
  },
  whenOffline: {
    glassix: 'refuse',
    salesforce: 'refuse',
    singlecomm: 'refuse',
    respond: 'ask',
    flex: 'refuse',
    baton: 'ask',
  },
  whenClosed: {
    glassix: 'refuse',
    salesforce: 'refuse',
    singlecomm: 'refuse',
    respond: 'refuse',
    flex: 'refuse',
    baton: 'ask',
  },
  history: { glassix: 'full', salesforce: 'full', singlecomm: 'none', respond: 'full', flex: 'full', baton: 'full' },
  notes: { glassix: 'off', salesforce: 'off', singlecomm: 'off', respond: 'optional', flex: 'off', baton: 'optional' },
  attributesThatTravel: {
    glassix: 'all',
    salesforce: 'all',
    singlecomm: 'form_only',
    respond: 'all',
    flex: [],
    baton: 'all',
  },
  targetKinds: {
    glassix: ['department', 'agent', 'flow'],
    salesforce: ['queue', 'agent', 'flow', 'external'],
    singlecomm: ['department', 'agent'],
    respond: ['department', 'agent'],
    flex: ['queue', 'agent'],
    baton: ['department', 'queue', 'agent', 'flow', 'external'],
  },
  externalNeedsPartnerRouting: {
    glassix: false,
    salesforce: true,
    singlecomm: false,
    respond: false,
    flex: false,
    baton: false,
  },
  warmTransfer: { glassix: false, salesforce: false, singlecomm: false, respond: false, flex: false, baton: true },
  crossChannel: { glassix: false, salesforce: false, singlecomm: false, respond: false, flex: false, baton: true },
  blockedTargets: {
    glassix: 'hidden',
    salesforce: 'hidden',
    singlecomm: 'hidden',
    respond: 'hidden',
    flex: 'hidden',
    baton: 'shown',
  },
  waitShown: {
    glassix: 'always',
    salesforce: 'after_ten_accepts',
    singlecomm: 'always',
    respond: 'always',
    flex: 'always',
    baton: 'always',
  },
  needsAgentOnline: { glassix: true, salesforce: false, singlecomm: false, respond: false, flex: false, baton: false },
  assistantRowsExempt: {
    glassix: true,
    salesforce: false,
    singlecomm: false,
    respond: false,
    flex: false,
    baton: false,
  },
};

describe('profiles', () => {
  const cells = Object.entries(table).flatMap(([setting, row]) =>
    profileNames.map((profile) => [profile, setting as keyof Settings, (row as Row)[profile]] as const),
  );
  test.each(cells)('%s has %s %j', (profile, setting, value) => {
    expect(profiles[profile][setting]).toEqual(value);
  });

  test('say what baton says where no page speaks', () => {
    for (const name of Object.keys(profiles.baton) as (keyof Settings)[]) {
      if (name in table || name === 'historyInside') continue;
      for (const profile of profileNames)
        expect([profile, name, profiles[profile][name]]).toEqual([profile, name, profiles.baton[name]]);
    }
    expect(profileNames.filter((profile) => profiles[profile].historyInside !== 'full')).toEqual(['singlecomm']);
  });
});

describe('settings on top', () => {
  test('replace the profile’s, by organization, then by department', () => {
    const resolved = resolveSettings('glassix', { whenFull: 'wait', mayCancel: true }, { whenFull: 'next' });
    expect(resolved).toEqual({ ...profiles.glassix, whenFull: 'next', mayCancel: true });
  });

  test('[C-L1] an organization may widen what its profile shows of the past, a department only narrow it', () => {
    expect(resolveSettings('singlecomm', { history: 'full' }).history).toBe('full');
    expect(resolveSettings('baton', { history: 'summary' }, { history: 'full' }).history).toBe('summary');
    expect(resolveSettings('baton', { history: 'summary' }, { history: 'none' }).history).toBe('none');
    expect(resolveSettings('baton', {}, { historyInside: 'from_here' })).toMatchObject({
      historyInside: 'from_here',
      history: 'full',
    });
  });

  test('are listed against the profile, and stay when it changes', () => {
    const own: Partial<Settings> = { whenFull: 'wait', targetKinds: ['agent'], mayCancel: false };
    expect(listChangedSettings('baton', resolveSettings('baton', own)).map(({ setting }) => setting)).toEqual([
      'targetKinds',
      'mayCancel',
      'whenFull',
    ]);
    expect(listChangedSettings('glassix', resolveSettings('glassix', own)).map(({ setting }) => setting)).toEqual([
      'targetKinds',
      'whenFull',
    ]);
    expect(listChangedSettings('flex', profiles.flex)).toEqual([]);
  });
});
