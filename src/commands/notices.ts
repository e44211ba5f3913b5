import { nameActor, systemActor } from '../domain/actor.ts';
import type { Configuration } from '../domain/configuration.ts';
import type { Conversation } from '../domain/conversation.ts';
import { customerNames } from '../domain/customer-names.ts';
import type { Draft } from '../domain/draft.ts';
import type { Transfer } from '../domain/transfer.ts';
import { appendMessage, messageDetails } from './append-message.ts';
import { audienceOf } from './conversations.ts';

const notices = nameActor(systemActor('notices'));

/**
 * Tells the customer that the conversation was handed on, where the department has a sentence for it: once, until a person or
 * the customer writes, so that a loop of hand-overs is one notice and not twenty. A sentence that names who has it now is not said
 * where customers may not know of them.
 */
export function sendNotice(draft: Draft, transfer: Transfer): void {
  const sentence = draft.settingsOf(transfer.fromDepartmentId).transferNotice;
  const conversation = draft.get('conversation', transfer.conversationId);
  if (sentence === '' || conversation.noticeSent) return;
  const name = sentence.includes('{target}') ? targetName(draft, transfer, conversation) : '';
  if (name === null) return;
  draft.change('conversation', conversation.id, { noticeSent: true });
  const message = appendMessage(draft, conversation.id, {
    direction: 'outbound',
    author: notices,
    automatic: true,
    // Only the administrator's own placeholder: nothing that a customer wrote is looked at.
    text: sentence.replaceAll('{target}', () => name),
    fileIds: [],
    externalId: null,
  });
  draft.emit('message.sent', {
    conversationId: conversation.id,
    ...audienceOf(draft, conversation.id),
    details: messageDetails(message),
  });
}

/** Who has it now, or is waited for, as a customer may know them: somebody without a written name is their department. */
function targetName(
  { configuration }: Draft,
  transfer: Transfer,
  { owner, departmentId }: Conversation,
): string | null {
  // Whoever would not take it is not who has it: a queue does.
  const isBack = transfer.state === 'fell_back' && owner?.kind === 'queue';
  const target = isBack ? owner : transfer.currentTarget;
  const names = customerNames(configuration);
  const department = departmentName(configuration, isBack ? departmentId : transfer.toDepartmentId);
  switch (target.kind) {
    case 'agent':
      return names.agent(target.id) ?? department;
    case 'external':
      return configuration.externals.get(target.id)?.name ?? department;
    case 'flow':
      return configuration.flows.get(target.id)?.name ?? department;
    case 'queue':
    case 'department':
      return department;
  }
}

/** Null for one that not everybody may know of. */
function departmentName({ departments }: Configuration, id: string): string | null {
  const department = departments.get(id);
  return department === undefined || department.knownTo !== null ? null : department.name;
}
