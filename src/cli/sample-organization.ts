import type { WrittenDocument } from '../domain/fill-configuration.ts';

/** A small shop, so that a new server has something to look at: two departments, three queues, four agents, two accounts. */
export const sampleOrganizationName = 'Lantern & Loom (sample)';

export const sampleConfiguration: WrittenDocument = {
  profile: 'baton',
  programs: [{ id: 'shop', name: 'Shop' }],
  departments: [
    {
      id: 'support',
      name: 'Customer support',
      program: 'shop',
      defaultQueue: 'support',
      moveRules: [{ label: 'Everything may go to billing', channels: 'all', destinations: ['billing'] }],
      dispositions: [
        { id: 'solved', name: 'Solved' },
        { id: 'sent-to-billing', name: 'Sent to billing', marksTransfer: true },
      ],
      settings: { wrapUpSeconds: 60 },
    },
    {
      id: 'billing',
      name: 'Billing',
      program: 'shop',
      hours: {
        zone: 'Europe/Berlin',
        weekly: {
          mon: [['08:00', '18:00']],
          tue: [['08:00', '18:00']],
          wed: [['08:00', '18:00']],
          thu: [['08:00', '18:00']],
          fri: [['08:00', '16:00']],
        },
        holidays: ['2026-12-25'],
      },
      defaultQueue: 'billing',
      moveRules: [{ label: 'Back to support', channels: ['webchat', 'email'], destinations: ['support'] }],
    },
  ],
  queues: [
    { id: 'support', name: 'Support', department: 'support' },
    {
      id: 'vip',
      name: 'VIP',
      department: 'support',
      priority: 50,
      fallback: [{ kind: 'queue', id: 'support' }],
      waitSecondsMax: 300,
    },
    { id: 'billing', name: 'Billing', department: 'billing', distribution: 'pull' },
  ],
  agents: [
    { id: 'anna', name: 'Anna', role: 'supervisor', departments: ['support', 'billing'], capacity: { total: 5 } },
    { id: 'ben', name: 'Ben', departments: ['support'], capacity: { total: 3 } },
    { id: 'carla', name: 'Carla', departments: ['support'], capacity: { total: 3 } },
    { id: 'dmitri', name: 'Dmitri', departments: ['billing'], capacity: { total: 2, perChannel: { email: 1 } } },
  ],
  accounts: [
    { id: 'website', name: 'Website chat', kind: 'webchat', entry: { department: 'support' } },
    { id: 'mail', name: 'Post box', kind: 'email', entry: { department: 'billing' } },
  ],
};
