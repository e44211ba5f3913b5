import { sameValue } from './house.ts';
import type { Replica, Row } from './replica.ts';
import type { Query } from './stored-rows.ts';
import { demand } from './violation.ts';

/** What a caller was told, as the caller remembers it. */
export interface Heard {
  readonly kind: 'done' | 'refused';
  readonly answer: unknown;
  readonly repeated: boolean;
}

/** A command as its caller knows it. */
export interface Call {
  readonly key: string;
  readonly name: string;
  readonly input: Row;
  readonly heard: Heard[];
  /** How calls ended that gave no answer: `busy`, `gone`, `key_reused`, ... */
  readonly failures: string[];
}

/** What stood before a command's first event. */
export interface Standing {
  readonly ownershipVersion: number | null;
  readonly ticketVersion: number | null;
}

export interface CommandTrace {
  readonly before: Standing;
  readonly kinds: string[];
  /** Row kinds and ids that its events changed. */
  readonly changed: Set<string>;
}

/** Acknowledged is committed, refused is nothing: judged when all is over. */
export async function checkAnswers(options: {
  readonly query: Query;
  readonly organizationId: string;
  readonly calls: Iterable<Call>;
  readonly traces: ReadonlyMap<string, CommandTrace>;
  readonly replica: Replica;
}): Promise<void> {
  const { query, organizationId, calls, traces, replica } = options;
  const rows = await query('select key, answer from command where organization_id = $1::uuid', [organizationId]);
  const stored = new Map(rows.map((row) => [row.key as string, row.answer as Row]));
  for (const call of calls) {
    for (const heard of call.heard) {
      const row = stored.get(call.key);
      demand(
        row !== undefined,
        'acknowledged',
        () => `${call.name} ${call.key} was answered ${heard.kind}, and no row of the command remembers it.`,
      );
      const same =
        heard.kind === 'done'
          ? 'done' in (row ?? {}) && sameValue(row?.done, heard.answer)
          : sameValue(row?.refused, heard.answer);
      demand(
        same,
        'acknowledged',
        () =>
          `${call.name} ${call.key} was answered ${JSON.stringify(heard.answer)}; its row says ${JSON.stringify(row)}.`,
      );
      if (heard.kind === 'refused') checkRefused(call, traces.get(call.key));
      else checkDone(call, heard.answer as Row | null, { trace: traces.get(call.key), replica });
    }
    demand(
      call.heard.filter((heard) => !heard.repeated).length <= 1,
      'I32',
      () => `${call.name} ${call.key} was answered anew more than once.`,
    );
    demand(
      !call.failures.includes('broken'),
      'defect',
      () => `${call.name} ${call.key} failed on its own: ${JSON.stringify(call.input)}`,
    );
  }
  // What stands in the table was asked by somebody, or by Baton itself; both leave every event's command behind.
  for (const key of traces.keys())
    demand(stored.has(key), 'I34', () => `Events name the command ${key}, which has no row.`);
}

const saidOfLoops: ReadonlySet<string> = new Set(['alert.raised', 'party.left', 'help.cleared']);

function checkRefused(call: Call, trace: CommandTrace | undefined): void {
  if (trace === undefined) return;
  // Stopping a loop is refusing and handing to the fallback queue at once, with all that a change of owner ends.
  const stopsLoop =
    trace.kinds.includes('alert.raised') && call.heard.some((heard) => (heard.answer as Row).code === 'hop_limit');
  // A refusal is an outcome that flows may wait for.
  const others = trace.kinds.filter(
    (kind) => kind !== 'transfer.refused' && !kind.startsWith('flow.') && !(stopsLoop && saidOfLoops.has(kind)),
  );
  demand(others.length === 0, 'I5', () => `${call.name} ${call.key} was refused and said ${others}.`);
  if (stopsLoop) return;
  for (const changed of trace.changed) {
    demand(
      /^(transfer|conversation|flowRun) /.test(changed),
      'I5',
      () => `${call.name} ${call.key} was refused and changed ${changed}.`,
    );
  }
}

function checkDone(
  call: Call,
  answer: Row | null,
  { trace, replica }: { trace: CommandTrace | undefined; replica: Replica },
): void {
  const { input } = call;
  const asked = (input.ticketVersion ?? (input.request as Row | undefined)?.ticketVersion) as number | undefined;
  if (trace !== undefined && asked !== undefined) {
    demand(
      trace.before.ticketVersion === asked,
      'I7',
      () =>
        `${call.name} ${call.key} was written for version ${asked} of the ticket and accepted at ${trace.before.ticketVersion}.`,
    );
  }
  if (trace !== undefined && input.ownershipVersion !== undefined) {
    demand(
      trace.before.ownershipVersion === input.ownershipVersion,
      'I7',
      () =>
        `${call.name} ${call.key} was written for owner ${input.ownershipVersion} and accepted at ${trace.before.ownershipVersion}.`,
    );
  }
  const there = (kind: string, id: unknown): void =>
    demand(
      replica.get(kind, id) !== undefined,
      'acknowledged',
      () => `${call.name} ${call.key} answered ${kind} ${id}, which is not there.`,
    );
  if (answer === null) return;
  if (typeof answer.conversationId === 'string') there('conversation', answer.conversationId);
  if (typeof answer.messageId === 'string') there('message', answer.messageId);
  if (answer.transfer) there('transfer', (answer.transfer as Row).id);
  if (call.name === 'receiveMessage') {
    const message = replica.get('message', answer.messageId);
    demand(
      message?.externalId === input.externalId,
      'I32',
      () => `Delivery ${input.externalId} was answered with message ${message?.externalId}.`,
    );
  }
}
