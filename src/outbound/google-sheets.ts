import { type AccessTokens, spreadsheetsScope, type TokenAnswer } from './access-tokens.ts';
import type { ServiceAccount } from './google-account.ts';
import { type Exchanged, type RequestOptions, request } from './guarded-request.ts';
import { membersOf, nonEmptyString, readJson, shortSentence } from './read-json.ts';
import { retryAfterSeconds } from './retry-after.ts';

/** One row, and the table of a spreadsheet at whose end it is to stand. */
export interface Row {
  /** The part between `/d/` and `/edit` of the spreadsheet's address. */
  readonly spreadsheetId: string;
  /** Where the table is, in A1 notation; `rangeOf` writes it. */
  readonly range: string;
  /** From the range's first column on; null leaves a cell as it is. */
  readonly cells: readonly (string | number | boolean | null)[];
}

export type Appended =
  | { readonly kind: 'done'; readonly updatedRange: string }
  /** Surely not appended. `status` is null when no answer was needed to know that. */
  | {
      readonly kind: 'refused';
      readonly status: number | null;
      /** Google's own, as `PERMISSION_DENIED`; or `invalid_spreadsheet_id`, `sign_in_failed`, `forbidden`, `unreachable`, `http_error`. */
      readonly code: string;
      readonly message: string;
      /** For 429, 5xx and what never got there. */
      readonly isRetryable: boolean;
      readonly retryAfterSeconds: number | null;
    }
  /** It may stand there or not. The protocol has no key by which a repetition is recognised: never repeat it blindly. */
  | { readonly kind: 'unknown'; readonly why: string };

export interface AppendOptions {
  readonly account: ServiceAccount;
  readonly tokens: AccessTokens;
  /** Default `https://sheets.googleapis.com`. */
  readonly baseUrl?: string;
  /** How long to wait for an answer is 30,000 ms here unless it is said: giving up early leaves a row in doubt. */
  readonly request?: RequestOptions;
}

/**
 * Appends one row below a table. Texts are stored as they are (`RAW`): what a customer wrote never becomes a formula (X25).
 * A token that Google does not take (401) is renewed once. Never throws.
 */
export async function appendRow(row: Row, options: AppendOptions): Promise<Appended> {
  const { account, tokens } = options;
  if (!/^[\w-]+$/.test(row.spreadsheetId)) {
    return refuse('invalid_spreadsheet_id', 'The spreadsheet’s id is the part of its address between /d/ and /edit.');
  }
  const first = await tokens.get(account, spreadsheetsScope);
  if (first.kind === 'failed') return refuseSignIn(first);
  const answer = await send(row, first.token, options);
  if (answer.kind !== 'answered' || answer.status !== 401) return judge(answer);
  await tokens.forget(account, spreadsheetsScope, first.token);
  const second = await tokens.get(account, spreadsheetsScope);
  return second.kind === 'failed' ? refuseSignIn(second) : judge(await send(row, second.token, options));
}

/** A range in A1 notation: `rangeOf({ sheet: "Ann's", cells: 'A:D' })` is `'Ann''s'!A:D`. Without cells, the whole sheet. */
export function rangeOf({ sheet, cells }: { readonly sheet: string; readonly cells?: string }): string {
  const quoted = `'${sheet.replaceAll("'", "''")}'`;
  return cells === undefined ? quoted : `${quoted}!${cells}`;
}

function send({ spreadsheetId, range, cells }: Row, token: string, options: AppendOptions): Promise<Exchanged> {
  const base = (options.baseUrl ?? 'https://sheets.googleapis.com').replace(/\/+$/, '');
  const path = `/v4/spreadsheets/${encodeURIComponent(spreadsheetId)}/values/${encodeURIComponent(range)}:append`;
  const headers = {
    authorization: `Bearer ${token}`,
    'content-type': 'application/json; charset=utf-8',
    accept: 'application/json',
    'user-agent': 'Baton',
  };
  const url = `${base}${path}?valueInputOption=RAW&insertDataOption=INSERT_ROWS`;
  const body = Buffer.from(JSON.stringify({ majorDimension: 'ROWS', values: [cells] }));
  return request({ method: 'POST', url, headers, body }, { timeoutMs: 30_000, ...options.request });
}

function judge(exchanged: Exchanged): Appended {
  if (exchanged.kind === 'forbidden') return refuse('forbidden', exchanged.why);
  if (exchanged.kind === 'failed') {
    const { why, mayHaveArrived } = exchanged;
    return mayHaveArrived ? { kind: 'unknown', why } : refuse('unreachable', why, { isRetryable: true });
  }
  const { status, headers, body } = exchanged;
  const said = membersOf(readJson(body));
  if (status >= 200 && status < 300) {
    const updatedRange = nonEmptyString(membersOf(said.updates).updatedRange);
    if (updatedRange !== null) return { kind: 'done', updatedRange };
    return { kind: 'unknown', why: `The answer ${status} does not say which range was updated.` };
  }
  const { status: code, message } = membersOf(said.error);
  const sentence = shortSentence(message) ?? `The answer was ${status}.`;
  // Google says of DEADLINE_EXCEEDED that what was asked for may be done all the same.
  if (status === 504) return { kind: 'unknown', why: sentence };
  return refuse(shortSentence(code) ?? 'http_error', sentence, {
    status,
    isRetryable: status === 429 || status >= 500,
    retryAfterSeconds: retryAfterSeconds(headers),
  });
}

function refuseSignIn({ why, isRetryable }: TokenAnswer & { readonly kind: 'failed' }): Appended {
  return refuse('sign_in_failed', why, { isRetryable });
}

type Refused = Appended & { readonly kind: 'refused' };

function refuse(code: string, message: string, more: Partial<Omit<Refused, 'kind'>> = {}): Refused {
  return { kind: 'refused', status: null, code, message, isRetryable: false, retryAfterSeconds: null, ...more };
}
