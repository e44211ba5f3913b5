/** A zone in which it is noon now: the demo's departments are all open, whenever this runs. */
export function zoneOfNoon(): string {
  const ahead = 12 - new Date().getUTCHours();
  // Such zones are written the other way round: `Etc/GMT-2` is two hours ahead.
  return ahead === 0 ? 'UTC' : `Etc/GMT${ahead > 0 ? '-' : '+'}${Math.abs(ahead)}`;
}
