import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useDesk } from '../desk/use-desk.ts';
import type { AskedFor } from './list-view.ts';

export interface OfferAnswering {
  readonly isAccepting: boolean;
  readonly isDeclining: boolean;
  /** Why the last answer came too late, or to nothing. */
  readonly error: unknown;
  /** Takes it, and goes there. */
  accept(): Promise<void>;
  decline(reason: string | null): Promise<void>;
}

/** Answers an offer. What becomes of it is told by events; only a refusal is told here. */
export function useAnswerOffer({ offer }: Pick<AskedFor, 'offer'>): OfferAnswering {
  const { client } = useDesk();
  const navigate = useNavigate();
  const [under, setUnder] = useState<'accept' | 'decline' | null>(null);
  const [error, setError] = useState<unknown>(null);
  const answer = async (kind: 'accept' | 'decline', send: () => Promise<unknown>): Promise<boolean> => {
    if (under !== null) return false;
    setUnder(kind);
    setError(null);
    try {
      await send();
      return true;
    } catch (thrown) {
      setError(thrown);
      return false;
    } finally {
      setUnder(null);
    }
  };
  const path = { id: offer.id };
  return {
    isAccepting: under === 'accept',
    isDeclining: under === 'decline',
    error,
    accept: async () => {
      const accepted = await answer('accept', () => client.post('/v1/offers/{id}/accept', { path, body: {} }));
      if (accepted) {
        await navigate({ to: '/inbox/$conversationId', params: { conversationId: offer.conversationId } });
      }
    },
    decline: async (reason) => {
      const body = reason === null ? {} : { reason };
      await answer('decline', () => client.post('/v1/offers/{id}/decline', { path, body }));
    },
  };
}
