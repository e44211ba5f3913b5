import type { FileRecord, Message } from '../domain/conversation.ts';
import type { Database } from './database.ts';
import { selectFields } from './select-fields.ts';
import { readRow } from './tables.ts';

const fileText = `select ${selectFields('file', 'f')} from file f where f.organization_id = $1::uuid and f.id = $2::uuid`;
const carriersText = `
  select m.sequence, m.direction, m.ticket_id as "ticketId", m.at from message m
  where m.organization_id = $1::uuid and m.conversation_id = $2::uuid and m.file_ids @> array[$3::uuid]
  order by m.sequence limit 100`;

/** A message that carries a file, as far as it decides who may have it. */
export type FileCarrier = Pick<Message, 'sequence' | 'direction' | 'ticketId' | 'at'>;

/** Reads a file's description, and the messages through which it may be seen. */
export function filesReader(database: Database) {
  return {
    find: async (organizationId: string, id: string): Promise<FileRecord | null> => {
      const { rows } = await database.read({ name: 'read_file', text: fileText, values: [organizationId, id] });
      return rows[0] === undefined ? null : readRow('file', rows[0]);
    },
    carriers: async (
      organizationId: string,
      { conversationId, id }: { readonly conversationId: string; readonly id: string },
    ): Promise<FileCarrier[]> => {
      const values = [organizationId, conversationId, id];
      return [...(await database.read({ name: 'read_file_carriers', text: carriersText, values })).rows];
    },
  };
}
