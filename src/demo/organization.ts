import type { WrittenDocument } from '../domain/fill-configuration.ts';
import { demoFlows } from './flows.ts';

/**
 * Lantern & Loom: an invented shop for lamps and blankets, which the demo is about. Three departments, of which Support may
 * hand over to both others, though not from WhatsApp to Sales, and Sales never to Billing, so that a blocked target with its
 * reason is there to be seen.
 */
export const demoOrganizationName = 'Lantern & Loom (demo)';

/** Somebody as whom a newcomer may sign in. The demo never plays them. */
export interface DemoPerson {
  readonly agentId: string;
  readonly name: string;
  /** What they are, for the sign-in page. */
  readonly role: string;
  readonly email: string;
  readonly password: string;
}

export const demoPeople: readonly DemoPerson[] = [
  {
    agentId: 'amara',
    name: 'Amara Nwosu',
    role: 'Agent in Support',
    email: 'amara@lantern.example',
    password: 'copper kettle morning',
  },
  {
    agentId: 'mateo',
    name: 'Mateo Rojas',
    role: 'Agent in Billing',
    email: 'mateo@lantern.example',
    password: 'linen bicycle harbour',
  },
  {
    agentId: 'ingrid',
    name: 'Ingrid Solberg',
    role: 'Supervisor',
    email: 'ingrid@lantern.example',
    password: 'winter orchard signal',
  },
  {
    agentId: 'yuki',
    name: 'Yuki Tanabe',
    role: 'Administrator',
    email: 'yuki@lantern.example',
    password: 'paper mountain violin',
  },
];

/** The account of the widget on `/try`. */
export const widgetAccount = 'website';

/** Queues whose work agents take themselves, with how many the demo lets wait there for whoever comes. */
export const keptWaiting: readonly { readonly queue: string; readonly min: number; readonly max: number }[] = [
  { queue: 'support', min: 2, max: 5 },
  { queue: 'refunds', min: 1, max: 3 },
];

const wholeWeek = (day: readonly (readonly [string, string])[]) =>
  Object.fromEntries(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'].map((name) => [name, day]));

/**
 * The demo's setup. Support never closes, so that there is always something to see; Billing closes for two hours of the
 * night, and Sales keeps shop hours.
 *
 * @param zone the IANA time zone of the hours: the server's own, so that they fit whoever tries it there
 */
export function demoConfiguration(zone: string): WrittenDocument {
  return {
    profile: 'baton',
    programs: [{ id: 'shop', name: 'The shop' }],
    skills: [
      { id: 'wiring', name: 'Wiring' },
      { id: 'german', name: 'German' },
      { id: 'french', name: 'French' },
      { id: 'spanish', name: 'Spanish and Portuguese' },
      { id: 'arabic', name: 'Arabic' },
    ],
    departments: [
      {
        id: 'support',
        name: 'Support',
        program: 'shop',
        defaultQueue: 'support',
        moveRules: [
          { label: 'Money goes to Billing', destinations: ['billing'] },
          { label: 'Orders go to Sales, from chat and mail', channels: ['webchat', 'email'], destinations: ['sales'] },
        ],
        dispositions: [
          { id: 'solved', name: 'Solved' },
          { id: 'sent-on', name: 'Sent on', marksTransfer: true },
          { id: 'no-answer', name: 'No answer' },
        ],
        settings: { wrapUpSeconds: 60 },
        duty: ['ingrid', 'yuki'],
      },
      {
        id: 'billing',
        name: 'Billing',
        program: 'shop',
        defaultQueue: 'billing',
        hours: {
          zone,
          weekly: wholeWeek([
            ['00:00', '03:00'],
            ['05:00', '24:00'],
          ]),
        },
        moveRules: [{ label: 'Back to Support', destinations: ['support'] }],
        dispositions: [
          { id: 'refunded', name: 'Refunded' },
          { id: 'corrected', name: 'Corrected' },
          { id: 'explained', name: 'Explained' },
          { id: 'sent-on', name: 'Sent on', marksTransfer: true },
        ],
        settings: { wrapUpSeconds: 45 },
      },
      {
        id: 'sales',
        name: 'Sales',
        program: 'shop',
        defaultQueue: 'sales',
        hours: { zone, weekly: { ...wholeWeek([['08:00', '20:00']]), sun: [['11:00', '17:00']] } },
        moveRules: [{ label: 'Everything but new orders goes to Support', destinations: ['support'] }],
        dispositions: [
          { id: 'quoted', name: 'Quoted' },
          { id: 'ordered', name: 'Ordered' },
          { id: 'not-now', name: 'Not now' },
          { id: 'sent-on', name: 'Sent on', marksTransfer: true },
        ],
        settings: { wrapUpSeconds: 30 },
      },
    ],
    queues: [
      { id: 'support', name: 'Questions', department: 'support', distribution: 'pull' },
      {
        id: 'repairs',
        name: 'Repairs',
        department: 'support',
        skills: ['wiring'],
        priority: 50,
        offerTimeoutSeconds: 45,
      },
      { id: 'billing', name: 'Payments', department: 'billing' },
      { id: 'refunds', name: 'Letters and refunds', department: 'billing', distribution: 'pull' },
      { id: 'sales', name: 'Orders', department: 'sales' },
    ],
    agents: [
      {
        id: 'amara',
        name: 'Amara Nwosu',
        departments: ['support'],
        // One offer from the repairs at a time: what is offered holds a slot, and there are better things to try.
        capacity: { total: 6, perChannel: { whatsapp: 1 } },
        skills: ['wiring'],
      },
      { id: 'mateo', name: 'Mateo Rojas', departments: ['billing'], capacity: { total: 6 }, skills: ['spanish'] },
      {
        id: 'ingrid',
        name: 'Ingrid Solberg',
        role: 'supervisor',
        departments: ['support', 'billing', 'sales'],
        capacity: { total: 3 },
        skills: ['wiring', 'german'],
      },
      {
        id: 'yuki',
        name: 'Yuki Tanabe',
        role: 'administrator',
        departments: ['support'],
        capacity: { total: 2 },
      },
      {
        id: 'priya',
        name: 'Priya Raman',
        departments: ['support'],
        capacity: { total: 5, perChannel: { whatsapp: 2 } },
        skills: ['wiring'],
      },
      {
        id: 'jonas',
        name: 'Jonas Weber',
        departments: ['support'],
        capacity: { total: 4 },
        skills: ['wiring', 'german'],
      },
      {
        id: 'leila',
        name: 'Leila Haddad',
        departments: ['support'],
        capacity: { total: 4 },
        skills: ['french', 'arabic'],
      },
      { id: 'rosa', name: 'Rosa Delgado', departments: ['support'], capacity: { total: 4 }, skills: ['spanish'] },
      { id: 'chiara', name: 'Chiara Conti', departments: ['billing'], capacity: { total: 5 }, skills: ['french'] },
      { id: 'kwame', name: 'Kwame Mensah', departments: ['billing'], capacity: { total: 4 } },
      { id: 'linh', name: 'Linh Trần', departments: ['sales'], capacity: { total: 4 } },
      { id: 'ewan', name: 'Ewan MacLeod', departments: ['sales'], capacity: { total: 3, perChannel: { email: 2 } } },
    ],
    accounts: [
      {
        ...{ id: widgetAccount, name: 'Website', type: 'webchat', kind: 'webchat', entry: { department: 'support' } },
        greeting: 'Hello! Ask us anything about lamps and blankets.',
      },
      { id: 'chat', name: 'Shop chat', kind: 'webchat', entry: { department: 'support' } },
      { id: 'whatsapp', name: 'Workshop phone', kind: 'whatsapp', entry: { department: 'support', queue: 'repairs' } },
      { id: 'post', name: 'Post box', kind: 'email', entry: { department: 'billing', queue: 'refunds' } },
      { id: 'trade', name: 'Trade desk', kind: 'email', entry: { department: 'sales' } },
    ],
    flows: demoFlows,
  };
}
