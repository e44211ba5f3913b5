import { type ChatQuestion, type ToolCall, writeQuestion } from './chat-messages.ts';
import { type Exchanged, type RequestOptions, request } from './guarded-request.ts';
import { membersOf, nonEmptyString, readJson } from './read-json.ts';
import { retryAfterSeconds } from './retry-after.ts';

/** Where a model is asked. */
export interface ChatServer {
  /** What `/chat/completions` is added to, as `https://host/v1`. */
  readonly endpoint: string;
  /** Null for a server that asks for none. */
  readonly apiKey: string | null;
}

export type Completion =
  | {
      readonly kind: 'said';
      readonly text: string | null;
      readonly toolCalls: readonly ToolCall[];
      /** The server's word: `stop`, `tool_calls`, `length`, `content_filter`. */
      readonly finishReason: string | null;
      /** Null when the server does not count. */
      readonly usage: { readonly promptTokens: number; readonly completionTokens: number } | null;
    }
  /** Asking changes nothing elsewhere, so it may be asked again; `isRetryable` says whether that may help. */
  | {
      readonly kind: 'failed';
      readonly why: string;
      readonly isRetryable: boolean;
      /** Whether the time was over. */
      readonly isTooLate: boolean;
      readonly retryAfterSeconds: number | null;
    };

/** A model thinks before it says a word, and the answer comes whole: a minute, by judgement. */
const timeoutMs = 60_000;
const answerBytesMax = 1_048_576;
/** Characters of a sentence that repeats a server's own. */
const whyLengthMax = 500;

/**
 * Asks a server that speaks OpenAI's protocol for the next message of a dialogue, in one piece. Never throws: what does not
 * answer as the protocol has it is `failed`, with a sentence. Waits 60,000 ms and reads 1 MiB unless `options` say otherwise.
 */
export async function complete(
  { endpoint, apiKey }: ChatServer,
  question: ChatQuestion,
  options: RequestOptions = {},
): Promise<Completion> {
  const headers = {
    'content-type': 'application/json',
    accept: 'application/json',
    'user-agent': 'Baton',
    ...(apiKey !== null && { authorization: `Bearer ${apiKey}` }),
  };
  const body = Buffer.from(JSON.stringify(writeQuestion(question)));
  const target = { method: 'POST', url: completionsUrl(endpoint), headers, body } as const;
  const completion = readExchange(await request(target, { timeoutMs, answerBytesMax, ...options }));
  if (completion.kind === 'said') return completion;
  // Some servers repeat the key that they refuse, and what we say goes to logs and screens.
  const why = apiKey === null || apiKey === '' ? completion.why : completion.why.replaceAll(apiKey, '…');
  return { ...completion, why: why.slice(0, whyLengthMax) };
}

/** Keeps a query: there are servers that want their version in it. */
function completionsUrl(endpoint: string): string {
  const url = URL.parse(endpoint);
  if (url === null) return endpoint;
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/chat/completions`;
  return url.href;
}

function readExchange(exchanged: Exchanged): Completion {
  if (exchanged.kind === 'forbidden') return fail(exchanged.why);
  if (exchanged.kind === 'failed') return fail(exchanged.why, { isRetryable: true, isTooLate: exchanged.isTooLate });
  const { status, headers, body, isCut } = exchanged;
  const answer = readJson(body);
  const { error, message, detail } = membersOf(answer);
  if (status !== 200 || (error !== undefined && error !== null)) {
    const { message: inner, code } = membersOf(error);
    const reason = [inner, error, message, detail].map(nonEmptyString).find((text) => text !== null);
    // 429 with this code means that the money is used up, and waiting brings none.
    const isWorthIt = status === 408 || status === 429 || status >= 500;
    return fail(`The answer was ${status}${reason === undefined ? '.' : `: ${reason}`}`, {
      isRetryable: isWorthIt && code !== 'insufficient_quota',
      retryAfterSeconds: retryAfterSeconds(headers),
    });
  }
  if (isCut) return fail('The answer is too long, or broke off.', { isRetryable: true });
  if (answer === undefined) return fail('The answer is no JSON.');
  return readCompletion(answer);
}

function readCompletion(answer: unknown): Completion {
  const { choices, usage } = membersOf(answer);
  const choice = Array.isArray(choices) ? membersOf(choices[0]) : {};
  if (typeof choice.message !== 'object' || choice.message === null) return fail('The answer has no message.');
  const { content = null, tool_calls = null } = membersOf(choice.message);
  if (content !== null && typeof content !== 'string') return fail('The content of the answer is no text.');
  if (tool_calls !== null && !Array.isArray(tool_calls)) return fail('The tool calls of the answer are no list.');
  const toolCalls = (tool_calls ?? []).map(readToolCall);
  if (!toolCalls.every((call) => call !== null)) return fail('A tool call of the answer names no function.');
  return {
    kind: 'said',
    text: content,
    toolCalls,
    finishReason: nonEmptyString(choice.finish_reason),
    usage: readUsage(usage),
  };
}

/** Servers differ here: some give no ids, some give arguments as an object, and some give none to a function without any. */
function readToolCall(call: unknown, index: number): ToolCall | null {
  const { id, function: called } = membersOf(call);
  const { name, arguments: given } = membersOf(called);
  if (typeof name !== 'string' || name === '') return null;
  const argumentsText = typeof given === 'string' ? given || '{}' : JSON.stringify(given ?? {});
  return { id: nonEmptyString(id) ?? `call_${index + 1}`, name, arguments: readJson(argumentsText), argumentsText };
}

function readUsage(usage: unknown): (Completion & { readonly kind: 'said' })['usage'] {
  const { prompt_tokens: promptTokens, completion_tokens: completionTokens } = membersOf(usage);
  if (typeof promptTokens !== 'number' || typeof completionTokens !== 'number') return null;
  return { promptTokens, completionTokens };
}

type Failed = Completion & { readonly kind: 'failed' };

function fail(why: string, more: Partial<Omit<Failed, 'kind' | 'why'>> = {}): Failed {
  return { kind: 'failed', why, isRetryable: false, isTooLate: false, retryAfterSeconds: null, ...more };
}
