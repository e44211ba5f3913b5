import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Entry } from '../../../../client/src/index.ts';
import { useCommand } from '../../app/commands.ts';
import { useOwnPresence } from '../../app/presence.ts';
import { Banner } from '../../design/banner.tsx';
import { Button } from '../../design/button.tsx';
import { RelativeTime } from '../../design/relative-time.tsx';
import { useDesk, useNames } from '../desk/use-desk.ts';
import { inboxProblemText } from '../refusal-text.ts';
import type { Standing } from './standing.ts';

/** Above the note box of a conversation that is somebody else's or a queue's: whose, and the way to make it one's own. */
export function TakeBar({ entry, standing }: { readonly entry: Entry; readonly standing: Standing }) {
  const { t } = useTranslation();
  const desk = useDesk();
  const isOffline = useOwnPresence()?.presence === 'offline';
  const names = useNames();
  const [isTaking, setTaking] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const { owner, queuedAt, ticketId } = entry.conversation;
  const waits = standing.with === 'queue';
  const take = async (): Promise<void> => {
    if (isTaking) return;
    setTaking(true);
    setError(null);
    try {
      // An offline agent owns nothing: who takes work is at work.
      if (isOffline) await desk.setPresence({ presence: 'online' });
      await desk.client.post('/v1/tickets/{id}/take', { path: { id: ticketId }, body: {} });
    } catch (thrown) {
      setError(thrown);
    } finally {
      setTaking(false);
    }
  };
  const label = t(`inbox.actions.${waits ? 'take' : 'takeOver'}${isOffline ? 'Online' : ''}`);
  useCommand({
    id: 'conversation.take',
    group: 'conversation',
    title: label,
    icon: 'check',
    keys: 'g',
    enabled: standing.mayTake,
    run: () => void take(),
  });
  return (
    <div className="border-t border-line bg-sunken px-4 py-2.5 wide:px-6">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <p className="min-w-0 flex-1 text-muted">
          {owner !== null &&
            (waits
              ? t('inbox.waitsIn', { queue: names.owner(owner) })
              : t('inbox.isWith', { name: names.owner(owner) }))}
          {waits && queuedAt !== null && (
            <>
              {' · '}
              <RelativeTime at={new Date(queuedAt).toISOString()} />
            </>
          )}
        </p>
        {standing.mayTake && (
          <Button
            look={waits ? 'primary' : 'secondary'}
            size="small"
            keys="g"
            loading={isTaking}
            onClick={() => void take()}
          >
            {label}
          </Button>
        )}
      </div>
      {error !== null && (
        <Banner tone="warning" className="mt-2">
          {inboxProblemText(t, names, error)}
        </Banner>
      )}
    </div>
  );
}
