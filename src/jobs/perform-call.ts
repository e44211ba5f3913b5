import type { CallResult, FlowCall } from '../domain/flows/calls.ts';
import { fillSecrets } from '../domain/flows/fill-text.ts';
import type { AccessTokens } from '../outbound/access-tokens.ts';
import { complete } from '../outbound/chat-completions.ts';
import type { ChatMessage } from '../outbound/chat-messages.ts';
import { readServiceAccount } from '../outbound/google-account.ts';
import { appendRow } from '../outbound/google-sheets.ts';
import { request } from '../outbound/guarded-request.ts';

export interface PerformOptions {
  /** Whether services of private networks and of this machine may be called: `BATON_ALLOW_PRIVATE_DELIVERY`. */
  readonly allowPrivate: boolean;
  /** The secret of a name; undefined where there is none. */
  readonly readSecret: (organizationId: string, name: string) => Promise<string | undefined>;
  readonly tokens: AccessTokens;
  /** Where Google's spreadsheets are. Default: where Google has them. */
  readonly sheetsUrl?: string;
}

/** Bytes of an answer that are looked at; what a flow keeps of it is far less. */
const answerBytesMax = 1_000_000;
const redirectsMax = 3;

/** Makes a call of a flow's step, with its secrets, by the guarded client. Never throws. */
export async function performCall(
  organizationId: string,
  call: FlowCall,
  options: PerformOptions,
): Promise<CallResult> {
  try {
    switch (call.kind) {
      case 'http':
        return await performHttp(organizationId, call, options);
      case 'sheet':
        return await performSheet(organizationId, call, options);
      case 'chat':
        return await performChat(organizationId, call, options);
    }
  } catch {
    // Secrets could not be read: the store is away, and will be back.
    return { kind: 'failed', code: 'unreachable', mayRetry: true };
  }
}

const missingSecret: CallResult = { kind: 'failed', code: 'secret_missing', mayRetry: false };

async function performHttp(
  organizationId: string,
  call: Extract<FlowCall, { readonly kind: 'http' }>,
  { allowPrivate, readSecret }: PerformOptions,
): Promise<CallResult> {
  const secrets = new Map<string, string>();
  for (const name of call.secrets) {
    const secret = await readSecret(organizationId, name);
    if (secret === undefined) return missingSecret;
    secrets.set(name, secret);
  }
  const fill = (text: string): string => fillSecrets(text, (name) => secrets.get(name) ?? '');
  const headers: Record<string, string> = { 'user-agent': 'Baton', 'idempotency-key': call.idempotencyKey };
  for (const { name, value } of call.headers) headers[name.toLowerCase()] = fill(value);
  const hasBody = call.body !== '' && call.method !== 'GET';
  if (hasBody && headers['content-type'] === undefined)
    headers['content-type'] = /^\s*[[{]/.test(call.body) ? 'application/json' : 'text/plain; charset=utf-8';
  const exchanged = await request(
    {
      method: call.method,
      url: fill(call.url),
      headers,
      ...(hasBody ? { body: Buffer.from(fill(call.body)) } : {}),
    },
    {
      allowPrivate,
      timeoutMs: call.timeoutMs,
      answerBytesMax,
      redirectsMax,
      // What was written with a secret stays with whom it was written for.
      secrets: {
        headers: call.headers.filter(({ value }) => fill(value) !== value).map(({ name }) => name),
        inBody: fill(call.body) !== call.body,
        inUrl: fill(call.url) !== call.url,
      },
    },
  );
  if (exchanged.kind === 'forbidden')
    return { kind: 'failed', code: exchanged.holdsSecret ? 'secret_redirected' : 'forbidden', mayRetry: false };
  if (exchanged.kind === 'failed') {
    return { kind: 'failed', code: exchanged.isTooLate ? 'timeout' : 'unreachable', mayRetry: true };
  }
  const retryAfter = exchanged.headers['retry-after'];
  return {
    kind: 'http',
    status: exchanged.status,
    body: Buffer.from(exchanged.body).toString('utf8'),
    retryAfterSeconds: retryAfter !== undefined && /^\d{1,6}$/.test(retryAfter) ? Number(retryAfter) : null,
  };
}

async function performSheet(
  organizationId: string,
  call: Extract<FlowCall, { readonly kind: 'sheet' }>,
  { allowPrivate, readSecret, tokens, sheetsUrl }: PerformOptions,
): Promise<CallResult> {
  const key = await readSecret(organizationId, call.secret);
  if (key === undefined) return missingSecret;
  const read = readServiceAccount(key);
  if (read.kind === 'unusable') return { kind: 'failed', code: 'secret_unusable', mayRetry: false };
  const appended = await appendRow(
    { spreadsheetId: call.spreadsheet, range: call.range, cells: call.values },
    {
      account: read.account,
      tokens,
      ...(sheetsUrl === undefined ? {} : { baseUrl: sheetsUrl }),
      request: { allowPrivate, timeoutMs: call.timeoutMs },
    },
  );
  switch (appended.kind) {
    case 'done':
      return { kind: 'sheet_done' };
    case 'refused':
      return { kind: 'failed', code: 'refused', mayRetry: appended.isRetryable };
    case 'unknown':
      return { kind: 'failed', code: 'outcome_unknown', mayRetry: false };
  }
}

async function performChat(
  organizationId: string,
  call: Extract<FlowCall, { readonly kind: 'chat' }>,
  { allowPrivate, readSecret }: PerformOptions,
): Promise<CallResult> {
  const apiKey = call.secret === null ? null : await readSecret(organizationId, call.secret);
  if (apiKey === undefined) return missingSecret;
  const messages: ChatMessage[] = [
    { role: 'system', text: call.instructions },
    ...call.said.map(
      ({ by, text }): ChatMessage =>
        by === 'customer' ? { role: 'user', text } : { role: 'assistant', text, toolCalls: [] },
    ),
  ];
  const answer = await complete(
    { endpoint: call.endpoint, apiKey },
    { model: call.model, messages, tools: call.tools },
    { allowPrivate, timeoutMs: call.timeoutMs },
  );
  if (answer.kind === 'failed')
    return {
      kind: 'failed',
      code: answer.isTooLate ? 'timeout' : 'bad_answer',
      mayRetry: answer.isRetryable,
    };
  const said = answer.text === null || answer.text.trim() === '' ? null : answer.text;
  return {
    kind: 'chat',
    text: said,
    toolCalls: answer.toolCalls.map(({ name, arguments: given }) => ({ name, arguments: given })),
  };
}
