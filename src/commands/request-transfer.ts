import { type CommandDefinition, done, refused } from '../domain/command.ts';
import { sameOwner } from '../domain/conversation.ts';
import { loopFallback } from '../domain/decide-fallback.ts';
import type { Draft } from '../domain/draft.ts';
import { decideTransfer, type TransferFacts } from '../domain/policy.ts';
import type { Transfer, TransferRequest } from '../domain/transfer.ts';
import { refuseSession } from './channel-session.ts';
import { raiseAlert } from './duty-alerts.ts';
import { transferFacts } from './facts.ts';
import { findTicket } from './find-ticket.ts';
import { carryOut, recordRefusal } from './hand-over.ts';
import { withdrawLiveOffer } from './offers.ts';
import { changeOwner, ownerChange, waitLimit } from './ownership.ts';
import { tellWhatEnded } from './tell-what-ended.ts';

export interface RequestTransferInput {
  readonly ticketId: string;
  readonly request: TransferRequest;
}

export interface TransferAnswer {
  readonly transfer: Transfer;
  readonly ticketVersion: number;
  readonly offerId: string | null;
  readonly expiresAt: number | null;
}

/**
 * Asks for a conversation to be handed over. The policy decides; a refusal is recorded in the origin and changes nothing
 * else; an allowed one is completed, offered or made to wait in this commit, with its note, context and receipt.
 */
export const requestTransfer: CommandDefinition<RequestTransferInput, TransferAnswer> = {
  name: 'requestTransfer',
  needs: ({ ticketId, request }) => ({
    tickets: [ticketId],
    agents: request.target.kind === 'agent' ? [request.target.id] : [],
  }),
  decide(draft, { ticketId, request }) {
    const found = findTicket(draft, ticketId);
    if (found === undefined) return refused('not_found');
    const { ticket, conversation } = found;
    const { facts, missing } = transferFacts(draft, { conversation, ticket });
    const decision = decideTransfer(facts, request);
    const needs = missing();
    if (needs !== null) return { kind: 'needs', needs };
    if (decision.kind === 'refused') {
      const { code, until, alternatives, data } = decision.refusal;
      const said = { alternatives, data, ...(until === undefined ? {} : { until }) };
      // A stale version is a question asked too late, not a hand-over that somebody refused.
      if (code === 'version_conflict') return refused(code, said);
      const transfer = recordRefusal(draft, { conversation, ticket, request }, code);
      if (code === 'hop_limit') stopLoop(draft, facts);
      return { kind: 'refused', keep: true, refusal: { code, transferId: transfer.id, ...said } };
    }
    const { session } = decision.plan;
    const barred = session === null ? null : refuseSession(draft, conversation, { session, keeper: null });
    if (barred !== null) return barred;
    const transfer = carryOut(draft, { conversation, ticket, request }, decision.plan);
    return done(answerOf(draft, transfer));
  },
};

/** Stops a loop of automatic hops: the department's default queue owns the ticket, and a person is told. */
function stopLoop(draft: Draft, facts: TransferFacts): void {
  const before = facts.conversation;
  const to = loopFallback(facts);
  // A pending transfer goes on: what is under way has an end of its own.
  const isNew = before.pendingTransferId === null && !sameOwner(before.owner, to);
  if (isNew) {
    withdrawLiveOffer(draft, before, 'hop_limit');
    changeOwner(draft, {
      conversationId: before.id,
      to,
      endReason: 'requeued',
      waitUntil: waitLimit(draft, to, before.departmentId),
    });
  }
  raiseAlert(draft, {
    alert: 'hop_limit',
    text: `Handed on ${before.automaticHops} times without a person choosing.`,
    conversation: draft.get('conversation', before.id),
    flowId: null,
    people: [],
    details: { hops: before.automaticHops, ...(isNew ? { owner: ownerChange(draft, before) } : {}) },
  });
  tellWhatEnded(draft, before, 'requeued');
}

/** Without its note: answers are kept for those who repeat themselves, and texts have one place each. */
export function answered(transfer: Transfer): Transfer {
  return { ...transfer, note: null, draft: null };
}

/** A transfer as its commands answer it. */
export function answerOf(draft: Draft, transfer: Transfer): TransferAnswer {
  const conversation = draft.get('conversation', transfer.conversationId);
  const offer = draft.find('offer', conversation.liveOfferId ?? '');
  return {
    transfer: answered(draft.get('transfer', transfer.id)),
    ticketVersion: draft.get('ticket', conversation.ticketId).version,
    offerId: offer?.id ?? null,
    expiresAt: offer?.expiresAt ?? transfer.deadlineAt,
  };
}
