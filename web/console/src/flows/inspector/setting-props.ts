import type { SettingSpec } from '../graph/language.ts';
import type { Say } from '../say.ts';
import type { Faults } from './faults.ts';

/** What the control of a setting is given. */
export interface SettingProps {
  /** The kind of step or trigger, for words; within a list, with the list’s name: `http_request_save`. */
  readonly of: string;
  readonly name: string;
  /** Where it stands below its step or trigger: `text`, `branches/0/name`. */
  readonly path: string;
  readonly spec: SettingSpec;
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
  readonly faults: Faults;
  readonly say: Say;
  readonly isReadOnly: boolean;
}
