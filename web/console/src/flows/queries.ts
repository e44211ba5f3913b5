import { queryOptions } from '@tanstack/react-query';
import type { Answer } from '../../../client/src/index.ts';
import { api } from '../app/api.ts';
import { readLanguage } from './graph/language.ts';
import { readNames } from './names.ts';

export type FlowSummary = Answer<'get', '/v1/flows'>['items'][number];
export type FlowAnswer = Answer<'get', '/v1/flows/{id}'>;

export const flowsQuery = queryOptions({
  queryKey: ['flows'],
  staleTime: 0,
  queryFn: async () => (await api.get('/v1/flows')).items,
});

/** One flow with its draft. Read anew whenever its page is opened: a draft that is old would be refused. */
export const flowQuery = (id: string) =>
  queryOptions({
    queryKey: ['flow', id],
    staleTime: 0,
    gcTime: 0,
    queryFn: () => api.get('/v1/flows/{id}', { path: { id } }),
  });

export const languageQuery = queryOptions({
  queryKey: ['flow-language'],
  staleTime: Number.POSITIVE_INFINITY,
  queryFn: async () => readLanguage(await api.get('/v1/flows/language')),
});

/** What can be referred to, by what it is called. */
export const namesQuery = queryOptions({
  queryKey: ['flow-names'],
  staleTime: 60_000,
  queryFn: async () => readNames(await api.get('/v1/configuration')),
});

export type Template = Answer<'get', '/v1/flow-templates'>['items'][number];

export const templatesQuery = queryOptions({
  queryKey: ['flow-templates'],
  staleTime: Number.POSITIVE_INFINITY,
  queryFn: async () => (await api.get('/v1/flow-templates')).items,
});

export const figuresQuery = (id: string) =>
  queryOptions({
    queryKey: ['flow-figures', id],
    staleTime: 60_000,
    queryFn: () => api.get('/v1/flows/{id}/figures', { path: { id } }),
  });
