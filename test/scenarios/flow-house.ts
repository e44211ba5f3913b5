import { expect } from 'vitest';
import type { WrittenDocument, WrittenFlow } from '../../src/domain/fill-configuration.ts';
import { fillTemplate, flowTemplates, type TemplateAnswers } from '../../src/domain/flows/templates.ts';
import type { RunningNode } from '../../src/node.ts';
import type { HandClock } from '../support/hand-clock.ts';
import { type Customer, customerOf } from './customer.ts';
import { Desk, eventually, twoDepartments } from './desk.ts';
import { readLog } from './read-log.ts';

export const second = 1_000;
export const minute = 60 * second;

/** A template, filled in; with `more` changed on top. */
export function fromTemplate(id: string, answers: TemplateAnswers = {}, more: object = {}): WrittenFlow {
  const template = flowTemplates.find((each) => each.id === id);
  if (template === undefined) throw new Error(`There is no template ${id}.`);
  return { id, name: template.name, ...fillTemplate(template, answers), ...more } as WrittenFlow;
}

/** The page of the third seed: ana has a quarter of an hour, then somebody of her team who is online. */
export const moveOn = fromTemplate('move-on', { first: 'ana', team: 'care' });

/** A flow of these steps, set off by whatever a contact opens. */
export function flowOf(steps: readonly object[], more: object = {}): WrittenFlow {
  return { id: 'flow', name: 'Flow', triggers: [{ kind: 'conversation_opened' }], steps, ...more } as WrittenFlow;
}

/**
 * One department, `care`, with ana, ben and cem, behind a queue that nobody is asked from; sue and then sam are on duty. As
 * `respond` behaves, where nothing else is said.
 */
export function careWith(flows: readonly WrittenFlow[], more: Partial<WrittenDocument> = {}): WrittenDocument {
  const { departments = [], queues = [], agents = [], ...others } = more;
  const agent = (id: string) => ({ id, departments: ['care'], capacity: { total: null } });
  const standing = [...['ana', 'ben', 'cem'].map(agent), onDuty('sue'), onDuty('sam')];
  const named = new Set(agents.map(({ id }) => id));
  const care = { id: 'care', defaultQueue: 'care', duty: ['sue', 'sam'] };
  return {
    profile: 'respond',
    accounts: [{ id: 'chat', kind: 'webchat', entry: { department: 'care' } }],
    flows,
    ...others,
    departments: [
      { ...care, ...departments.find(({ id }) => id === 'care') },
      ...departments.filter(({ id }) => id !== 'care'),
    ],
    queues: [{ id: 'care', department: 'care', distribution: 'pull' }, ...queues],
    agents: [...standing.filter(({ id }) => !named.has(id)), ...agents],
  };
}

/** A supervisor who is never given a conversation. */
function onDuty(id: string) {
  return { id, role: 'supervisor', departments: ['care'], channels: [] } as const;
}

/** What is to become true as soon as the server comes to it. */
export function soon<T>(ask: () => Promise<T>) {
  return expect.poll(ask, { interval: 15, timeout: 5_000 });
}

/** A desk whose time is the test's. */
export class FlowDesk {
  readonly desk: Desk;
  readonly clock: HandClock;
  readonly #marker: { readonly desk: Desk; readonly ticketId: string };

  private constructor(desk: Desk, clock: HandClock, marker: { readonly desk: Desk; readonly ticketId: string }) {
    this.desk = desk;
    this.clock = clock;
    this.#marker = marker;
  }

  static async open(
    server: RunningNode,
    clock: HandClock,
    setup: WrittenDocument,
    online: readonly string[] = ['ana', 'ben'],
  ): Promise<FlowDesk> {
    const desk = await Desk.open(server, setup, clock);
    await desk.online(...online);
    // Of an organization of its own, so that no flow hears of it.
    const marking = await Desk.open(server, twoDepartments, clock);
    await marking.online('ana');
    const { ticketId } = await marking.conversation({ owner: { kind: 'agent', id: 'ana' } });
    return new FlowDesk(desk, clock, { desk: marking, ticketId });
  }

  /** The same house on another node, or on this one after a restart. */
  at(url: string): FlowDesk {
    return new FlowDesk(this.desk.at(url), this.clock, { ...this.#marker, desk: this.#marker.desk.at(url) });
  }

  /**
   * Goes on to an instant, and comes back when the sweeper has looked at what is due then: a ticket that was put aside until
   * that very instant is awake. What has not begun by now was not due.
   */
  async goTo(at: number): Promise<void> {
    const { desk, ticketId } = this.#marker;
    const snoozed = await desk.as('ana').post(`/v1/tickets/${ticketId}/snooze`, { until: new Date(at).toISOString() });
    expect(snoozed.status, JSON.stringify(snoozed.body)).toBe(200);
    this.clock.goTo(at);
    await eventually(async () => (await desk.ticket(ticketId)).snoozedUntil === null);
  }

  /** The same by how much passes. */
  pass(ms: number): Promise<void> {
    return this.goTo(this.clock.now() + ms);
  }

  /** A customer who has just written, with where that led. */
  async customer(
    options: { readonly account?: string; readonly address?: string; readonly text?: string } = {},
  ): Promise<{
    readonly customer: Customer;
    readonly conversationId: string;
    readonly ticketId: string;
  }> {
    const { text = 'Hello?', ...whose } = options;
    const customer = await customerOf(this.desk, whose);
    const { status, body } = await customer.write(text);
    expect(status, JSON.stringify(body)).toBeLessThan(300);
    return { customer, conversationId: body.conversationId, ticketId: body.ticketId };
  }

  /** `agent:ana`, or `nobody`. */
  async owner(ticketId: string): Promise<string> {
    const { owner } = await this.desk.ticket(ticketId);
    return owner === null ? 'nobody' : `${owner.kind}:${owner.id}`;
  }

  /** Waits for somebody to own it. */
  async owned(ticketId: string, by: string): Promise<void> {
    await soon(() => this.owner(ticketId)).toBe(by);
  }

  async reply(agentId: string, conversationId: string, text = 'Here I am.'): Promise<void> {
    const said = await this.desk.as(agentId).post(`/v1/conversations/${conversationId}/messages`, { text });
    expect(said.status, JSON.stringify(said.body)).toBe(201);
  }

  /** Everything that was said, notes too: `agent ana: text`. */
  async said(conversationId: string): Promise<string[]> {
    const { items } = (await this.desk.api.get(`/v1/conversations/${conversationId}/messages`)).body;
    return items.map(({ direction, author, text }: any) => `${direction} ${author.kind}:${author.id}: ${text}`);
  }

  /** Only the texts of a direction. */
  async texts(conversationId: string, direction: string): Promise<string[]> {
    const { items } = (await this.desk.api.get(`/v1/conversations/${conversationId}/messages`)).body;
    return items.filter((message: any) => message.direction === direction).map(({ text }: any) => text);
  }

  async events(kind: string, flowId?: string): Promise<any[]> {
    const log = await readLog(this.desk);
    return log.filter((event) => event.kind === kind && (flowId === undefined || event.data.flowId === flowId));
  }

  /** The runs of a flow that are over, by what they came to, in the order of their ends. */
  async outcomes(flowId: string): Promise<string[]> {
    return (await this.events('flow.ended', flowId)).map(({ data }) => data.outcome);
  }

  /** Waits until so many runs of a flow are over; what they came to. */
  async ended(flowId: string, count = 1): Promise<string[]> {
    let outcomes: string[] = [];
    await eventually(async () => (outcomes = await this.outcomes(flowId)).length >= count).catch(() =>
      expect(outcomes).toHaveLength(count),
    );
    return outcomes;
  }

  /** Which steps a flow has done, with the port of each. */
  async steps(flowId: string): Promise<string[]> {
    const turns = await this.events('flow.advanced', flowId);
    return turns.flatMap(({ data }) => (data.steps ?? []).map(({ stepId, port }: any) => `${stepId}:${port}`));
  }

  /** Waits until the run of a flow that began last stands in a step. */
  async standsIn(flowId: string, stepId: string): Promise<void> {
    const { runId } = (await this.events('flow.started', flowId)).at(-1).data;
    await soon(async () => {
      const turns = await this.events('flow.advanced', flowId);
      return turns.filter(({ data }) => data.runId === runId).at(-1)?.data.stepId;
    }).toBe(stepId);
  }

  /** When the present owner came to own it. */
  async assignedAt(conversationId: string): Promise<number> {
    const { segments } = await this.desk.lineage(conversationId);
    return Date.parse(segments.at(-1).startedAt);
  }

  /** Those who have had it, in order. */
  async history(conversationId: string): Promise<string[]> {
    const { segments } = await this.desk.lineage(conversationId);
    return segments.map(({ owner }: any) => `${owner.kind}:${owner.id}`);
  }

  async alerts(): Promise<any[]> {
    const { status, body } = await this.desk.as('sue').get('/v1/alerts?state=all');
    expect(status, JSON.stringify(body)).toBe(200);
    return body.items;
  }
}
