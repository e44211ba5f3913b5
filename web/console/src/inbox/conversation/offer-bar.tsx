import { useTranslation } from 'react-i18next';
import { Banner } from '../../design/banner.tsx';
import { Button } from '../../design/button.tsx';
import { useNames } from '../desk/use-desk.ts';
import type { AskedFor } from '../list/list-view.ts';
import { DeclineButton, OfferCountdown } from '../list/offer-card.tsx';
import { useAnswerOffer } from '../list/use-answer-offer.ts';
import { inboxProblemText } from '../refusal-text.ts';

/** Below a conversation that one is asked to take: what one may see of it stands above, the answer is given here. */
export function OfferBar({ asked }: { readonly asked: AskedFor }) {
  const { t } = useTranslation();
  const names = useNames();
  const answer = useAnswerOffer(asked);
  const { transfer, about } = asked;
  const name = about.contact.name ?? t('inbox.unnamed');
  return (
    <section
      aria-label={t('inbox.offer.label', { name })}
      className="border-t border-line bg-accent-soft px-4 py-3 wide:px-6"
    >
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <p className="min-w-40 flex-1">
          {transfer === null
            ? t('inbox.offer.askedByQueue')
            : t('inbox.offer.askedBy', { name: names.actor(transfer.requestedBy, name) })}
        </p>
        <OfferCountdown asked={asked} />
        <Button look="primary" loading={answer.isAccepting} onClick={() => void answer.accept()}>
          {t('inbox.offer.accept')}
        </Button>
        <DeclineButton asked={asked} hasKeys={false} decline={answer.decline} isDeclining={answer.isDeclining} />
      </div>
      {transfer?.note && (
        <p
          dir="auto"
          className="mt-2 max-h-40 overflow-y-auto rounded-control bg-note px-3 py-2 whitespace-pre-wrap wrap-anywhere"
        >
          {transfer.note}
        </p>
      )}
      {answer.error !== null && (
        <Banner tone="warning" className="mt-2">
          {inboxProblemText(t, names, answer.error)}
        </Banner>
      )}
    </section>
  );
}
