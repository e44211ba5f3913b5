/** A function that a model wants to have called. */
export interface ToolCall {
  readonly id: string;
  readonly name: string;
  /** Undefined when the model wrote no JSON: tell it so, and let it try again. */
  readonly arguments: unknown;
  /** As the model wrote them, to be said back to it. */
  readonly argumentsText: string;
}

/** One message of a dialogue with a model, the oldest first. */
export type ChatMessage =
  | { readonly role: 'system' | 'user'; readonly text: string }
  | {
      readonly role: 'assistant';
      readonly text: string | null;
      readonly toolCalls: readonly Pick<ToolCall, 'id' | 'name' | 'argumentsText'>[];
    }
  /** What a function answered; each call is answered once, after the message that asks for it. */
  | { readonly role: 'tool'; readonly toolCallId: string; readonly text: string };

/** A function that a model may ask for. */
export interface ChatTool {
  /** Letters, digits, `_` and `-`, at most 64. */
  readonly name: string;
  readonly description: string;
  /** A JSON schema of an object. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

export interface ChatQuestion {
  readonly model: string;
  readonly messages: readonly ChatMessage[];
  /** Default none. */
  readonly tools?: readonly ChatTool[];
  /** 0 to 2. Default: the server's. */
  readonly temperature?: number;
  /** Tokens of the answer. Default: the server's. */
  readonly tokensMax?: number;
}

/** The question as the protocol has it. Without tools there is no word of them: some servers refuse an empty list. */
export function writeQuestion({ model, messages, tools = [], temperature, tokensMax }: ChatQuestion): object {
  return {
    model,
    messages: messages.map(writeMessage),
    ...(tools.length > 0 && {
      tools: tools.map((tool) => ({ type: 'function', function: tool })),
      tool_choice: 'auto',
    }),
    ...(temperature !== undefined && { temperature }),
    ...(tokensMax !== undefined && { max_tokens: tokensMax }),
  };
}

function writeMessage(message: ChatMessage): object {
  const { role, text: content } = message;
  if (message.role === 'tool') return { role, tool_call_id: message.toolCallId, content };
  if (message.role !== 'assistant' || message.toolCalls.length === 0) return { role, content };
  const calls = message.toolCalls.map(({ id, name, argumentsText }) => ({
    id,
    type: 'function',
    function: { name, arguments: argumentsText },
  }));
  return { role, content, tool_calls: calls };
}
