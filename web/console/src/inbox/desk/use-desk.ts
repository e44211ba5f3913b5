import { createContext, use, useCallback, useEffect, useMemo, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import type { ActorName, Entry, Owner, Target, ThreadState } from '../../../../client/src/index.ts';
import type { Desk } from './desk.ts';
import { Directory } from './directory.ts';
import type { Draft } from './drafts.ts';
import type { Sending } from './outbox.ts';

/** The desk of the page. */
export const DeskContext = createContext<Desk | null>(null);

export function useDesk(): Desk {
  const desk = use(DeskContext);
  if (desk === null) throw new Error('There is no desk around this.');
  return desk;
}

/** All conversations in view: the same array until one of them changes. */
export function useEntries(): readonly Entry[] {
  const { rows } = useDesk();
  return useSyncExternalStore(
    useCallback((listener) => rows.subscribe('conversation', '*', listener), [rows]),
    () => rows.all('conversation'),
  );
}

/** One conversation in view; undefined for one that is not, or not any more. */
export function useEntry(conversationId: string): Entry | undefined {
  const { rows } = useDesk();
  return useSyncExternalStore(
    useCallback((listener) => rows.subscribe('conversation', conversationId, listener), [rows, conversationId]),
    () => rows.get('conversation', conversationId),
  );
}

/** Rises with every change of the rows of these kinds: what is computed from them is computed again. */
export function useRowsOf(kind: 'offer' | 'wrapUp') {
  const { rows } = useDesk();
  return useSyncExternalStore(
    useCallback((listener) => rows.subscribe(kind, '*', listener), [rows, kind]),
    () => rows.all(kind),
  );
}

/** Whether the snapshot has come: before it, an empty list says nothing. */
export function useIsLoaded(): boolean {
  const { rows } = useDesk();
  return useSyncExternalStore(
    useCallback((listener) => rows.subscribe('conversation', '*', listener), [rows]),
    () => rows.isLoaded,
  );
}

export function useThread(conversationId: string): ThreadState {
  const desk = useDesk();
  const thread = useMemo(() => desk.thread(conversationId), [desk, conversationId]);
  return useSyncExternalStore(
    useCallback((listener) => thread.subscribe(listener), [thread]),
    () => thread.state,
  );
}

export function useConnection(): Desk['connection'] {
  const desk = useDesk();
  return useSyncExternalStore(desk.subscribe, () => desk.connection);
}

export function useDraft(conversationId: string): Draft {
  const { drafts } = useDesk();
  return useSyncExternalStore(drafts.subscribe, () => drafts.get(conversationId));
}

export function useSending(conversationId: string): readonly Sending[] {
  const { outbox } = useDesk();
  return useSyncExternalStore(outbox.subscribe, () => outbox.get(conversationId));
}

/** Rises when something was read here, so that lists count anew. */
export function useReadVersion(): number {
  const { readMarks } = useDesk();
  return useSyncExternalStore(readMarks.subscribe, () => readMarks.version);
}

/** What people and places are called. */
export interface Names {
  agent(id: string): string;
  queue(id: string): string;
  department(id: string): string;
  owner(owner: Owner): string;
  target(target: Target): string;
  /** Who said or did something; a customer by the name that is passed in. */
  actor(actor: ActorName, customer: string): string;
}

export function useNames(): Names {
  const { directory } = useDesk();
  const { t } = useTranslation();
  const version = useSyncExternalStore(directory.subscribe, () => directory.version);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what names are known is told by the version alone.
  return useMemo(() => {
    const agent = (id: string): string => directory.nameOf('agent', id);
    const department = (id: string): string => directory.nameOf('department', id);
    const queue = (id: string): string => {
      const of = Directory.agentOfDirectQueue(id);
      return of === null ? directory.nameOf('queue', id) : t('inbox.directQueue', { name: agent(of) });
    };
    const named = (kind: string, id: string): string =>
      kind === 'agent' ? agent(id) : kind === 'queue' ? queue(id) : kind === 'department' ? department(id) : id;
    return {
      agent,
      queue,
      department,
      owner: ({ kind, id }) => named(kind, id),
      target: ({ kind, id }) => named(kind, id),
      actor: ({ kind, id }, customer) => {
        if (kind === 'contact') return customer;
        if (kind === 'agent') return agent(id);
        return kind === 'key' ? t('inbox.integration') : t('inbox.automatic');
      },
    };
  }, [directory, t, version]);
}

/** What is set for a department; undefined until it is known. */
export function useDepartment(id: string | undefined) {
  const { directory } = useDesk();
  return useSyncExternalStore(directory.subscribe, () => (id === undefined ? undefined : directory.department(id)));
}

/** Tells the store of read marks what is in front of somebody who is there. */
export function useMarkAsRead(conversationId: string, sequence: number): void {
  const { readMarks } = useDesk();
  useEffect(() => {
    const mark = (): void => {
      if (document.visibilityState === 'visible' && document.hasFocus()) readMarks.set(conversationId, sequence);
    };
    mark();
    window.addEventListener('focus', mark);
    document.addEventListener('visibilitychange', mark);
    return () => {
      window.removeEventListener('focus', mark);
      document.removeEventListener('visibilitychange', mark);
    };
  }, [readMarks, conversationId, sequence]);
}
