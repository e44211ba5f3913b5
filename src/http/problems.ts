import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { isoInstant } from '../base/clock.ts';
import { type ErrorCode, errorSentence, findError } from '../contract/catalogue.ts';
import type { Fault, Problem } from '../contract/problem.ts';
import type { RefusalAnswer } from '../domain/command.ts';
import { EngineError } from '../engine/submission.ts';

/** A request that cannot go on, as the catalogue names it. Thrown by hooks and routes, answered by `sendProblem`. */
export class HttpProblem extends Error {
  override name = 'HttpProblem';
  readonly code: ErrorCode;
  readonly data: Readonly<Record<string, unknown>>;
  readonly faults: readonly Fault[] | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(
    code: ErrorCode,
    details: {
      data?: Readonly<Record<string, unknown>>;
      faults?: readonly Fault[];
      retryAfterSeconds?: number;
      cause?: unknown;
    } = {},
  ) {
    super(code, { cause: details.cause });
    this.code = code;
    this.data = details.data ?? {};
    this.faults = details.faults;
    this.retryAfterSeconds = details.retryAfterSeconds;
  }
}

/** 400 with every fault. */
export function validationProblem(faults: readonly Fault[]): HttpProblem {
  return new HttpProblem('validation', { data: { faultCount: faults.length }, faults });
}

/** One and the same answer for what does not exist and what the caller may not know of. */
export function notFound(): HttpProblem {
  return new HttpProblem('not_found');
}

export function sendProblem(reply: FastifyReply, problem: HttpProblem): FastifyReply {
  const row = findError(problem.code) ?? internalRow;
  if (problem.retryAfterSeconds !== undefined) reply.header('retry-after', String(problem.retryAfterSeconds));
  if (row.status === 401) reply.header('www-authenticate', 'Bearer realm="baton"');
  const hasData = Object.keys(problem.data).length > 0;
  return write(reply, {
    type: `urn:baton:${row.code}`,
    title: errorSentence(row, problem.data),
    status: row.status,
    code: row.code as ErrorCode,
    ...(problem.faults === undefined ? {} : { faults: [...problem.faults] }),
    ...(hasData ? { data: problem.data } : {}),
  });
}

/** A refusal, as the engine stored and answered it. A code that the catalogue lacks is a defect, and answered as one. */
export function sendRefusal(reply: FastifyReply, refusal: RefusalAnswer): FastifyReply {
  if (refusal.code === 'not_found') return sendProblem(reply, notFound());
  const row = findError(refusal.code) ?? internalRow;
  return write(reply, {
    type: `urn:baton:${row.code}`,
    title: errorSentence(row, refusal.data),
    status: row.status,
    code: row.code as ErrorCode,
    ...(refusal.until === undefined ? {} : { until: isoInstant(refusal.until) }),
    ...(refusal.alternatives === undefined ? {} : { alternatives: [...refusal.alternatives] }),
    ...(refusal.transferId === undefined ? {} : { transferId: refusal.transferId }),
    ...(refusal.data === undefined ? {} : { data: refusal.data }),
  });
}

const internalRow = {
  code: 'internal',
  status: 500,
  sentence: 'Something of ours failed. It was noted; nothing is known to have happened.',
};

function write(reply: FastifyReply, problem: Problem): FastifyReply {
  // As text, so that the route's serializers are left out of it.
  return reply.code(problem.status).header('content-type', 'application/problem+json').send(JSON.stringify(problem));
}

/** Turns whatever was thrown on the way into a problem. */
export function handleErrors(onDefect: (error: unknown) => void) {
  return (error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const problem = problemOf(error, request);
    if (problem.code === 'internal') onDefect(error);
    return sendProblem(reply, problem);
  };
}

function problemOf(error: unknown, request: FastifyRequest): HttpProblem {
  if (error instanceof HttpProblem) return error;
  if (error instanceof EngineError) return engineProblem(error);
  if (isStoreError(error)) {
    const mayPass = error.reason !== 'refused';
    return new HttpProblem(
      mayPass ? 'busy' : 'internal',
      mayPass ? { retryAfterSeconds: 1, cause: error } : { cause: error },
    );
  }
  const { code, statusCode } = error as Partial<FastifyError>;
  switch (code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new HttpProblem('body_too_large', { data: { bytesMax: request.routeOptions.bodyLimit ?? bodyBytesMax } });
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new HttpProblem('unsupported_media_type', { data: { expected: 'application/json' } });
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return malformed('it does not have the announced length.');
    default:
  }
  if (statusCode === 400) return malformed('it is no valid JSON.');
  return new HttpProblem('internal', { cause: error });
}

/** What a JSON body may have at most: 1 MiB. Only a whole configuration may be larger. */
export const bodyBytesMax = 1_048_576;

export function malformed(reason: string): HttpProblem {
  return new HttpProblem('malformed_body', { data: { reason } });
}

function engineProblem(error: EngineError): HttpProblem {
  switch (error.reason) {
    case 'key_reused':
      return new HttpProblem('key_reused');
    case 'organization_unknown':
      return notFound();
    case 'busy':
    case 'abandoned':
      return new HttpProblem('busy', {
        retryAfterSeconds: Math.max(1, Math.ceil(error.retryAfterMs / 1000)),
        cause: error,
      });
    case 'broken':
      return new HttpProblem('internal', { cause: error });
  }
}

/** A store's error by its shape: http/ does not import storage/. */
function isStoreError(error: unknown): error is { readonly reason: string } {
  return error instanceof Error && error.name === 'DatabaseError' && 'reason' in error;
}
