import type { Clock } from '../base/clock.ts';
import type { Ids } from '../base/ids.ts';
import { type EraseMessagesInput, eraseMessages, forgetBytes } from '../commands/erase-message.ts';
import { eraseUploads } from '../commands/erase-uploads.ts';
import type { CommandDefinition } from '../domain/command.ts';
import type { Configuration } from '../domain/configuration.ts';
import type { Engine } from '../engine/engine.ts';
import type { ReadDatabase } from '../reads/reads.ts';
import {
  type ClosedTicket,
  findClosedTickets,
  findErasable,
  findErasedFiles,
  findKnownHashes,
  findUnsentFiles,
} from '../reads/retention.ts';
import { Ticker } from './ticker.ts';

/**
 * Takes away what nobody may keep any longer: messages, files and notes of tickets that were closed longer ago than their
 * department's `retentionDays`; files that no message carries after a day; and bytes that no file has. Everything goes through
 * commands, in portions, and is judged again there; any number of nodes may do it at once. What is to go is found by when tickets were closed: a node that has just started looks at all of
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
    /** Hashes of what lies there, in their order, after one: a portion; none when that was the last. */
    list(after: string, limit: number): Promise<readonly string[]>;
    /** Takes away what was begun and never became a file, and was not written to since an instant. */
    removeUnfinished(untouchedSince: number): Promise<void>;
  };
  /** Whether bytes that no file of this database has may go: not where they are another database's. Asked once. Default yes. */
  readonly mayRemoveStrays?: () => Promise<boolean>;
  readonly organizations: () => Iterable<string>;
  readonly onError?: (error: unknown) => void;
  /** How long bytes are left alone after they were stored, in milliseconds: what is being sent just now may need them. Default an hour. */
  readonly settleMs?: number;
}

const dayMs = 86_400_000;
const hourMs = 3_600_000;
const ticketsPerPage = 100;
const filesPerPage = 150;
/** Hashes that are looked up at once and in a minute: a round of a million files takes eight hours. */
const hashesPerLook = 2_000;
/** How long it rests after a round over all bytes. */
const restMs = hourMs;
/** Messages of one command: with their files they stay below the 200 rows that a command touches. */
const portion = 15;

export class Retention {
  readonly #options: RetentionOptions;
  /** By organization and department, the last ticket of which nothing is left. */
  readonly #done = new Map<string, ClosedTicket>();
  /** The last hash of this round that was looked at. */
  #lookedTo = '';
  #restsUntil = 0;
  #mayRemoveStrays: boolean | undefined;
  readonly #ticker = new Ticker(() => this.run());

  constructor(options: RetentionOptions) {
    this.#options = options;
  }

  /** Looks every `everyMs` milliseconds until `close`. Default once a minute. */
  start(everyMs = 60_000): void {
    this.#ticker.start(everyMs);
  }

  /** Everything that is due now. What fails is told to `onError`, and tried again with the next look. */
  async run(): Promise<void> {
    for (const organizationId of [...this.#options.organizations()]) {
      await this.#ofOrganization(organizationId).catch((error) => this.#options.onError?.(error));
    }
    for (const each of [() => this.#eraseUnsent(), () => this.#removeBytes(), () => this.#removeStrays()])
      await each().catch((error) => this.#options.onError?.(error));
  }

  /** Waits for what is under way. */
  close(): Promise<void> {
    return this.#ticker.close();
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

  /** Files that no message has carried for a day. What another node's clock calls too young is looked at again. */
  async #eraseUnsent(): Promise<void> {
    for (let isFull = true; isFull; ) {
      const found = await findUnsentFiles(this.#options, this.#options.clock.now() - dayMs, filesPerPage);
      let erasedInAll = 0;
      for (const [organizationId, fileIds] of byOrganization(found))
        erasedInAll += (await this.#send(organizationId, eraseUploads, { fileIds })).erased;
      isFull = found.length === filesPerPage && erasedInAll > 0;
    }
  }

  /** The bytes of erased files, where no other file has the same. */
  async #removeBytes(): Promise<void> {
    const { clock, files, settleMs = hourMs } = this.#options;
    for (let isFull = true; isFull; ) {
      const erased = await findErasedFiles(this.#options, filesPerPage);
      const gone: (typeof erased)[number][] = [];
      for (const file of erased)
        if (file.isShared || (await files.remove(file.sha256, clock.now() - settleMs))) gone.push(file);
      for (const [organizationId, fileIds] of byOrganization(gone))
        await this.#send(organizationId, forgetBytes, { fileIds });
      isFull = erased.length === filesPerPage && gone.length > 0;
    }
  }

  /** Bytes that no file has: they were stored when the file itself could not be. A portion with each look. */
  async #removeStrays(): Promise<void> {
    const { clock, files, mayRemoveStrays } = this.#options;
    const now = clock.now();
    if (now < this.#restsUntil) return;
    this.#mayRemoveStrays ??= mayRemoveStrays === undefined || (await mayRemoveStrays());
    if (!this.#mayRemoveStrays) return;
    const found = await files.list(this.#lookedTo, hashesPerLook);
    const known = await findKnownHashes(this.#options, found);
    for (const sha256 of found) if (!known.has(sha256)) await files.remove(sha256, now - dayMs);
    const isEnd = found.length < hashesPerLook;
    this.#lookedTo = isEnd ? '' : (found.at(-1) as string);
    if (!isEnd) return;
    await files.removeUnfinished(now - dayMs);
    this.#restsUntil = now + restMs;
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

function byOrganization(
  files: readonly { readonly organizationId: string; readonly id: string }[],
): ReadonlyMap<string, readonly string[]> {
  const ids = new Map<string, string[]>();
  for (const { organizationId, id } of files) ids.set(organizationId, [...(ids.get(organizationId) ?? []), id]);
  return ids;
}

/** Each department's days; those of departments that are gone are the organization's. */
function* retentionOf({ departments, retired, settings }: Configuration): Iterable<readonly [string, number]> {
  for (const { id, resolved } of departments.values()) yield [id, resolved.retentionDays];
  for (const name of retired.keys()) {
    const [kind, id] = name.split(':') as [string, string];
    if (kind === 'department') yield [id, settings.retentionDays];
  }
}
