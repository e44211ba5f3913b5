import { QueryClient, queryOptions, useSuspenseQuery } from '@tanstack/react-query';
import { type Answer, Problem } from '../../../client/src/index.ts';
import { api } from './api.ts';

/** Who is signed in, as `GET /v1/me` says it. */
export type Me = Answer<'get', '/v1/me'>;

/** Somebody who is signed in and an agent of an organization: whoever sees the console proper. */
export type Session = Me & { readonly agent: NonNullable<Me['agent']>; readonly user: NonNullable<Me['user']> };

/** Where answers of the API are kept between pages. Live rows are kept elsewhere; this is for what is asked once. */
export const queries = new QueryClient({
  defaultOptions: { queries: { retry: false, refetchOnWindowFocus: false, staleTime: 30_000 } },
});

/** Who is signed in; null for nobody. */
export const meQuery = queryOptions({
  queryKey: ['me'],
  staleTime: 60_000,
  queryFn: async (): Promise<Me | null> => {
    try {
      return await api.get('/v1/me');
    } catch (error) {
      if (error instanceof Problem && error.status === 401) return null;
      throw error;
    }
  },
});

export function isSession(me: Me | null | undefined): me is Session {
  return me != null && me.agent !== null && me.user !== null;
}

/** Who is signed in. Only below the shell, which nobody else gets to see. */
export function useSession(): Session {
  const { data } = useSuspenseQuery(meQuery);
  if (!isSession(data)) throw new Error('The shell was shown to somebody who is not signed in.');
  return data;
}

/** Whether the person may do something, such as `users.manage`. The server decides; this only hides what it would refuse. */
export function may({ agent }: Session, permission: string): boolean {
  return agent.permissions.includes(permission);
}

/** A path of ours to go on to after signing in, and `/inbox` for anything else: nobody is sent elsewhere by a link. */
export function safeNext(next: unknown): string {
  if (typeof next !== 'string' || !/^\/(?![/\\])/.test(next)) return '/inbox';
  return /^\/(sign-in|set-up|reset)\b/.test(next) ? '/inbox' : next;
}
