/** What people do in a small organization, at random but repeatable: every kind of event of conversations comes up. */
import type { Random } from '../../src/base/random.ts';
import { acceptOffer, declineOffer } from '../../src/commands/answer-offer.ts';
import { changeTicket } from '../../src/commands/attributes.ts';
import { closeConversation } from '../../src/commands/close-conversation.ts';
import { offerFromQueue } from '../../src/commands/dispatch.ts';
import { cancelTransfer } from '../../src/commands/end-transfer.ts';
import { receiveMessage, sendMessage } from '../../src/commands/messages.ts';
import { setPresence } from '../../src/commands/presence.ts';
import { requestTransfer } from '../../src/commands/request-transfer.ts';
import { takeTicket } from '../../src/commands/take-ticket.ts';
import type { CommandDefinition } from '../../src/domain/command.ts';
import type { Principal } from '../../src/domain/principal.ts';
import { agent, ids, type SmallNode } from './small-node.ts';

export interface Members {
  readonly [department: string]: readonly string[];
}

const deeds = [
  'receive',
  'say',
  'say',
  'transfer',
  'transfer',
  'transfer',
  'answer',
  'answer',
  'cancel',
  'change',
  'close',
  'presence',
  'offer',
] as const;

/** Does one thing in one of the conversations. What is refused is refused. */
export class RandomWork {
  readonly #node: SmallNode;
  readonly #organizationId: string;
  readonly #random: Random;
  readonly #members: Members;
  readonly #conversations: string[] = [];

  constructor(options: {
    readonly node: SmallNode;
    readonly organizationId: string;
    readonly random: Random;
    readonly members: Members;
  }) {
    this.#node = options.node;
    this.#organizationId = options.organizationId;
    this.#random = options.random;
    this.#members = options.members;
  }

  pick<T>(of: readonly T[]): T {
    return of[Math.floor(this.#random.fraction() * of.length)] as T;
  }

  #try<I, A>(principal: Principal, definition: CommandDefinition<I, A>, input: I): Promise<unknown> {
    return this.#node.submit(this.#organizationId, principal, definition, input);
  }

  async #receive(thread: string): Promise<void> {
    const answer = await this.#node.run(
      this.#organizationId,
      { kind: 'contact', accountId: 'web', address: thread },
      receiveMessage,
      {
        accountId: 'web',
        channelKind: 'webchat',
        threadKey: thread,
        from: { address: thread, name: `Customer ${thread}` },
        externalId: ids.next(),
        text: 'words of a customer',
        fileIds: [],
      },
    );
    if (!this.#conversations.includes(answer.conversationId)) this.#conversations.push(answer.conversationId);
  }

  async step(): Promise<void> {
    if (this.#conversations.length < 4 || this.#random.fraction() < 0.02)
      return this.#receive(`t${this.#conversations.length}`);
    const conversationId = this.pick(this.#conversations);
    const { rows } = await this.#node.database.read({
      name: '',
      text: `select c.ticket_id, c.owner_kind, c.owner_id, c.department_id, c.pending_transfer_id, c.thread_key, o.id as offer_id, o.agent_id
        from conversation c left join offer o on o.id = c.live_offer_id where c.id = $1::uuid`,
      values: [conversationId],
    });
    const {
      ticket_id: ticketId,
      owner_kind,
      owner_id,
      department_id,
      pending_transfer_id: transferId,
      thread_key,
      offer_id: offerId,
      agent_id,
    } = rows[0];
    if (owner_kind === null) return this.#receive(thread_key);
    const members = this.#members[department_id] ?? [];
    const owner = agent(owner_kind === 'agent' ? owner_id : this.pick(members));
    if (owner_kind !== 'agent' && offerId === null && this.#random.fraction() < 0.6) {
      if (this.#random.fraction() < 0.6) await this.#try(owner, takeTicket, { ticketId });
      else
        await this.#try({ kind: 'system', part: 'test' }, offerFromQueue, {
          conversationId,
          candidates: members,
          turnsMin: 0,
        });
      return;
    }
    switch (this.pick(deeds)) {
      case 'receive':
        return this.#receive(thread_key);
      case 'say':
        await this.#try(owner, sendMessage, {
          conversationId,
          kind: this.pick(['reply', 'note'] as const),
          text: 'words',
          fileIds: [],
        });
        return;
      case 'transfer': {
        const departmentId = this.pick(Object.keys(this.#members));
        const id = this.pick(this.#members[departmentId] ?? []);
        const target = this.pick([
          { kind: 'department', id: departmentId },
          { kind: 'queue', id: departmentId },
          ...Array(3).fill({ kind: 'agent', id, departmentId }),
        ]);
        await this.#try(owner, requestTransfer, { ticketId, request: { target, mode: 'cold', note: 'a note' } });
        return;
      }
      case 'answer':
        if (offerId !== null)
          await this.#try(agent(agent_id), this.pick([acceptOffer, declineOffer]), { offer: { offerId } });
        return;
      case 'cancel':
        if (transferId !== null) await this.#try(owner, cancelTransfer, { transferId });
        return;
      case 'change':
        await this.#try(owner, changeTicket, { ticketId, attributes: { mood: this.pick(['calm', 'cross']) } });
        return;
      case 'close':
        await this.#try(owner, closeConversation, { ticketId });
        return;
      case 'presence':
        await this.#try(agent('ana'), setPresence, {
          agentId: 'ana',
          presence: this.pick(['online', 'away'] as const),
        });
        return;
      case 'offer':
        await this.#try({ kind: 'system', part: 'test' }, offerFromQueue, {
          conversationId,
          candidates: members,
          turnsMin: 0,
        });
    }
  }
}
