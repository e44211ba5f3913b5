import { describe, expect, test } from 'vitest';
import { type Answering, answeringServer, deafPort } from '../../test/support/answering-server.ts';
import { complete } from './chat-completions.ts';
import type { ChatMessage, ChatQuestion, ChatTool } from './chat-messages.ts';

const options = { allowPrivate: true, timeoutMs: 1000 };
const question: ChatQuestion = { model: 'm', messages: [{ role: 'user', text: 'Hello' }] };
const said = (message: object, more: object = {}) =>
  JSON.stringify({
    choices: [{ index: 0, message: { role: 'assistant', ...message }, finish_reason: 'stop' }],
    ...more,
  });

async function ask(answer: string | Answering, asked: ChatQuestion = question) {
  const server = await answeringServer(typeof answer === 'string' ? (response) => response.end(answer) : answer);
  const chatServer = { endpoint: `${server.url}/v1`, apiKey: 'sk-1' };
  return { server, completion: await complete(chatServer, asked, options) };
}

describe('a question', () => {
  const tool: ChatTool = {
    name: 'transfer',
    description: 'Hands over.',
    parameters: { type: 'object', properties: { queue: { type: 'string' } }, required: ['queue'] },
  };
  const messages: readonly ChatMessage[] = [
    { role: 'system', text: 'Be kind.' },
    { role: 'user', text: 'Grüße\n{{secret}}' },
    { role: 'assistant', text: null, toolCalls: [{ id: 'call_a', name: 'transfer', argumentsText: '{"queue":"b"}' }] },
    { role: 'tool', toolCallId: 'call_a', text: 'done' },
    { role: 'assistant', text: 'Good.', toolCalls: [] },
  ];

  test('is sent as the protocol has it, to the byte', async () => {
    const asked = { model: 'm', messages, tools: [tool], temperature: 0, tokensMax: 100 };
    const { server } = await ask(said({ content: 'Hi' }), asked);
    const body =
      '{"model":"m","messages":[{"role":"system","content":"Be kind."},{"role":"user","content":"Grüße\\n{{secret}}"},' +
      '{"role":"assistant","content":null,"tool_calls":[{"id":"call_a","type":"function",' +
      '"function":{"name":"transfer","arguments":"{\\"queue\\":\\"b\\"}"}}]},' +
      '{"role":"tool","tool_call_id":"call_a","content":"done"},{"role":"assistant","content":"Good."}],' +
      '"tools":[{"type":"function","function":{"name":"transfer","description":"Hands over.","parameters":' +
      '{"type":"object","properties":{"queue":{"type":"string"}},"required":["queue"]}}}],"tool_choice":"auto",' +
      '"temperature":0,"max_tokens":100}';
    expect(server.heard).toEqual([
      {
        method: 'POST',
        path: '/v1/chat/completions',
        headers: {
          host: `127.0.0.1:${server.port}`,
          authorization: 'Bearer sk-1',
          'content-type': 'application/json',
          'content-length': String(Buffer.byteLength(body)),
          accept: 'application/json',
          'accept-encoding': 'identity',
          'user-agent': 'Baton',
          connection: 'close',
        },
        body,
        localAddress: '127.0.0.1',
      },
    ]);
  });

  test('without tools, temperature or a bound has no word of them', async () => {
    const { server } = await ask(said({ content: 'Hi' }), { ...question, tools: [] });
    expect(server.heard[0]?.body).toBe('{"model":"m","messages":[{"role":"user","content":"Hello"}]}');
  });

  test.each([
    ['', '/chat/completions'],
    ['/', '/chat/completions'],
    ['/v1', '/v1/chat/completions'],
    ['/v1/', '/v1/chat/completions'],
    ['/a%2Fb/v1//', '/a%2Fb/v1/chat/completions'],
    ['/v1?api-version=2', '/v1/chat/completions?api-version=2'],
  ])('to the endpoint %j goes to %s', async (path, expected) => {
    const server = await answeringServer((response) => response.end(said({ content: 'Hi' })));
    await complete({ endpoint: `${server.url}${path}`, apiKey: null }, question, options);
    expect(server.heard[0]?.path).toBe(expected);
    expect(server.heard[0]?.headers.authorization).toBeUndefined();
  });
});

describe('an answer', () => {
  test('in words is said, and counted', async () => {
    const { completion } = await ask(
      said({ content: 'Grüße' }, { usage: { prompt_tokens: 9, completion_tokens: 3, total_tokens: 12 } }),
    );
    expect(completion).toEqual({
      kind: 'said',
      text: 'Grüße',
      toolCalls: [],
      finishReason: 'stop',
      usage: { promptTokens: 9, completionTokens: 3 },
    });
  });

  test('may call several functions', async () => {
    const call = (id: unknown, name: string, args: unknown) => ({
      id,
      type: 'function',
      function: { name, arguments: args },
    });
    const message = { content: null, tool_calls: [call('call_a', 'look', '{"a":1}'), call('call_b', 'end', 'null')] };
    const { completion } = await ask(JSON.stringify({ choices: [{ message, finish_reason: 'tool_calls' }] }));
    expect(completion).toEqual({
      kind: 'said',
      text: null,
      toolCalls: [
        { id: 'call_a', name: 'look', arguments: { a: 1 }, argumentsText: '{"a":1}' },
        { id: 'call_b', name: 'end', arguments: null, argumentsText: 'null' },
      ],
      finishReason: 'tool_calls',
      usage: null,
    });
  });

  test.each<[unknown, unknown, string]>([
    ['{"a":', undefined, '{"a":'],
    ['I think so', undefined, 'I think so'],
    ['', {}, '{}'],
    [undefined, {}, '{}'],
    [null, {}, '{}'],
    [{ a: 1 }, { a: 1 }, '{"a":1}'],
  ])('with the arguments %j means %j', async (given, expected, argumentsText) => {
    const { completion } = await ask(said({ tool_calls: [{ function: { name: 'look', arguments: given } }] }));
    expect(completion).toMatchObject({
      kind: 'said',
      text: null,
      toolCalls: [{ id: 'call_1', name: 'look', argumentsText }],
    });
    expect(completion.kind === 'said' && completion.toolCalls[0]?.arguments).toEqual(expected);
  });

  test.each<[string, string]>([
    ['', 'The answer is no JSON.'],
    ['<html>', 'The answer is no JSON.'],
    ['null', 'The answer has no message.'],
    ['"Hi"', 'The answer has no message.'],
    ['[]', 'The answer has no message.'],
    ['{}', 'The answer has no message.'],
    ['{"choices":{}}', 'The answer has no message.'],
    ['{"choices":[]}', 'The answer has no message.'],
    ['{"choices":[null]}', 'The answer has no message.'],
    ['{"choices":[{"text":"Hi"}]}', 'The answer has no message.'],
    ['{"choices":[{"message":"Hi"}]}', 'The answer has no message.'],
    [said({ content: [{ type: 'text', text: 'Hi' }] }), 'The content of the answer is no text.'],
    [said({ content: 1 }), 'The content of the answer is no text.'],
    [said({ tool_calls: {} }), 'The tool calls of the answer are no list.'],
    [said({ tool_calls: [null] }), 'A tool call of the answer names no function.'],
    [said({ tool_calls: [{ id: 'a', function: {} }] }), 'A tool call of the answer names no function.'],
    [said({ tool_calls: [{ id: 'a', function: { name: '' } }] }), 'A tool call of the answer names no function.'],
    ['{"error":{"message":"No such model"}}', 'The answer was 200: No such model'],
  ])('that is malformed fails with a sentence: %j', async (body, why) => {
    const { completion } = await ask(body);
    expect(completion).toEqual({ kind: 'failed', why, isRetryable: false, isTooLate: false, retryAfterSeconds: null });
  });

  test('that is no UTF-8 is no JSON', async () => {
    const { completion } = await ask((response) => response.end(Buffer.from(said({ content: 'é' }), 'latin1')));
    expect(completion).toMatchObject({ kind: 'failed', why: 'The answer is no JSON.' });
  });

  test.each([
    [1_048_576, 'said'],
    [1_048_577, 'failed'],
  ])('of %i bytes is %s', async (length, kind) => {
    const { completion } = await ask(said({ content: 'Hi' }).padEnd(length, ' '));
    expect(completion.kind).toBe(kind);
    if (completion.kind === 'failed') expect(completion.why).toBe('The answer is too long, or broke off.');
  });
});

describe('a failure', () => {
  test.each<[number, string, string, boolean]>([
    [
      401,
      '{"error":{"message":"Incorrect API key provided: sk-1."}}',
      'The answer was 401: Incorrect API key provided: ….',
      false,
    ],
    [400, '{"error":{"message":"Too many tokens"}}', 'The answer was 400: Too many tokens', false],
    [404, '{"error":"model \'m\' not found"}', "The answer was 404: model 'm' not found", false],
    [422, '{"detail":"No messages"}', 'The answer was 422: No messages', false],
    [422, '{"detail":[{"loc":[]}]}', 'The answer was 422.', false],
    [408, '', 'The answer was 408.', true],
    [429, '{"error":{"message":"Slow down","code":"rate_limit_exceeded"}}', 'The answer was 429: Slow down', true],
    [429, '{"error":{"message":"No money","code":"insufficient_quota"}}', 'The answer was 429: No money', false],
    [500, '<html>', 'The answer was 500.', true],
    [503, '{"message":"Loading"}', 'The answer was 503: Loading', true],
    [201, said({ content: 'Hi' }), 'The answer was 201.', false],
    [307, '', 'The answer was 307.', false],
  ])('by %i with %j says what happened', async (status, body, why, isRetryable) => {
    const { server, completion } = await ask((response) => response.writeHead(status, { location: '/x' }).end(body));
    expect(completion).toEqual({ kind: 'failed', why, isRetryable, isTooLate: false, retryAfterSeconds: null });
    expect(server.heard).toHaveLength(1);
  });

  test('says how long to wait, and repeats no more than 500 characters', async () => {
    const { completion } = await ask((response) =>
      response.writeHead(429, { 'retry-after': '12' }).end(JSON.stringify({ error: { message: 'x'.repeat(9999) } })),
    );
    expect(completion).toMatchObject({ kind: 'failed', isRetryable: true, retryAfterSeconds: 12 });
    expect(completion.kind === 'failed' && completion.why.length).toBe(500);
  });

  test('in time, connection or address is told apart by whether trying again may help', async () => {
    const { completion: late } = await ask(() => {});
    expect(late).toEqual({
      kind: 'failed',
      why: 'It took too long.',
      isRetryable: true,
      isTooLate: true,
      retryAfterSeconds: null,
    });
    const { completion: broken } = await ask((response) => response.destroy());
    expect(broken).toMatchObject({ kind: 'failed', isRetryable: true });
    const endpoint = `http://127.0.0.1:${await deafPort()}`;
    expect(await complete({ endpoint, apiKey: '' }, question, options)).toMatchObject({ isRetryable: true });
    const forbidden = { kind: 'failed', isRetryable: false };
    expect(await complete({ endpoint, apiKey: 'k' }, question)).toMatchObject(forbidden);
    expect(await complete({ endpoint: 'my server', apiKey: 'k' }, question)).toMatchObject(forbidden);
    expect(await complete({ endpoint, apiKey: 'k\r\nx: y' }, question, options)).toMatchObject(forbidden);
  });

  test('in the middle of an answer may be tried again', async () => {
    const { completion } = await ask((response) => {
      response.writeHead(200, { 'content-length': 100 }).write('{');
      response.socket?.end();
    });
    expect(completion).toMatchObject({
      kind: 'failed',
      why: 'The answer is too long, or broke off.',
      isRetryable: true,
    });
  });
});
