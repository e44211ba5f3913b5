import { infiniteQueryOptions } from '@tanstack/react-query';
import type { Answer } from '../../../../client/src/index.ts';
import { api } from '../../app/api.ts';

/** An agent with the sign-in behind it, if there is one. */
export type Person = Answer<'get', '/v1/users'>['items'][number];

export const peopleQuery = infiniteQueryOptions({
  queryKey: ['people'],
  initialPageParam: null as string | null,
  queryFn: ({ pageParam: cursor }) =>
    api.get('/v1/users', { query: { limit: 100, ...(cursor === null ? {} : { cursor }) } }),
  getNextPageParam: ({ nextCursor }) => nextCursor,
});

export type SignInKind = 'active' | 'invited' | 'lapsed' | 'none';

/** How it stands with somebody's sign-in. An invitation that was not accepted in time is told as such, not as none. */
export function signInKind({ hasSignIn, invitedUntil }: Person, nowMs: number): SignInKind {
  if (hasSignIn) return 'active';
  if (invitedUntil === null) return 'none';
  return Date.parse(invitedUntil) > nowMs ? 'invited' : 'lapsed';
}

/** Those whose name or address has all the words of the filter in it, whatever their case. */
export function filterPeople(people: readonly Person[], filter: string): Person[] {
  const words = filter.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  return people.filter(({ name, email }) => {
    const text = `${name} ${email ?? ''}`.toLocaleLowerCase();
    return words.every((word) => text.includes(word));
  });
}
