/** The people of the house, as they deal with one visitor's conversation: commands, each of which must be done. */
import { acceptOffer, declineOffer } from '../../src/commands/answer-offer.ts';
import { closeConversation } from '../../src/commands/close-conversation.ts';
import { cancelTransfer } from '../../src/commands/end-transfer.ts';
import { raiseHelp } from '../../src/commands/help.ts';
import { type SendMessageInput, sendMessage } from '../../src/commands/messages.ts';
import { requestTransfer } from '../../src/commands/request-transfer.ts';
import { takeTicket } from '../../src/commands/take-ticket.ts';
import type { Target } from '../../src/domain/transfer.ts';
import { agent, type SmallNode } from './small-node.ts';
import type { VisitorClient } from './visitor-client.ts';

/** What they do with the conversation that the visitor has begun. */
export async function houseOf(node: SmallNode, organizationId: string, visitor: VisitorClient) {
  const conversationId = (await visitor.start()).body.conversation.id as string;
  const ticketId = async (): Promise<string> => {
    const { rows } = await node.database.read({
      name: '',
      text: 'select ticket_id as id from conversation where organization_id = $1::uuid and id = $2::uuid',
      values: [organizationId, conversationId],
    });
    return rows[0].id;
  };
  const request = (target: Target, more: object) => ({ target, mode: 'cold' as const, ...more });
  return {
    conversationId,
    takes: async (who: string) => node.run(organizationId, agent(who), takeTicket, { ticketId: await ticketId() }),
    says: (who: string, text: string, kind: SendMessageInput['kind'] = 'reply', fileIds: string[] = []) =>
      node.run(organizationId, agent(who), sendMessage, { conversationId, kind, text, fileIds }),
    transfers: async (who: string, target: Target, more: object = {}) =>
      node.run(organizationId, agent(who), requestTransfer, {
        ticketId: await ticketId(),
        request: request(target, more),
      }),
    /** Asks for a transfer that must be refused; the reason. */
    transfersInVain: async (who: string, target: Target, more: object = {}): Promise<string> => {
      const input = { ticketId: await ticketId(), request: request(target, more) };
      const answer = await node.submit(organizationId, agent(who), requestTransfer, input);
      if (answer.kind !== 'refused') throw new Error('The transfer was to be refused.');
      return answer.refusal.code;
    },
    asksForHelp: async (who: string, message: string) =>
      node.run(organizationId, agent(who), raiseHelp, { ticketId: await ticketId(), message }),
    accepts: (who: string, transferId: string) =>
      node.run(organizationId, agent(who), acceptOffer, { offer: { transferId } }),
    declines: (who: string, transferId: string, reason: string) =>
      node.run(organizationId, agent(who), declineOffer, { offer: { transferId }, reason }),
    cancels: (who: string, transferId: string) => node.run(organizationId, agent(who), cancelTransfer, { transferId }),
    closes: async (who: string) =>
      node.run(organizationId, agent(who), closeConversation, { ticketId: await ticketId(), reason: 'canary closing' }),
  };
}
