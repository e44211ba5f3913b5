import { queryOptions } from '@tanstack/react-query';
import type { Answer } from '../../../../client/src/index.ts';
import { api } from '../../app/api.ts';

/** What there is to know before anybody is signed in, as `GET /v1/sign-in` says it. */
export type SignInState = Answer<'get', '/v1/sign-in'>;

export const signInQuery = queryOptions({
  queryKey: ['sign-in'],
  queryFn: (): Promise<SignInState> => api.get('/v1/sign-in'),
});
