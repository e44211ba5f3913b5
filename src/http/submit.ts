import { hash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { CommandDefinition } from '../domain/command.ts';
import type { Answer } from '../engine/submission.ts';
import type { HttpContext } from './context.ts';
import { sendRefusal, validationProblem } from './problems.ts';

/** A caller that has gone: its command is dropped if it is not decided yet. */
class CallerSignal {
  readonly #socket: { readonly destroyed?: boolean };

  constructor(socket: { readonly destroyed?: boolean }) {
    this.#socket = socket;
  }

  get aborted(): boolean {
    return this.#socket.destroyed === true;
  }
}

export interface CommandCall<I, A> {
  readonly definition: CommandDefinition<I, A>;
  readonly input: I;
  /** Default: the caller's. */
  readonly organizationId?: string;
}

/**
 * Hands a request's command to the engine under its `Idempotency-Key`; without one, under a fresh id, so that it is not
 * protected against being sent twice. A reading has no such key: what it records is recorded each time (I45).
 *
 * @throws EngineError, HttpProblem
 */
export async function submitCommand<I, A>(
  context: HttpContext,
  request: FastifyRequest,
  reply: FastifyReply,
  call: CommandCall<I, A>,
): Promise<Answer<A>> {
  const { caller } = request;
  const answer = await context.engine.submit({
    organizationId: call.organizationId ?? caller.organizationId,
    principal: caller.principal,
    key: readIdempotencyKey(request) ?? context.ids.next(),
    requestHash: hashRequest(request),
    definition: call.definition,
    input: call.input,
    signal: new CallerSignal(request.raw.socket),
  });
  if (answer.repeated) reply.header('idempotency-replayed', 'true');
  return answer;
}

/** Runs a command and answers it: a refusal as a problem, otherwise what `present` makes of it. */
export async function answerCommand<I, A>(
  context: HttpContext,
  request: FastifyRequest,
  reply: FastifyReply,
  call: CommandCall<I, A> & {
    readonly status?: number;
    readonly present: (answer: A, repeated: boolean) => unknown;
  },
): Promise<FastifyReply> {
  const answer = await submitCommand(context, request, reply, call);
  if (answer.kind === 'refused') return sendRefusal(reply, answer.refusal);
  return reply.code(call.status ?? 200).send(call.present(answer.answer, answer.repeated));
}

const printable = /^[\x20-\x7e]{1,200}$/;

/** Methods that change nothing that was asked for; a command of theirs records that somebody looked. */
const readingMethods: ReadonlySet<string> = new Set(['GET', 'HEAD']);

function readIdempotencyKey({ headers, method }: FastifyRequest): string | undefined {
  const key = headers['idempotency-key'];
  if (key === undefined || readingMethods.has(method)) return undefined;
  if (typeof key === 'string' && printable.test(key) && key.trim() !== '') return key;
  throw validationProblem([
    {
      in: 'header',
      path: '/idempotency-key',
      code: 'bad_header',
      message: 'This must have 1 to 200 printable ASCII characters.',
    },
  ]);
}

/** Equal for requests that ask the same: by method, path, query and body, whatever the order of the body's fields. */
function hashRequest({ method, url, body }: FastifyRequest): string {
  return hash(
    'sha256',
    `${method} ${url}\n${body === undefined || body === null ? '{}' : canonical(body)}`,
    'base64url',
  );
}

/** JSON with the fields of every object in order. */
function canonical(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  const fields = value as Record<string, unknown>;
  let text = '{';
  for (const name of Object.keys(fields).sort()) {
    if (fields[name] === undefined) continue;
    if (text.length > 1) text += ',';
    text += `${JSON.stringify(name)}:${canonical(fields[name])}`;
  }
  return `${text}}`;
}
