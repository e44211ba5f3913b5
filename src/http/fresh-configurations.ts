import type { Clock } from '../base/clock.ts';
import type { Configuration } from '../domain/configuration.ts';
import type { CommandPort } from './context.ts';

/** Rights that were taken away are gone from reads within this time, on every node. Commands see it at once. */
const freshMs = 1_000;

/** The engine's configurations for readers: looked at again at most once a second, and only while somebody reads. */
export class FreshConfigurations {
  readonly #configurations: CommandPort['configurations'];
  readonly #clock: Clock;
  readonly #checkedAt = new Map<string, number>();

  constructor(configurations: CommandPort['configurations'], clock: Clock) {
    this.#configurations = configurations;
    this.#clock = clock;
  }

  async get(organizationId: string): Promise<Configuration | null> {
    const now = this.#clock.monotonic();
    const known = this.#configurations.peek(organizationId);
    if (known !== undefined && now - (this.#checkedAt.get(organizationId) ?? Number.NEGATIVE_INFINITY) < freshMs)
      return known;
    const fresh = await this.#configurations.refresh(organizationId);
    if (fresh !== null) this.#checkedAt.set(organizationId, now);
    return fresh;
  }
}
