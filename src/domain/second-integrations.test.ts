import { expect, test } from 'vitest';
import { checkConfiguration } from './check-configuration.ts';

const faultsOf = (accounts: readonly object[], queues: readonly object[] = []) =>
  checkConfiguration({
    departments: [{ id: 'care' }],
    queues,
    accounts: accounts.map((account) => ({ kind: 'whatsapp', entry: { department: 'care' }, ...account })),
  }).map(({ path, code }) => `${path} ${code}`);

test('[T7] one address has one account of its kind, however it is written', () => {
  const number = { id: 'one', address: '+49 (30) 12-34' };
  expect(faultsOf([number, { id: 'two', address: '+49301234' }])).toEqual(['/accounts/1/address second_integration']);
  expect(faultsOf([number, { id: 'two', kind: 'sms', address: '+49301234' }])).toEqual([]);
  expect(faultsOf([number, { id: 'two', address: '+49301235' }])).toEqual([]);
  expect(faultsOf([{ id: 'one' }, { id: 'two' }, { id: 'three', address: null }])).toEqual([]);
});

test('[T7] where a partner routes an account, Baton offers none of its work by itself', () => {
  const routed = { id: 'one', partnerRouted: true };
  const queue = (distribution: string, more: object = {}) => ({
    id: 'care',
    department: 'care',
    distribution,
    ...more,
  });
  const fault = '/accounts/0/partnerRouted second_integration';
  expect(faultsOf([routed], [queue('push')])).toEqual([fault]);
  expect(faultsOf([routed])).toEqual([fault]);
  expect(faultsOf([routed], [queue('pull')])).toEqual([]);
  expect(faultsOf([{ ...routed, partnerRouted: false }], [queue('push')])).toEqual([]);
  const desk = { id: 'desk', department: 'care', distribution: 'pull' };
  expect(faultsOf([{ ...routed, entry: { department: 'care', queue: 'desk' } }], [queue('push'), desk])).toEqual([]);
});
