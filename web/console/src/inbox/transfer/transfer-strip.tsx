import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Entry, TransferRow } from '../../../../client/src/index.ts';
import { Button } from '../../design/button.tsx';
import { Countdown } from '../../design/countdown.tsx';
import { Icon } from '../../design/icon.tsx';
import { useDepartment, useDesk, useNames } from '../desk/use-desk.ts';
import { inboxProblemText } from '../refusal-text.ts';

/** Above what one writes in: the hand-over that is under way, how long it may take, and the way to call it back. */
export function TransferStrip({ entry }: { readonly entry: Entry }) {
  return entry.transfer === null ? null : <PendingStrip entry={entry} transfer={entry.transfer} />;
}

function PendingStrip({ entry, transfer }: { readonly entry: Entry; readonly transfer: TransferRow }) {
  const { t } = useTranslation();
  const desk = useDesk();
  const names = useNames();
  const [isCancelling, setCancelling] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const settings = useDepartment(transfer.fromDepartmentId)?.settings;
  const isSender = transfer.requestedBy.kind === 'agent' && transfer.requestedBy.id === desk.self.agentId;
  const mayCancel = desk.may('transfer.cancel_any') || (isSender && settings?.mayCancel !== false);
  const cancel = async (): Promise<void> => {
    setCancelling(true);
    setError(null);
    try {
      await desk.client.post('/v1/transfers/{id}/cancel', { path: { id: transfer.id }, body: {} });
    } catch (thrown) {
      setError(thrown);
    } finally {
      setCancelling(false);
    }
  };
  const target = names.target(transfer.currentTarget);
  const isOffered = transfer.state === 'offered';
  const owner = entry.conversation.owner;
  const isMine = owner?.kind === 'agent' && owner.id === desk.self.agentId;
  return (
    <section aria-label={t('inbox.strip.label')} className="border-t border-line bg-accent-soft px-4 py-2 wide:px-6">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
        <Icon name={isOffered ? 'transfer' : 'clock'} className="text-accent-ink" />
        <p role="status" className="min-w-40 flex-1">
          <span className="font-medium">
            {isOffered ? t('inbox.strip.offered', { target }) : t('inbox.strip.waiting', { target })}
          </span>{' '}
          {isMine && <span className="text-muted">{t('inbox.strip.keep')}</span>}
        </p>
        <StripCountdown entry={entry} transfer={transfer} />
        {mayCancel && (
          <Button size="small" loading={isCancelling} onClick={() => void cancel()}>
            {t('inbox.strip.cancel')}
          </Button>
        )}
      </div>
      {error !== null && (
        <p role="alert" className="mt-1 text-small text-critical">
          {inboxProblemText(t, names, error)}
        </p>
      )}
    </section>
  );
}

function StripCountdown({ entry: { offer }, transfer }: { readonly entry: Entry; readonly transfer: TransferRow }) {
  const { t } = useTranslation();
  const isOffered = offer !== null && offer.transferId === transfer.id;
  const [from, until] = isOffered ? [offer.offeredAt, offer.expiresAt] : [transfer.requestedAt, transfer.deadlineAt];
  if (until === null) return null;
  return <Countdown until={new Date(until).toISOString()} totalMs={until - from} label={t('inbox.strip.left')} />;
}
