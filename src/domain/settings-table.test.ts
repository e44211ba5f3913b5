import { describe, expect, test } from 'vitest';
import { expectReferencePage } from '../../test/support/reference-page.ts';
import { profiles } from './profiles.ts';
import { profileNames, type Settings } from './settings.ts';
import { findSettingFault, settingNames, settingsReference, settingsTable } from './settings-table.ts';

describe('the table of settings', () => {
  test('has every setting, and every value of every profile within its bounds', () => {
    expect([...settingNames].sort()).toEqual(Object.keys(profiles.baton).sort());
    for (const profile of profileNames) {
      for (const name of settingNames) {
        expect([profile, name, findSettingFault(name, profiles[profile][name])]).toEqual([profile, name, undefined]);
      }
    }
  });

  test.each<[keyof Settings, unknown[]]>([
    ['transfers', [true, 'maybe', null, undefined]],
    ['mayCancel', ['yes', '', 0, null]],
    ['offerTimeoutSeconds', [4, 86_401, 7.5, '30', Number.NaN, null]],
    ['waitLimitSeconds', [59, 1_209_601]],
    ['automaticHopsMax', [0, 101]],
    ['targetKinds', ['agent', ['agent', 'agent'], ['desk'], null]],
    ['attributesThatTravel', ['some', [1], [''], null]],
  ])('refuses for %s %j', (name, values) => {
    for (const value of values) expect(findSettingFault(name, value)).toContain(name);
  });

  test('each says what it is for in a sentence', () => {
    for (const name of settingNames) expect(settingsTable[name].sentence).toMatch(/^[A-Z].*\.$/);
  });

  test('is what docs/reference/settings.md says (BATON_WRITE_REFERENCE=1 writes it)', () => {
    expectReferencePage('settings.md', settingsReference());
  });
});
