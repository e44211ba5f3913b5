import type { Message } from '../domain/conversation.ts';
import { type MaskedMessage, marksOf } from '../domain/mask-conversation.ts';
import { type DataClass, maskingNeighbours, maskText } from '../domain/redaction.ts';
import { readDepartmentsOf, readNeighbours } from '../storage/read-messages.ts';
import type { Reader, Reads } from './reads.ts';

/** A message of which something is masked for somebody. */
type Masked = Pick<Message, 'sequence' | 'text' | 'fileIds'>;

/**
 * The messages of one conversation as somebody may read them. What is masked is found with the messages around, whether they
 * may read those or not, so that it is the same on every page. A file may hold anything: where something is masked, files
 * are left out.
 *
 * @throws DatabaseError
 */
export async function maskMessages<M extends Masked>(
  { database }: Reads,
  { organizationId, configuration }: Pick<Reader, 'organizationId' | 'configuration'>,
  conversationId: string,
  {
    messages,
    classesOf,
  }: { readonly messages: readonly M[]; readonly classesOf: (message: M) => readonly DataClass[] },
): Promise<M[]> {
  const masked = messages.filter((message) => classesOf(message).length > 0);
  if (masked.length === 0) return [...messages];
  const [departments, neighbours] = await database.readTogether([
    readDepartmentsOf(organizationId, conversationId),
    readNeighbours(organizationId, conversationId, around(masked)),
  ]);
  const heedsCheckDigit = (departments?.rows ?? []).every(
    ({ id }) => (configuration.departments.get(id)?.resolved ?? configuration.settings).redactOnlyValidCards,
  );
  const marks = marksOf((neighbours?.rows ?? []) as readonly MaskedMessage[], { onlyValidCards: heedsCheckDigit });
  return messages.map((message) => {
    const classes = classesOf(message);
    if (classes.length === 0) return message;
    return { ...message, text: maskText(message.text, marks.get(message.sequence) ?? [], classes), fileIds: [] };
  });
}

/** The stretches of the conversation in which everything stands that decides about these messages. */
function around(messages: readonly Masked[]): { from: number; to: number }[] {
  const stretches: { from: number; to: number }[] = [];
  for (const sequence of messages.map((message) => message.sequence).sort((a, b) => a - b)) {
    const [from, to] = [Math.max(1, sequence - maskingNeighbours), sequence + maskingNeighbours];
    const last = stretches.at(-1);
    if (last !== undefined && from <= last.to + 1) last.to = to;
    else stretches.push({ from, to });
  }
  return stretches;
}
