import type { Actor } from './actor.ts';
import { type AgentState, newAgentState } from './agent.ts';
import { compileConfiguration } from './compile-configuration.ts';
import type { Configuration } from './configuration.ts';
import type { Conversation, Ticket } from './conversation.ts';
import { fillDocument, type WrittenDocument } from './fill-configuration.ts';
import { itemsOf } from './plan-configuration.ts';
import type { Offer, Transfer } from './transfer.ts';
import type { ExternalFacts, FlowFacts, TransferFacts } from './transfer-facts.ts';

// A small bank for the policy's tests: support takes the first questions, billing and sales are next door, finance works by
// mail only, the vault is known to few, and the night shift is another program.

/** A Tuesday at noon, UTC. */
export const noon = Date.UTC(2026, 10, 24, 12);
export const minute = 60_000;

export const bank = {
  programs: [{ id: 'day' }, { id: 'night' }],
  departments: [
    {
      id: 'support',
      program: 'day',
      moveRules: [{ label: 'Everything everywhere' }],
      fallback: [{ kind: 'department', id: 'sales' }],
      addresses: [{ channel: 'email', address: 'support@bank.example' }],
    },
    {
      id: 'billing',
      program: 'day',
      hours: { zone: 'UTC', weekly: { tue: [['09:00', '18:00']], wed: [['09:00', '18:00']] } },
      fallback: [
        { kind: 'queue', id: 'billing' },
        { kind: 'department', id: 'sales' },
      ],
      addresses: [{ channel: 'email', address: 'Billing@Bank.example' }],
    },
    { id: 'sales', program: 'day' },
    { id: 'finance', program: 'day', channels: ['email'] },
    { id: 'vault', program: 'day', knownTo: ['vera'] },
    { id: 'nights', program: 'night' },
  ],
  queues: [
    { id: 'support', department: 'support' },
    { id: 'support-vip', department: 'support', lengthMax: 2, fallback: [{ kind: 'queue', id: 'support' }] },
    { id: 'billing', department: 'billing' },
    { id: 'billing-disputes', department: 'billing', lengthMax: 2 },
    { id: 'sales', department: 'sales' },
    { id: 'finance', department: 'finance' },
    { id: 'vault', department: 'vault' },
    { id: 'nights', department: 'nights' },
  ],
  skills: [{ id: 'german' }, { id: 'loans' }],
  agents: [
    { id: 'anna', departments: ['support'] },
    { id: 'ben', departments: ['support'], capacity: { total: 2 } },
    { id: 'bella', departments: ['billing'], capacity: { total: 2 } },
    { id: 'bruno', departments: ['billing', 'sales'] },
    { id: 'silvio', departments: ['sales'] },
    { id: 'fred', departments: ['finance'], channels: ['email'] },
    { id: 'vera', departments: ['vault'] },
    { id: 'nina', departments: ['nights'] },
    { id: 'susan', departments: ['support'], role: 'supervisor' },
    { id: 'ada', role: 'administrator' },
  ],
  accounts: [
    { id: 'site', kind: 'webchat', entry: { department: 'support' } },
    { id: 'mail', kind: 'email', entry: { department: 'support' } },
    { id: 'bills', kind: 'email', entry: { department: 'billing' }, address: 'bills@bank.example' },
    { id: 'phone', kind: 'voice', entry: { department: 'support' } },
    { id: 'sms', kind: 'sms', entry: { department: 'support' } },
    { id: 'walled', kind: 'webchat', entry: { department: 'support' }, transferable: false },
  ],
} as const satisfies WrittenDocument;

/** The bank with some of its entries changed, by id. */
export function bankWith(changes: {
  readonly profile?: NonNullable<WrittenDocument['profile']>;
  readonly settings?: WrittenDocument['settings'];
  readonly departments?: Readonly<Record<string, object>>;
  readonly queues?: Readonly<Record<string, object>>;
  readonly agents?: Readonly<Record<string, object>>;
  readonly accounts?: Readonly<Record<string, object>>;
}): WrittenDocument {
  const changed = <T extends { readonly id: string }>(
    list: readonly T[],
    by: Readonly<Record<string, object>> = {},
  ): T[] => [
    ...list.map((entry) => ({ ...entry, ...by[entry.id] })),
    ...Object.keys(by)
      .filter((id) => !list.some((entry) => entry.id === id))
      .map((id) => ({ id, ...by[id] }) as unknown as T),
  ];
  return {
    ...bank,
    ...(changes.profile ? { profile: changes.profile } : {}),
    ...(changes.settings ? { settings: changes.settings } : {}),
    departments: changed(bank.departments as readonly { id: string }[], changes.departments),
    queues: changed(bank.queues as readonly { id: string }[], changes.queues),
    agents: changed(bank.agents as readonly { id: string }[], changes.agents),
    accounts: changed(bank.accounts as readonly { id: string }[], changes.accounts) as NonNullable<
      WrittenDocument['accounts']
    >,
  };
}

export function compile(written: WrittenDocument): Configuration {
  return compileConfiguration('bank', 1, itemsOf(fillDocument(written), 1));
}

export const bankConfiguration = compile(bank);

export const conversation: Conversation = {
  id: 'c1',
  accountId: 'site',
  channelKind: 'webchat',
  threadKey: 't',
  contactId: 'p1',
  participants: [],
  linkedSessions: [],
  parties: [],
  watchingQueueId: null,
  help: null,
  noticeSent: false,
  mergedIntoId: null,
  flowRunIds: [],
  files: 0,
  status: 'open',
  departmentId: 'support',
  ticketId: 'k1',
  segmentId: 's1',
  owner: { kind: 'agent', id: 'anna' },
  ownershipVersion: 3,
  pendingTransferId: null,
  liveOfferId: null,
  eventSequence: 9,
  messageSequence: 12,
  queuedAt: null,
  priority: 100,
  waitUntil: null,
  automaticHops: 0,
  automaticPairs: {},
  automaticRuns: 0,
  hops: 0,
  passedOver: [],
  passedOverAt: null,
  servedAt: null,
  wrapUps: [],
  lastAgentId: 'anna',
  preferredAgentId: null,
  preferredUntil: null,
  skills: [],
  units: 1,
  attributes: {},
  tags: [],
  openedAt: noon - 60 * minute,
  closedAt: null,
};

const ticket: Ticket = {
  id: 'k1',
  conversationId: 'c1',
  departmentId: 'support',
  state: 'open',
  version: 7,
  previousTicketId: null,
  nextTicketId: null,
  fromMessage: 5,
  toMessage: null,
  historyFrom: 1,
  history: 'full',
  summaryFrom: null,
  redact: [],
  onHold: false,
  snoozedUntil: null,
  attributes: { plan: 'gold', pin: '1234' },
  tags: ['urgent'],
  form: { topic: 'card' },
  slaStartedAt: noon - 60 * minute,
  slaPausedAt: null,
  openedAt: noon - 60 * minute,
  openedBy: 'contact',
  reopenedAt: null,
  closedAt: null,
  closeReason: null,
};

/** The agent acting for themselves. */
export function actor(id: string, configuration: Configuration = bankConfiguration): Actor {
  const agent = configuration.agents.get(id);
  return { kind: 'agent', id, permissions: agent?.permissions ?? new Set() };
}

export function key(...permissions: Actor['permissions'] extends ReadonlySet<infer P> ? P[] : never): Actor {
  return { kind: 'key', id: 'integration', permissions: new Set(permissions) };
}

export interface World {
  readonly now?: number;
  readonly configuration?: Configuration;
  readonly actor?: Actor;
  readonly conversation?: Partial<Conversation>;
  readonly ticket?: Partial<Ticket>;
  readonly contact?: TransferFacts['contact'];
  readonly participants?: TransferFacts['participants'];
  /** Agents not named are online without load. */
  readonly agents?: Readonly<Record<string, Partial<AgentState>>>;
  readonly queueLengths?: Readonly<Record<string, number>>;
  readonly nobodyOnline?: readonly string[];
  readonly reusableSlots?: number;
  readonly flows?: readonly FlowFacts[];
  readonly externals?: readonly ExternalFacts[];
  readonly messageWindowOpen?: boolean;
}

/** What the policy sees of a world: anna of support owns a chat at noon, and everybody is there. */
export function factsOf(world: World = {}): TransferFacts {
  const configuration = world.configuration ?? bankConfiguration;
  const flows = world.flows ?? [];
  const externals = world.externals ?? [];
  return {
    now: world.now ?? noon,
    configuration,
    actor: world.actor ?? actor('anna', configuration),
    conversation: { ...conversation, ...world.conversation },
    ticket: { ...ticket, ...world.ticket },
    contact: world.contact ?? null,
    participants: world.participants ?? [],
    agent: (id) => {
      if (!configuration.agents.has(id)) return undefined;
      return { ...newAgentState(id, 0), presence: 'online', ...world.agents?.[id] };
    },
    queueLength: (id) => world.queueLengths?.[id] ?? 0,
    anyAgentOnline: (id) => !world.nobodyOnline?.includes(id),
    reusableSlots: () => world.reusableSlots ?? 0,
    flow: (id) => flows.find((flow) => flow.id === id),
    external: (id) => externals.find((external) => external.id === id),
    flows: () => flows,
    externals: () => externals,
    messageWindowOpen: () => world.messageWindowOpen ?? true,
  };
}

export const offer: Offer = {
  id: 'o1',
  conversationId: 'c1',
  transferId: 't1',
  agentId: 'bella',
  state: 'live',
  slots: 1,
  offeredAt: noon - minute,
  expiresAt: noon + minute,
  endedAt: null,
  reason: null,
};

export const transfer: Transfer = {
  id: 't1',
  conversationId: 'c1',
  ticketId: 'k1',
  newTicketId: null,
  state: 'offered',
  mode: 'cold',
  target: { kind: 'agent', id: 'bella', departmentId: 'billing' },
  currentTarget: { kind: 'agent', id: 'bella', departmentId: 'billing' },
  fromDepartmentId: 'support',
  toDepartmentId: 'billing',
  release: 'on_accept',
  requestedBy: { kind: 'agent', id: 'anna' },
  fromOwner: { kind: 'agent', id: 'anna' },
  ownershipVersion: 3,
  note: null,
  draft: null,
  session: null,
  batchId: null,
  reason: null,
  outcome: null,
  chain: [],
  receipt: {
    history: 'full',
    messages: { from: 1, to: 12 },
    note: false,
    draft: false,
    redacted: [],
    attributes: [],
    form: [],
    tags: [],
    files: 0,
    sla: 'carried',
    heldBack: [],
  },
  requestedAt: noon - minute,
  deadlineAt: null,
  endedAt: null,
};
