import type { Needs } from '../domain/command.ts';
import { decideFallback, type FallbackDecision } from '../domain/decide-fallback.ts';
import type { Draft } from '../domain/draft.ts';
import type { Transfer } from '../domain/transfer.ts';
import { transferFacts } from './facts.ts';

/** Where a transfer goes whose target will not take it: the next admissible link of its chain, or what comes after the last. */
export function nextStep(
  draft: Draft,
  transfer: Transfer,
): { readonly step: FallbackDecision } | { readonly needs: Needs } {
  const conversation = draft.get('conversation', transfer.conversationId);
  const ticket = draft.get('ticket', conversation.ticketId);
  const { facts, missing } = transferFacts(draft, { conversation, ticket });
  const step = decideFallback(facts, transfer);
  const needs = missing();
  return needs === null ? { step } : { needs };
}
