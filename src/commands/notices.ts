import { nameActor, systemActor } from '../domain/actor.ts';
import type { Draft } from '../domain/draft.ts';
import type { Transfer } from '../domain/transfer.ts';
import { appendMessage, messageDetails } from './append-message.ts';
import { audienceOf } from './conversations.ts';

const notices = nameActor(systemActor('notices'));

/**
 * Tells the customer that the conversation was handed on, where the department has a sentence for it: once, until a person or
 * the customer writes, so that a loop of hand-overs is one notice and not twenty.
 */
export function sendNotice(draft: Draft, transfer: Transfer): void {
  const sentence = draft.settingsOf(transfer.fromDepartmentId).transferNotice;
  const conversation = draft.get('conversation', transfer.conversationId);
  if (sentence === '' || conversation.noticeSent) return;
  draft.change('conversation', conversation.id, { noticeSent: true });
  const message = appendMessage(draft, conversation.id, {
    direction: 'outbound',
    author: notices,
    automatic: true,
    // Only the administrator's own placeholder: nothing that a customer wrote is looked at.
    text: sentence.replaceAll('{target}', () => targetName(draft, transfer)),
    fileIds: [],
    externalId: null,
  });
  draft.emit('message.sent', {
    conversationId: conversation.id,
    ...audienceOf(draft, conversation.id),
    details: messageDetails(message),
  });
}

function targetName({ configuration }: Draft, { currentTarget, toDepartmentId }: Transfer): string {
  const { agents, departments, externals, flows } = configuration;
  switch (currentTarget.kind) {
    case 'agent':
      return agents.get(currentTarget.id)?.name ?? currentTarget.id;
    case 'external':
      return externals.get(currentTarget.id)?.name ?? currentTarget.id;
    case 'flow':
      return flows.get(currentTarget.id)?.name ?? currentTarget.id;
    case 'queue':
    case 'department':
      return departments.get(toDepartmentId)?.name ?? toDepartmentId;
  }
}
