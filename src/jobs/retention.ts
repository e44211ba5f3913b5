import type { Clock } from '../base/clock.ts';
import type { Ids } from '../base/ids.ts';
import { type EraseMessagesInput, eraseMessages, forgetBytes } from '../commands/erase-message.ts';
import type { CommandDefinition } from '../domain/command.ts';
import type { Configuration } from '../domain/configuration.ts';
import type { Engine } from '../engine/engine.ts';
import type { ReadDatabase } from '../reads/reads.ts';
import { type ClosedTicket, findClosedTickets, findErasable, findErasedFiles } from '../reads/retention.ts';

/**
 * Takes away what nobody may keep any longer: messages, files and notes of tickets that were closed longer ago than their
 * department's `retentionDays`. Everything goes through commands, in portions, and is judged again there; any number of
 * nodes may do it at once. What is to go is found by when tickets were closed: a node that has just started looks at all of
 * them once, later only at those that have come of age.
 */
export interface RetentionOptions {
  readonly database: ReadDatabase;
  readonly engine: Pick<Engine, 'submit' | 'configurations'>;
  readonly clock: Clock;
  readonly ids: Ids;
  /** Where the bytes of files lie. */
  readonly files: {
    /** Takes bytes away, unless they were stored anew since an instant; whether they are gone. */
    remove(sha256: string, untouchedSince: number): Promise<boolean>;
  };
  readonly organizations: () => Iterable<string>;
  readonly onError?: (error: unknown) => void;
  /** How long bytes are left alone after they were stored, in milliseconds: what is being sent just now may need them. Default an hour. */
  readonly settleMs?: number;
}

const dayMs = 86_400_000;
const hourMs = 3_600_000;
const ticketsPerPage = 100;
const filesPerPage = 200;
/** Messages of one command: with their files they stay below the 200 rows that a command touches. */
const portion = 15;

export class Retention {
  readonly #options: RetentionOptions;
  /** By organization and department, the last ticket of which nothing is left. */
  readonly #done = new Map<string, ClosedTicket>();
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | null = null;

  constructor(options: RetentionOptions) {
    this.#options = options;
  }

  /** Looks every `everyMs` milliseconds until `close`. Default once a minute. */
  start(everyMs = 60_000): void {
    this.#timer = setInterval(() => {
      this.#running ??= this.run().finally(() => {
        this.#running = null;
      });
    }, everyMs);
    this.#timer.unref();
  }

  /** Everything that is due now. What fails is told to `onError`, and tried again with the next look. */
  async run(): Promise<void> {
    for (const organizationId of [...this.#options.organizations()]) {
      await this.#ofOrganization(organizationId).catch((error) => this.#options.onError?.(error));
    }
    await this.#removeBytes().catch((error) => this.#options.onError?.(error));
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#running;
  }

  async #ofOrganization(organizationId: string): Promise<void> {
    const configuration = await this.#options.engine.configurations.refresh(organizationId);
    if (configuration === null) return;
    for (const [departmentId, retentionDays] of retentionOf(configuration)) {
      if (retentionDays === 0) continue;
      await this.#ofDepartment(organizationId, departmentId, this.#options.clock.now() - retentionDays * dayMs);
    }
  }

  async #ofDepartment(organizationId: string, departmentId: string, until: number): Promise<void> {
    const name = `${organizationId} ${departmentId}`;
    for (let isFull = true; isFull; ) {
      const asked = { departmentId, after: this.#done.get(name) ?? null, until, limit: ticketsPerPage };
      const tickets = await findClosedTickets(this.#options, organizationId, asked);
      isFull = tickets.length === ticketsPerPage;
      for (const ticket of tickets) {
        // What another node's clock calls too young is looked at again.
        if (!(await this.#eraseAll(organizationId, ticket))) return;
        this.#done.set(name, ticket);
      }
    }
  }

  /** Portion by portion, until nothing is left; false when something stays. */
  async #eraseAll(organizationId: string, ticket: ClosedTicket): Promise<boolean> {
    for (;;) {
      const found = await findErasable(this.#options, organizationId, ticket, portion);
      if (found.sequences.length + found.transferIds.length + found.segmentIds.length === 0) return true;
      const input: EraseMessagesInput = { conversationId: ticket.conversationId, ticketId: ticket.id, ...found };
      const { erased } = await this.#send(organizationId, eraseMessages, input);
      if (erased === 0) return false;
    }
  }

  /** The bytes of erased files, where no other file has the same. */
  async #removeBytes(): Promise<void> {
    const { clock, files, settleMs = hourMs } = this.#options;
    const erased = await findErasedFiles(this.#options, filesPerPage);
    const gone = new Map<string, string[]>();
    for (const { organizationId, id, sha256, isShared } of erased) {
      if (!isShared && !(await files.remove(sha256, clock.now() - settleMs))) continue;
      gone.set(organizationId, [...(gone.get(organizationId) ?? []), id]);
    }
    for (const [organizationId, fileIds] of gone) await this.#send(organizationId, forgetBytes, { fileIds });
  }

  async #send<I, A>(organizationId: string, definition: CommandDefinition<I, A>, input: I): Promise<A> {
    const answer = await this.#options.engine.submit({
      organizationId,
      principal: { kind: 'system', part: 'retention' },
      key: this.#options.ids.next(),
      requestHash: '',
      definition,
      input,
    });
    if (answer.kind === 'refused') throw new Error(`${definition.name} was refused: ${answer.refusal.code}.`);
    return answer.answer;
  }
}

/** Each department's days; those of departments that are gone are the organization's. */
function* retentionOf({ departments, retired, settings }: Configuration): Iterable<readonly [string, number]> {
  for (const { id, resolved } of departments.values()) yield [id, resolved.retentionDays];
  for (const name of retired.keys()) {
    const [kind, id] = name.split(':') as [string, string];
    if (kind === 'department') yield [id, settings.retentionDays];
  }
}
