import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Avatar } from '../../design/avatar.tsx';
import { Banner } from '../../design/banner.tsx';
import { Button } from '../../design/button.tsx';
import { Countdown } from '../../design/countdown.tsx';
import { Input } from '../../design/input.tsx';
import { Popover } from '../../design/popover.tsx';
import { ChannelIcon } from '../channel-icon.tsx';
import { type Names, useDepartment } from '../desk/use-desk.ts';
import { inboxProblemText } from '../refusal-text.ts';
import type { AskedFor } from './list-view.ts';
import { useAnswerOffer } from './use-answer-offer.ts';

export interface OfferCardProps {
  readonly asked: AskedFor;
  readonly names: Names;
  /** Whether its keys are those of the page: of several offers, the first has them. */
  readonly hasKeys: boolean;
}

/** A conversation that waits for an answer: who hands it over and why, and how long there is to say yes or no. */
export function OfferCard({ asked, names, hasKeys }: OfferCardProps) {
  const { t } = useTranslation();
  const { about, transfer, offer, departmentId } = asked;
  const name = about.contact.name ?? t('inbox.unnamed');
  const answer = useAnswerOffer(asked);
  return (
    <article aria-label={t('inbox.offer.label', { name })} className="border-b border-line bg-accent-soft px-3 py-3">
      <div className="flex items-start gap-2.5">
        <Avatar name={name} className="mt-0.5" />
        <div className="min-w-0 flex-1">
          <p className="flex items-baseline gap-2">
            <span dir="auto" className="min-w-0 flex-1 truncate font-strong">
              {name}
            </span>
            <OfferCountdown asked={asked} />
          </p>
          <p className="flex items-center gap-1.5 text-small text-muted">
            <ChannelIcon kind={about.channelKind} />
            <span className="min-w-0 truncate">
              {transfer === null
                ? t('inbox.offer.fromQueue', { department: names.department(departmentId) })
                : t('inbox.offer.from', {
                    name: names.actor(transfer.requestedBy, name),
                    department: names.department(transfer.fromDepartmentId),
                  })}
            </span>
          </p>
        </div>
      </div>
      {transfer?.note && (
        <p dir="auto" className="mt-2 line-clamp-4 rounded-control bg-note px-2.5 py-1.5 whitespace-pre-wrap">
          <span className="sr-only">{t('inbox.offer.note')}</span>
          {transfer.note}
        </p>
      )}
      {answer.error !== null && (
        <Banner tone="warning" className="mt-2">
          {inboxProblemText(t, names, answer.error)}
        </Banner>
      )}
      <div className="mt-2.5 flex flex-wrap items-center gap-2">
        <Button
          look="primary"
          size="small"
          loading={answer.isAccepting}
          keys={hasKeys ? 'a' : undefined}
          data-accept={offer.id}
          onClick={() => void answer.accept()}
        >
          {t('inbox.offer.accept')}
        </Button>
        <DeclineButton asked={asked} hasKeys={hasKeys} decline={answer.decline} isDeclining={answer.isDeclining} />
        <Link
          to="/inbox/$conversationId"
          params={{ conversationId: offer.conversationId }}
          className="ms-auto text-small"
        >
          {t('inbox.offer.look')}
        </Link>
      </div>
    </article>
  );
}

/** What is left to answer an offer. */
export function OfferCountdown({ asked: { offer } }: Pick<OfferCardProps, 'asked'>) {
  const { t } = useTranslation();
  return (
    <Countdown
      until={new Date(offer.expiresAt).toISOString()}
      totalMs={offer.expiresAt - offer.offeredAt}
      label={t('inbox.offer.left')}
    />
  );
}

interface DeclineProps {
  readonly asked: AskedFor;
  readonly hasKeys: boolean;
  readonly isDeclining: boolean;
  readonly decline: (reason: string | null) => Promise<void>;
}

/** Declines, with a reason for whoever asked; not there where the department lets nobody decline. */
export function DeclineButton({ asked, hasKeys, isDeclining, decline }: DeclineProps): ReactNode {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const [reason, setReason] = useState('');
  const settings = useDepartment(asked.departmentId)?.settings;
  const mayDecline = asked.transfer === null ? settings?.mayDeclineQueueWork : settings?.mayDeclineTransfer;
  if (mayDecline === false) return null;
  const say = (why: string | null): void => {
    setOpen(false);
    void decline(why);
  };
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      title={t('inbox.offer.declineTitle')}
      className="w-72"
      trigger={
        <Button size="small" loading={isDeclining} keys={hasKeys ? 'x' : undefined} data-decline={asked.offer.id}>
          {t('inbox.offer.decline')}
        </Button>
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          say(reason.trim() === '' ? null : reason.trim());
        }}
      >
        <div className="mb-2 flex flex-wrap gap-1.5">
          {(['busy', 'wrongPlace', 'noSkill'] as const).map((why) => (
            <Button key={why} size="small" onClick={() => say(t(`inbox.offer.reasons.${why}`))}>
              {t(`inbox.offer.reasons.${why}`)}
            </Button>
          ))}
        </div>
        <Input
          label={t('inbox.offer.reason')}
          hint={t('inbox.offer.reasonHint')}
          maxLength={200}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
        <div className="mt-3 flex justify-end">
          <Button type="submit" look="primary" size="small">
            {t('inbox.offer.decline')}
          </Button>
        </div>
      </form>
    </Popover>
  );
}
