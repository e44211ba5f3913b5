import type { Needs } from '../../domain/command.ts';
import { isShownToCustomer } from '../../domain/conversation.ts';
import { type ChatToolSpec, callLeaseMs, type FlowCall } from '../../domain/flows/calls.ts';
import { cutText } from '../../domain/flows/cut-text.ts';
import type { AiAgentStep } from '../../domain/flows/graph.ts';
import { around, maskedTexts, messagesIn, missingIn } from '../../domain/flows/messages-read.ts';
import type { WaitsFor } from '../../domain/flows/run.ts';
import { dataClasses } from '../../domain/redaction.ts';
import { updateTag, writeField } from './marks.ts';
import { messagesSince } from './messages-since.ts';
import { say } from './say.ts';
import { port, type StepResult, type Turn } from './turn.ts';

/**
 * Lets a language model talk with the customer. Everything that it can do is named in the step: whatever a customer talks it
 * into (X29), it cannot reach further than those tools, and where it hands over to is the graph's to say. It reads what the
 * customer and we have said to each other, as far as its department may read it, and nothing else: no notes, no whispers, card
 * numbers masked.
 */
type ChatCall = Extract<FlowCall, { readonly kind: 'chat' }>;
type CallWait = Extract<WaitsFor, { readonly kind: 'call' }>;
type AnswerWait = Extract<WaitsFor, { readonly kind: 'answer' }>;

/** How often a call that failed is made again. */
const attemptsMax = 3;
/** Messages that the model is shown, the newest. */
const shownMax = 40;

export function aiAgent(turn: Turn, step: AiAgentStep): StepResult {
  return callModel(turn, step, { spoken: 0, attempt: 1 });
}

function callModel(
  turn: Turn,
  step: AiAgentStep,
  { spoken, attempt }: { readonly spoken: number; readonly attempt: number },
): StepResult {
  if (turn.open === undefined) return port('failed', turn.closedCode);
  if (spoken >= step.turns) return port('turns', 'turns_used_up');
  const missing = turn.missingIn(step.instructions);
  if (missing !== null) return missing;
  const shown = shownMessages(turn);
  if ('needs' in shown) return { kind: 'needs', needs: shown.needs };
  const sequence = turn.there.messageSequence;
  turn.call = {
    kind: 'chat',
    endpoint: step.endpoint,
    model: step.model,
    secret: step.secret,
    instructions: turn.fill(step.instructions),
    said: shown.said,
    tools: toolsOf(step),
    timeoutMs: step.timeoutSeconds * 1000,
  };
  const waitsFor: CallWait = { kind: 'call', attempt, spoken, sequence, isUnderWay: true };
  return { kind: 'wait', waitsFor, wakeAt: turn.draft.now + callLeaseMs(turn.call) };
}

/**
 * What was said, as far as the ticket opens it, with card numbers and the like masked, whatever the department shows its own
 * people. A number may begin before what is shown.
 */
function shownMessages(turn: Turn): { readonly said: ChatCall['said'] } | { readonly needs: Needs } {
  const { draft, there } = turn;
  const ticket = draft.get('ticket', there.ticketId);
  const to = there.messageSequence;
  const shown = { from: Math.max(1, to - shownMax + 1, ticket.historyFrom), to };
  const missing = missingIn(draft, there, around(shown));
  if (missing.length > 0) return { needs: { messages: missing } };
  const messages = messagesIn(draft, there, shown).filter(
    ({ direction, erasedAt }) => isShownToCustomer(direction) && erasedAt === null,
  );
  const texts = maskedTexts(draft, there, { messages, classes: dataClasses });
  const said = messages.map(({ direction }, i) => ({
    by: direction === 'inbound' ? ('customer' as const) : ('us' as const),
    text: texts[i] ?? '',
  }));
  return { said };
}

/** The model's answer has come, or did not. */
export function modelAnswered(turn: Turn, step: AiAgentStep, waits: CallWait): StepResult {
  const { result } = turn;
  const again = { spoken: waits.spoken, attempt: waits.attempt + 1 };
  if (result === undefined) {
    if (turn.run.wakeAt !== null && turn.draft.now < turn.run.wakeAt)
      return { kind: 'wait', waitsFor: waits, wakeAt: turn.run.wakeAt };
    return waits.attempt < attemptsMax ? callModel(turn, step, again) : port('timeout', 'nobody_answered');
  }
  if (result.kind === 'failed') {
    if (!result.mayRetry || waits.attempt >= attemptsMax)
      return port(result.code === 'timeout' ? 'timeout' : 'failed', result.code);
    const waitsFor: CallWait = { ...waits, isUnderWay: false };
    return { kind: 'wait', waitsFor, wakeAt: turn.draft.now + 2 ** waits.attempt * 1000 };
  }
  if (result.kind !== 'chat') return port('failed', 'bad_answer');
  if (turn.open === undefined) return port('failed', turn.closedCode);
  const written = messagesSince(turn, waits.sequence, 'inbound');
  if ('needs' in written) return { kind: 'needs', needs: written.needs };
  if (result.text !== null) say(turn, cutText(result.text, 10_000));
  const ending = takeTools(turn, step, result.toolCalls);
  if (ending !== null) return ending;
  // Nothing said and nothing done is no answer; it is asked once more, and counted.
  if (result.text === null) return callModel(turn, step, { spoken: waits.spoken + 1, attempt: 1 });
  // Whatever the customer wrote while it thought is answered next.
  if (written.messages.length > 0) return callModel(turn, step, { spoken: waits.spoken + 1, attempt: 1 });
  const until = turn.draft.now + step.idleSeconds * 1000;
  const waitsFor: AnswerWait = { kind: 'answer', asked: waits.spoken + 1, sequence: turn.there.messageSequence, until };
  return { kind: 'wait', waitsFor, wakeAt: until };
}

/** The customer has written again, or has been silent for too long. */
export function customerSpoke(turn: Turn, step: AiAgentStep, waits: AnswerWait): StepResult {
  const heard = messagesSince(turn, waits.sequence, 'inbound');
  if ('needs' in heard) return { kind: 'needs', needs: heard.needs };
  if (heard.messages.length > 0) return callModel(turn, step, { spoken: waits.asked, attempt: 1 });
  if (turn.draft.now >= waits.until) return port('timeout', 'customer_silent');
  return { kind: 'wait', waitsFor: waits, wakeAt: waits.until };
}

function takeTools(
  turn: Turn,
  step: AiAgentStep,
  calls: readonly { readonly name: string; readonly arguments: unknown }[],
): StepResult | null {
  let ending: StepResult | null = null;
  for (const { name, arguments: given } of calls.slice(0, 10)) {
    const values = (typeof given === 'object' && given !== null ? given : {}) as Readonly<Record<string, unknown>>;
    const reason = typeof values.reason === 'string' ? cutText(values.reason, 1_000) : '';
    const mayUse = name === 'hand_over' || (step.tools as readonly string[]).includes(name);
    if (!mayUse) continue;
    if (name === 'hand_over') {
      turn.answers.handover_reason = reason;
      ending = port('handed_over');
    } else if (name === 'resolve') {
      turn.answers.resolution = reason;
      ending ??= port('resolved');
    } else if (name === 'update_field') {
      const field = step.fields.find((allowed) => allowed === values.field);
      const value = ['string', 'number', 'boolean'].includes(typeof values.value) ? (values.value as string) : null;
      if (field !== undefined && value !== null) {
        writeField(turn, { scope: 'ticket', name: field }, typeof value === 'string' ? cutText(value, 2_000) : value);
      }
    } else if (name === 'add_tag') {
      const tag = step.tags.find((allowed) => allowed === values.tag);
      if (tag !== undefined)
        updateTag(turn, {
          id: step.id,
          kind: 'update_tag',
          name: null,
          next: {},
          scope: 'ticket',
          add: [tag],
          remove: [],
        });
    }
  }
  return ending;
}

const reasonSchema = {
  type: 'object',
  properties: { reason: { type: 'string', description: 'Why, in a sentence.' } },
  required: ['reason'],
};

function toolsOf(step: AiAgentStep): readonly ChatToolSpec[] {
  const tools: ChatToolSpec[] = [
    {
      name: 'hand_over',
      description: 'Hand the conversation over to a person: when asked for one, or when you cannot help.',
      parameters: reasonSchema,
    },
  ];
  if (step.tools.includes('resolve'))
    tools.push({ name: 'resolve', description: 'The customer has what they came for.', parameters: reasonSchema });
  if (step.tools.includes('update_field') && step.fields.length > 0) {
    tools.push({
      name: 'update_field',
      description: 'Write down what the customer told you.',
      parameters: {
        type: 'object',
        properties: { field: { type: 'string', enum: step.fields }, value: { type: 'string' } },
        required: ['field', 'value'],
      },
    });
  }
  if (step.tools.includes('add_tag') && step.tags.length > 0) {
    tools.push({
      name: 'add_tag',
      description: 'Mark the conversation.',
      parameters: { type: 'object', properties: { tag: { type: 'string', enum: step.tags } }, required: ['tag'] },
    });
  }
  return tools;
}
