import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Entry } from '../../../../client/src/index.ts';
import { Banner } from '../../design/banner.tsx';
import { Button } from '../../design/button.tsx';
import { Dialog } from '../../design/dialog.tsx';
import { Input } from '../../design/input.tsx';
import { useDepartment, useDesk, useNames } from '../desk/use-desk.ts';
import { inboxProblemText } from '../refusal-text.ts';

export interface EndDialogProps {
  readonly entry: Entry;
  readonly customer: string;
  readonly onClose: () => void;
}

/** Ends a conversation, once asked again: a customer who writes later begins in a queue. */
export function EndDialog({ entry, customer, onClose }: EndDialogProps) {
  const { t } = useTranslation();
  const { client } = useDesk();
  const names = useNames();
  const [reason, setReason] = useState('');
  const [isEnding, setEnding] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const { ticketId, departmentId } = entry.conversation;
  const wrapsUp = (useDepartment(departmentId)?.settings.wrapUpSeconds ?? 0) > 0;
  const end = async (): Promise<void> => {
    if (isEnding) return;
    setEnding(true);
    setError(null);
    try {
      const body = reason.trim() === '' ? {} : { reason: reason.trim() };
      await client.post('/v1/tickets/{id}/close', { path: { id: ticketId }, body });
      onClose();
    } catch (thrown) {
      setError(thrown);
      setEnding(false);
    }
  };
  return (
    <Dialog
      open
      onClose={onClose}
      size="small"
      title={t('inbox.end.title', { name: customer })}
      description={wrapsUp ? t('inbox.end.textWrapUp') : t('inbox.end.text')}
      onSubmit={() => void end()}
      footer={
        <>
          <Button onClick={onClose}>{t('design.cancel')}</Button>
          <Button type="submit" look="primary" loading={isEnding}>
            {t('inbox.actions.end')}
          </Button>
        </>
      }
    >
      {entry.transfer !== null && (
        <Banner tone="warning" className="mb-3">
          {t('inbox.end.pending')}
        </Banner>
      )}
      <Input
        label={t('inbox.end.reason')}
        hint={t('inbox.end.reasonHint')}
        maxLength={200}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
      />
      {error !== null && (
        <Banner tone="critical" className="mt-3">
          {inboxProblemText(t, names, error)}
        </Banner>
      )}
    </Dialog>
  );
}
