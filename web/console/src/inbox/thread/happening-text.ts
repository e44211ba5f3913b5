import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { Names } from '../desk/use-desk.ts';
import type { Happening } from './thread-lines.ts';

/** What happened, as a sentence with the names of who and what. */
export function useHappeningText(given: Names, customer: string): (what: Happening) => string {
  const { t, i18n } = useTranslation();
  return useCallback(
    (what) => {
      const names = isolated(given, i18n.dir() === 'rtl');
      switch (what.kind) {
        case 'began':
          return t('inbox.happened.began', { department: names.department(what.departmentId) });
        case 'taken':
          return t('inbox.happened.taken', { name: names.agent(what.by) });
        case 'requested':
          return t('inbox.happened.requested', {
            name: names.actor(what.by, customer),
            target: names.target(what.target),
          });
        case 'offered':
          return t('inbox.happened.offered', { name: names.agent(what.to) });
        case 'accepted':
          return what.movedTo === null
            ? t('inbox.happened.accepted', { name: names.agent(what.by) })
            : t('inbox.happened.acceptedMoved', {
                name: names.agent(what.by),
                department: names.department(what.movedTo),
              });
        case 'declined':
          return what.reason === null
            ? t('inbox.happened.declined', { name: names.agent(what.by) })
            : t('inbox.happened.declinedBecause', { name: names.agent(what.by), reason: what.reason });
        case 'timed_out':
          return t('inbox.happened.timedOut', { name: names.agent(what.by) });
        case 'waiting':
          return t('inbox.happened.waiting', { target: names.target(what.target) });
        case 'admitted':
          return what.movedTo === null
            ? t('inbox.happened.admitted', { target: names.target(what.target) })
            : t('inbox.happened.admittedMoved', {
                target: names.target(what.target),
                department: names.department(what.movedTo),
              });
        case 'returned':
          return t('inbox.happened.returned', { name: names.owner(what.to) });
        case 'fell_back':
          return t('inbox.happened.fellBack', { department: names.department(what.departmentId) });
        case 'requeued':
          return what.because === 'went_offline' ? t('inbox.happened.wentOffline') : t('inbox.happened.requeued');
        case 'closed':
          return what.reason === null
            ? t('inbox.happened.closed')
            : t('inbox.happened.closedBecause', { reason: what.reason });
        case 'cancelled':
          return t('inbox.happened.cancelled');
        case 'failed':
          return t('inbox.happened.failed');
        case 'reopened':
          return t('inbox.happened.reopened');
      }
    },
    [t, i18n, given, customer],
  );
}

type Named = Pick<Names, 'agent' | 'department' | 'owner' | 'target' | 'actor'>;

/** Where text runs from right to left, names that run the other way are kept together, and turn nothing around them. */
function isolated(names: Named, isNeeded: boolean): Named {
  if (!isNeeded) return names;
  const apart = (name: string): string => `\u2068${name}\u2069`;
  return {
    agent: (id) => apart(names.agent(id)),
    department: (id) => apart(names.department(id)),
    owner: (owner) => apart(names.owner(owner)),
    target: (target) => apart(names.target(target)),
    actor: (actor, customer) => apart(names.actor(actor, customer)),
  };
}
