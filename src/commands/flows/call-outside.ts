import { callLeaseMs, type FlowCall } from '../../domain/flows/calls.ts';
import { cutText } from '../../domain/flows/cut-text.ts';
import { fillTextForCall, secretsIn } from '../../domain/flows/fill-text.ts';
import type { HttpRequestStep, SheetRowStep } from '../../domain/flows/graph.ts';
import { readPointer } from '../../domain/flows/read-pointer.ts';
import type { WaitsFor } from '../../domain/flows/run.ts';
import { port, type StepResult, type Turn } from './turn.ts';

/**
 * Steps that call somebody outside. A turn writes that the call is being made, and until when whoever makes it has time; the
 * node that took the turn makes it and brings the result back by another turn. When nobody does in time, the node has died:
 * the call is made again, under the same key, as often as the step allows.
 */
type CallWait = Extract<WaitsFor, { readonly kind: 'call' }>;

function makeCall(turn: Turn, call: FlowCall, attempt: number): StepResult {
  turn.call = call;
  const waitsFor: CallWait = { kind: 'call', attempt, spoken: 0, sequence: 0, isUnderWay: true };
  return { kind: 'wait', waitsFor, wakeAt: turn.draft.now + callLeaseMs(call) };
}

/** Tried again a little later each time: 2, 4, 8 seconds; or when the other side says. */
function retryLater(turn: Turn, attempt: number, afterSeconds: number | null): StepResult {
  const seconds = Math.min(afterSeconds ?? 2 ** attempt, 600);
  const waitsFor: CallWait = { kind: 'call', attempt, spoken: 0, sequence: 0, isUnderWay: false };
  return { kind: 'wait', waitsFor, wakeAt: turn.draft.now + seconds * 1000 };
}

export function httpRequest(turn: Turn, step: HttpRequestStep): StepResult {
  return callHttp(turn, step, 1);
}

function callHttp(turn: Turn, step: HttpRequestStep, attempt: number): StepResult {
  const texts = [step.url, step.body, ...step.headers.map(({ value }) => value)];
  const missing = turn.missingIn(...texts);
  if (missing !== null) return missing;
  const isJson =
    step.headers.some(({ name, value }) => /^content-type$/i.test(name) && /json/i.test(value)) ||
    /^\s*[[{]/.test(step.body);
  const fillWith = (text: string, write: (value: string) => string): string =>
    fillTextForCall(text, (name) => {
      const value = turn.field(name);
      if (value === null || value === '') return null;
      return write(typeof value === 'object' ? value.join(', ') : String(value));
    });
  const call: FlowCall = {
    kind: 'http',
    idempotencyKey: `${turn.run.id}-${turn.nextNumber}`,
    method: step.method,
    url: fillWith(step.url, encodeURIComponent),
    headers: step.headers.map(({ name, value }) => ({
      name,
      value: fillWith(value, (text) => text.replace(/[\r\n]+/g, ' ')),
    })),
    // In JSON a value stands inside quotes that the administrator wrote: it must not end them.
    body: fillWith(step.body, isJson ? (text) => JSON.stringify(text).slice(1, -1) : (text) => text),
    timeoutMs: step.timeoutSeconds * 1000,
    secrets: [...new Set(texts.flatMap(secretsIn))],
  };
  return makeCall(turn, call, attempt);
}

export function httpAnswered(turn: Turn, step: HttpRequestStep, waits: CallWait): StepResult {
  const { result } = turn;
  const isLast = waits.attempt > step.retries;
  if (result === undefined) {
    if (turn.run.wakeAt !== null && turn.draft.now < turn.run.wakeAt)
      return { kind: 'wait', waitsFor: waits, wakeAt: turn.run.wakeAt };
    if (!waits.isUnderWay) return callHttp(turn, step, waits.attempt + 1);
    return isLast ? port('timeout', 'nobody_answered') : callHttp(turn, step, waits.attempt + 1);
  }
  if (result.kind === 'failed') {
    if (result.mayRetry && !isLast) return retryLater(turn, waits.attempt, null);
    return port(result.code === 'timeout' ? 'timeout' : 'failed', result.code);
  }
  if (result.kind !== 'http') return port('failed', 'bad_answer');
  if (result.status >= 200 && result.status < 300) {
    keepAnswers(turn, step, result.body);
    return port('ok');
  }
  const mayRetry = result.status === 429 || result.status >= 500;
  if (mayRetry && !isLast) return retryLater(turn, waits.attempt, result.retryAfterSeconds);
  return port('error_status', `status_${result.status}`);
}

/** What a step keeps of an answer; one that is no JSON has only its whole text, at the empty pointer. */
function keepAnswers(turn: Turn, step: HttpRequestStep, body: string): void {
  if (step.save.length === 0) return;
  let json: unknown = body;
  try {
    json = JSON.parse(body);
  } catch {}
  for (const { from, as } of step.save) {
    const value = readPointer(json, from);
    if (value === undefined || value === null) delete turn.answers[as];
    else if (typeof value === 'object') turn.answers[as] = cutText(JSON.stringify(value), 2_000);
    else turn.answers[as] = typeof value === 'string' ? cutText(value, 2_000) : (value as number | boolean);
  }
}

/** One row; the spreadsheet is given so long. */
const sheetTimeoutMs = 20_000;
/** The protocol has no key by which a repetition could be told, so only what surely was not done is tried again. */
const sheetAttemptsMax = 3;

export function sheetRow(turn: Turn, step: SheetRowStep, attempt = 1): StepResult {
  const missing = turn.missingIn(...step.values);
  if (missing !== null) return missing;
  const { spreadsheet, range, secret } = step;
  const values = step.values.map((value) => turn.fill(value));
  return makeCall(turn, { kind: 'sheet', spreadsheet, range, values, secret, timeoutMs: sheetTimeoutMs }, attempt);
}

export function sheetAnswered(turn: Turn, step: SheetRowStep, waits: CallWait): StepResult {
  const { result } = turn;
  if (result === undefined) {
    if (turn.run.wakeAt !== null && turn.draft.now < turn.run.wakeAt)
      return { kind: 'wait', waitsFor: waits, wakeAt: turn.run.wakeAt };
    return waits.isUnderWay ? port('timeout', 'outcome_unknown') : sheetRow(turn, step, waits.attempt + 1);
  }
  if (result.kind === 'sheet_done') return port('added');
  if (result.kind !== 'failed') return port('failed', 'bad_answer');
  if (result.mayRetry && waits.attempt < sheetAttemptsMax) return retryLater(turn, waits.attempt, null);
  return port(result.code === 'timeout' ? 'timeout' : 'failed', result.code);
}
