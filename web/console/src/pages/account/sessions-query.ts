import { queryOptions } from '@tanstack/react-query';
import { api } from '../../app/api.ts';

/** Where one is signed in, this browser included. */
export const sessionsQuery = queryOptions({
  queryKey: ['me', 'sessions'],
  queryFn: () => api.get('/v1/me/sessions'),
});
