/** A setting that cannot be meant. Its message names the variable and says what it should be. */
export class SettingError extends Error {
  override name = 'SettingError';
}
