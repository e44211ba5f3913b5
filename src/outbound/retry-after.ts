/** Seconds that the other side asks us to wait, up to 999,999; null when it says none, or a date, whose clock is not ours. */
export function retryAfterSeconds(headers: Readonly<Record<string, string>>): number | null {
  const value = headers['retry-after'];
  return value !== undefined && /^\d{1,6}$/.test(value) ? Number(value) : null;
}
