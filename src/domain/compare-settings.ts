import type { Configuration } from './configuration.ts';
import { profiles } from './profiles.ts';
import type { Settings } from './settings.ts';
import { type SettingRow, settingNames, settingsTable } from './settings-table.ts';

type Value = Settings[keyof Settings];

/** One setting on its way from the profile to the departments. */
export interface ComparedSetting extends Pick<SettingRow, 'sentence' | 'decidedBy'> {
  readonly name: keyof Settings;
  /** Whether a department may only narrow what its organization says. */
  readonly onlyNarrows: boolean;
  /** What the profile says. */
  readonly ofProfile: Value;
  /** What the organization says instead; undefined where it leaves it to the profile. */
  readonly ofOrganization: Value | undefined;
  /** What holds where no department says otherwise. */
  readonly value: Value;
  /** The departments that say something themselves, and what holds there. */
  readonly departments: readonly { readonly departmentId: string; readonly says: Value; readonly value: Value }[];
}

/** Every setting, in the order of the table: what the profile says, and who says otherwise. */
export function compareSettings({
  profile,
  overrides,
  settings,
  directory,
}: Configuration): readonly ComparedSetting[] {
  return settingNames.map((name) => {
    const { sentence, decidedBy, onlyNarrows = false } = settingsTable[name];
    const departments = directory.departments.flatMap(({ id, settings: own, resolved }) => {
      const says = own[name];
      return says === undefined ? [] : [{ departmentId: id, says, value: resolved[name] }];
    });
    return {
      name,
      sentence,
      decidedBy,
      onlyNarrows,
      ofProfile: profiles[profile][name],
      ofOrganization: overrides[name],
      value: settings[name],
      departments,
    };
  });
}
