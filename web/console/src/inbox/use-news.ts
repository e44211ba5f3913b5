import { useNavigate } from '@tanstack/react-router';
import { createElement, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { closeToast, showToast } from '../design/toast.tsx';
import { areAlertsOn } from './alert-choice.ts';
import { type Names, useDesk } from './desk/use-desk.ts';
import type { AskedFor } from './list/list-view.ts';
import { OfferCountdown } from './list/offer-card.tsx';
import { playAlert } from './play-alert.ts';
import { transferNewsOf } from './transfer/transfer-news.ts';

/** Tells of what must not be missed: a toast and a sound for each offer, what became of one's transfers, new messages. */
export function useNews(offers: readonly AskedFor[], names: Names, openId: string | null): void {
  useOfferToasts(offers, names, openId);
  useTransferNews(names);
  useMessageSound();
}

function useOfferToasts(offers: readonly AskedFor[], names: Names, openId: string | null): void {
  const { t } = useTranslation();
  const navigate = useNavigate();
  /** What is shown, by offer: its title changes when names become known. */
  const shown = useRef(new Map<string, string>());
  const heard = useRef(new Set<string>());
  useEffect(() => {
    // Whoever looks at the conversation has the answer's buttons before them.
    const told = offers.filter(({ offer }) => offer.conversationId !== openId);
    const live = new Set(told.map(({ offer }) => offer.id));
    for (const id of shown.current.keys()) {
      if (live.has(id)) continue;
      shown.current.delete(id);
      closeToast(`offer ${id}`);
    }
    for (const asked of told) {
      const { offer, transfer, about } = asked;
      const name = about.contact.name ?? t('inbox.unnamed');
      const title =
        transfer === null
          ? t('inbox.news.work', { name })
          : t('inbox.news.offer', { name, from: names.actor(transfer.requestedBy, name) });
      if (shown.current.get(offer.id) === title) continue;
      shown.current.set(offer.id, title);
      showToast({
        id: `offer ${offer.id}`,
        tone: 'accent',
        title,
        ...(transfer?.note ? { text: transfer.note.slice(0, 140) } : {}),
        more: createElement('div', { className: 'mt-1' }, createElement(OfferCountdown, { asked })),
        durationMs: 0,
        action: {
          label: t('inbox.offer.look'),
          onSelect: () =>
            void navigate({ to: '/inbox/$conversationId', params: { conversationId: offer.conversationId } }),
        },
      });
    }
    for (const { offer } of offers) {
      if (heard.current.has(offer.id)) continue;
      heard.current.add(offer.id);
      if (areAlertsOn()) playAlert('offer');
    }
  }, [offers, names, openId, t, navigate]);
}

function useTransferNews(names: Names): void {
  const { t } = useTranslation();
  const desk = useDesk();
  const navigate = useNavigate();
  useEffect(
    () =>
      desk.rows.onEvent((event, before) => {
        const news = transferNewsOf(event, before, desk.self.agentId);
        if (news === null) return;
        const { kind, conversationId, contact, target, reason } = news;
        const said = { name: contact.name ?? t('inbox.unnamed'), target: names.target(target) };
        const isBack = kind !== 'accepted' && kind !== 'fell_back';
        const look = () => void navigate({ to: '/inbox/$conversationId', params: { conversationId } });
        showToast({
          tone: kind === 'accepted' ? 'positive' : 'warning',
          title: t(`inbox.news.${kind}`, said),
          text: reason === null ? t(`inbox.news.${kind}Text`, said) : t('inbox.news.because', { reason }),
          ...(isBack
            ? { action: { label: t('inbox.offer.look'), onSelect: look }, durationMs: 12_000 }
            : { durationMs: 4_000 }),
        });
      }),
    [desk, names, navigate, t],
  );
}

/** A sound for what a customer writes in a conversation of one's own, while the page is not looked at. */
function useMessageSound(): void {
  const desk = useDesk();
  useEffect(
    () =>
      desk.rows.onEvent(({ kind, conversationId }) => {
        if (kind !== 'message.received' || document.visibilityState === 'visible' || !areAlertsOn()) return;
        const owner = desk.rows.get('conversation', conversationId ?? '')?.conversation.owner;
        if (owner?.kind === 'agent' && owner.id === desk.self.agentId) playAlert('message');
      }),
    [desk],
  );
}
