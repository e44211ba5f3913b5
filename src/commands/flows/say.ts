import { nameActor } from '../../domain/actor.ts';
import type { AskStep, SendMessageStep } from '../../domain/flows/graph.ts';
import { readAnswer } from '../../domain/flows/read-answer.ts';
import type { WaitsFor } from '../../domain/flows/run.ts';
import { appendMessage, messageDetails } from '../append-message.ts';
import { audienceOf } from '../conversations.ts';
import { writeField } from './marks.ts';
import { messagesSince } from './messages-since.ts';
import { port, type StepResult, type Turn } from './turn.ts';

/** Steps that speak with the customer. What a flow says is marked automatic, and never counts as a person's answer. */

export function sendMessage(turn: Turn, step: SendMessageStep): StepResult {
  if (turn.open === undefined) return port('failed', turn.closedCode);
  const missing = turn.missingIn(step.text);
  if (missing !== null) return missing;
  return say(turn, turn.fill(step.text)) ? port('sent') : port('failed', 'nothing_to_say');
}

/** Says something to the customer; false where fields made nothing of it. */
export function say(turn: Turn, text: string): boolean {
  if (text.trim() === '') return false;
  const { draft, there } = turn;
  const message = appendMessage(draft, there.id, {
    direction: 'outbound',
    author: nameActor(draft.actor),
    automatic: true,
    text,
    fileIds: [],
    externalId: null,
  });
  draft.emit('message.sent', {
    conversationId: there.id,
    ...audienceOf(draft, there.id),
    details: messageDetails(message),
  });
  return true;
}

export function ask(turn: Turn, step: AskStep): StepResult {
  if (turn.open === undefined) return port('failed', turn.closedCode);
  const missing = turn.missingIn(step.text);
  if (missing !== null) return missing;
  say(turn, question(turn, step));
  return waitForAnswer(turn, step, 1);
}

/** The question, with the options of a choice numbered: a channel without buttons answers by number or by word. */
function question(turn: Turn, step: AskStep): string {
  const text = turn.fill(step.text);
  if (step.answer !== 'choice') return text;
  return [text, ...step.options.map(({ label }, i) => `${i + 1}. ${label}`)].join('\n');
}

function waitForAnswer(turn: Turn, step: AskStep, asked: number): StepResult {
  const until = turn.draft.now + step.timeoutSeconds * 1000;
  const sequence = turn.there.messageSequence;
  return { kind: 'wait', waitsFor: { kind: 'answer', asked, sequence, until }, wakeAt: until };
}

export function hearAnswer(
  turn: Turn,
  step: AskStep,
  waits: Extract<WaitsFor, { readonly kind: 'answer' }>,
): StepResult {
  const heard = messagesSince(turn, waits.sequence, 'inbound');
  if ('needs' in heard) return { kind: 'needs', needs: heard.needs };
  const [message] = heard.messages;
  if (message === undefined) {
    if (turn.draft.now >= waits.until) return port('timeout');
    return { kind: 'wait', waitsFor: waits, wakeAt: waits.until };
  }
  const said = message.text.trim();
  if (step.skipWords.some((word) => word.trim().toLowerCase() === said.toLowerCase())) return port('skipped');
  const answer = readAnswer(step, said);
  if (answer === undefined) {
    if (turn.open === undefined) return port('failed', turn.closedCode);
    if (waits.asked > step.retries) return port('invalid');
    const text = step.retryText === '' ? step.text : step.retryText;
    const missing = turn.missingIn(text);
    if (missing !== null) return missing;
    say(turn, step.retryText === '' ? question(turn, step) : turn.fill(text));
    return waitForAnswer(turn, step, waits.asked + 1);
  }
  const missing = step.field?.scope === 'contact' ? turn.missingFor(['contact.name']) : null;
  if (missing !== null) return missing;
  turn.answers[step.saveAs] = answer.value;
  if (step.field !== null) writeField(turn, step.field, answer.value);
  return port(step.portPerOption && answer.option !== undefined ? answer.option : 'answered');
}
