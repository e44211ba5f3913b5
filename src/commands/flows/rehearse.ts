import { Heap } from '../../base/heap.ts';
import type { Ids } from '../../base/ids.ts';
import { newAgentState } from '../../domain/agent.ts';
import type { CommandDefinition, Needs } from '../../domain/command.ts';
import type { Configuration, Flow } from '../../domain/configuration.ts';
import type { Attributes, Conversation, Owner } from '../../domain/conversation.ts';
import { Draft, WorkingSet } from '../../domain/draft.ts';
import type { NewEvent } from '../../domain/events.ts';
import type { CallResult, FlowCall } from '../../domain/flows/calls.ts';
import { react } from '../../domain/flows/react.ts';
import type { FlowRun } from '../../domain/flows/run.ts';
import { startRun, triggeredBy } from '../../domain/flows/runs.ts';
import { indexTriggers } from '../../domain/flows/trigger-index.ts';
import { LayeredMap } from '../../domain/layered-map.ts';
import { isServing } from '../../domain/may-serve.ts';
import { type Principal, resolveActor } from '../../domain/principal.ts';
import { acceptOffer, declineOffer, expireOffer } from '../answer-offer.ts';
import { changePresence } from '../change-presence.ts';
import { closeConversation } from '../close-conversation.ts';
import { expireQueueWait } from '../dispatch.ts';
import { expireWait } from '../end-transfer.ts';
import { holdTicket, resumeTicket } from '../hold.ts';
import { receiveMessage, sendMessage } from '../messages.ts';
import { requestTransfer } from '../request-transfer.ts';
import { advanceRun, callOf } from './advance-run.ts';

/**
 * A rehearsal of a flow: the real commands on rows that exist nowhere, in virtual time. What it shows is what would happen, since
 * nothing but the store and the outside world is played; and nothing of it is done.
 *
 * Everybody who is asked accepts at once, unless the script says otherwise. Calls outside are answered by a stand-in: a service
 * says 200 with `{}`, a row is added, a model answers and hands over.
 */
export interface RehearsalInput {
  readonly configuration: Configuration;
  readonly flow: Flow;
  readonly ids: Ids;
  /** When it begins. */
  readonly at: number;
  readonly accountId: string;
  readonly customer: {
    readonly address: string;
    readonly name?: string;
    readonly form?: Attributes;
    readonly attributes?: Attributes;
  };
  /** Who is online; null is everybody. */
  readonly online: readonly string[] | null;
  readonly script: readonly ScriptLine[];
}

export interface ScriptLine {
  readonly afterMs: number;
  readonly what:
    | 'message'
    | 'reply'
    | 'hold'
    | 'resume'
    | 'close'
    | 'decline'
    | 'accept'
    | 'go_offline'
    | 'come_online';
  readonly text?: string | undefined;
  readonly agent?: string | undefined;
}

export interface Rehearsal {
  /** How the flow's first run ended that began, or else its first; null while it would still wait. */
  readonly outcome: string | null;
  readonly owner: Owner | null;
  readonly steps: readonly {
    readonly atMs: number;
    readonly stepId: string;
    readonly kind: string;
    readonly port: string;
    readonly code: string | null;
  }[];
  readonly happened: readonly {
    readonly atMs: number;
    readonly kind: string;
    readonly text: string | null;
    readonly by: string | null;
  }[];
  readonly endedAtMs: number;
}

/** So far a rehearsal looks ahead, and so many things may happen in it. */
const horizonMs = 90 * 86_400_000;
const eventsMax = 2_000;

/** Plays the flow from its customer's first message on. The account must be one of the configuration's. */
export function rehearse(input: RehearsalInput): Rehearsal {
  const stage = new Stage(input);
  stage.open();
  stage.play();
  return stage.result();
}

interface Due {
  readonly at: number;
  readonly order: number;
  run(): void;
}

const dresser: Principal = { kind: 'system', part: 'rehearsal' };

class Stage {
  readonly #input: RehearsalInput;
  readonly #configuration: Configuration;
  readonly #set: WorkingSet;
  readonly #due = new Heap<Due>((a, b) => a.at < b.at || (a.at === b.at && a.order < b.order));
  #now: number;
  #order = 0;
  #told = 0;
  readonly #steps: Rehearsal['steps'][number][] = [];
  readonly #happened: Rehearsal['happened'][number][] = [];
  readonly #planned = new Set<string>();

  constructor(input: RehearsalInput) {
    this.#input = input;
    const { configuration, flow, at } = input;
    this.#now = at;
    // Nobody else's flows take part: what they would do is their own rehearsal.
    const flows = LayeredMap.apply<Flow>(configuration.flows, new Map([[flow.id, flow]]));
    this.#configuration = { ...configuration, flows, triggers: indexTriggers([{ ...flow, published: true }]) };
    this.#set = new WorkingSet(configuration.organizationId);
    for (const id of configuration.agents.keys()) {
      const isOnline = input.online === null || input.online.includes(id);
      const state = {
        ...newAgentState(id, at - 3_600_000),
        presence: isOnline ? ('online' as const) : ('offline' as const),
      };
      this.#set.rows.agent.set(id, state);
    }
    for (const line of input.script) this.#at(at + line.afterMs, () => this.#follow(line));
  }

  /** With a name, once: what was planned under it already is not planned again. */
  #at(at: number, run: () => void, name?: string): void {
    if (name !== undefined && this.#planned.has(`${name} ${at}`)) return;
    if (name !== undefined) this.#planned.add(`${name} ${at}`);
    this.#due.add({ at, order: this.#order++, run });
  }

  /** The customer's first message; a flow that nothing of that sets off is begun by hand. */
  open(): void {
    const first = this.#input.script.find(({ what }) => what === 'message');
    if (first === undefined || first.afterMs > 0) this.#write('Hello');
    else this.#follow(first);
    const { flow, customer } = this.#input;
    for (const [id, contact] of this.#set.rows.contact) {
      this.#set.rows.contact.set(id, { ...contact, attributes: customer.attributes ?? {} });
    }
    if (this.#runs().length > 0) return;
    const conversation = this.#conversation();
    if (conversation === undefined) return;
    const [trigger] = flow.triggers;
    if (trigger === undefined) {
      const { ticketId } = conversation;
      this.#submit(
        requestTransfer,
        { ticketId, request: { target: { kind: 'flow', id: flow.id }, mode: 'cold' } },
        dresser,
      );
      return;
    }
    this.#submit(
      {
        name: 'beginRehearsal',
        needs: () => ({}),
        decide: (draft) => {
          startRun(draft, { flow, conversation, trigger: triggeredBy(trigger.kind, null, [0]), owns: false });
          return { kind: 'done', answer: null };
        },
      },
      null,
      dresser,
    );
  }

  play(): void {
    const until = this.#input.at + horizonMs;
    for (let count = 0; count < eventsMax; count++) {
      const next = this.#due.take();
      if (next === undefined || next.at > until) return;
      this.#now = Math.max(this.#now, next.at);
      next.run();
    }
  }

  result(): Rehearsal {
    const runs = this.#runs().filter(({ flowId }) => flowId === this.#input.flow.id);
    return {
      outcome: (runs.find(({ outcome }) => outcome !== 'not_met') ?? runs[0])?.outcome ?? null,
      owner: this.#conversation()?.owner ?? null,
      steps: this.#steps,
      happened: this.#happened,
      endedAtMs: this.#now - this.#input.at,
    };
  }

  #conversation(): Conversation | undefined {
    let last: Conversation | undefined;
    for (const conversation of this.#set.rows.conversation.values()) last = conversation;
    return last;
  }

  #runs(): readonly FlowRun[] {
    return [...this.#set.rows.flowRun.values()];
  }

  #write(text: string): void {
    const { accountId, customer } = this.#input;
    const channelKind = this.#configuration.accounts.get(accountId)?.kind ?? '';
    const { address, name, form } = customer;
    this.#submit(
      receiveMessage,
      {
        accountId,
        channelKind,
        threadKey: address,
        from: { address, ...(name === undefined ? {} : { name }) },
        externalId: `rehearsal-${this.#order++}`,
        text,
        fileIds: [],
        ...(form === undefined ? {} : { form }),
      },
      { kind: 'contact', accountId, address },
    );
  }

  #follow({ what, text, agent }: ScriptLine): void {
    const conversation = this.#conversation();
    if (what === 'message') {
      // The first message has opened it already.
      if (conversation === undefined || this.#now > this.#input.at) this.#write(text ?? 'Hello?');
      return;
    }
    if (what === 'go_offline' || what === 'come_online') {
      this.#changePresence(agent ?? '', what === 'come_online');
      return;
    }
    if (conversation === undefined) return;
    const { id: conversationId, ticketId, owner, liveOfferId } = conversation;
    const who = agent ?? (owner?.kind === 'agent' ? owner.id : undefined);
    if (what === 'accept' || what === 'decline') {
      const offer = this.#set.rows.offer.get(liveOfferId ?? '');
      if (offer === undefined || (agent !== undefined && offer.agentId !== agent)) return;
      this.#answer(offer.id, offer.agentId, what);
      return;
    }
    if (who === undefined) return;
    const asAgent: Principal = { kind: 'user', userId: '', agentId: who };
    if (what === 'reply') {
      this.#submit(sendMessage, { conversationId, kind: 'reply', text: text ?? 'Hello!', fileIds: [] }, asAgent);
    } else if (what === 'hold') this.#submit(holdTicket, { ticketId }, asAgent);
    else if (what === 'resume') this.#submit(resumeTicket, { ticketId }, asAgent);
    else this.#submit(closeConversation, { ticketId }, asAgent);
  }

  #answer(offerId: string, agentId: string, what: 'accept' | 'decline'): void {
    const asAgent: Principal = { kind: 'user', userId: '', agentId };
    if (what === 'accept') this.#submit(acceptOffer, { offer: { offerId } }, asAgent);
    else this.#submit(declineOffer, { offer: { offerId } }, asAgent);
  }

  #changePresence(agentId: string, comes: boolean): void {
    if (!this.#set.rows.agent.has(agentId)) return;
    this.#submit(
      {
        name: 'rehearsePresence',
        needs: () => ({}),
        decide: (draft) => {
          changePresence(draft, agentId, { presence: comes ? 'online' : 'offline', statusId: null, leased: false });
          return { kind: 'done', answer: null };
        },
      },
      null,
      dresser,
    );
  }

  /** Decides a command as the engine would, on rows that are all here. */
  #submit<I, A>(definition: CommandDefinition<I, A>, input: I, principal: Principal): void {
    const actor = resolveActor(principal, this.#configuration);
    this.#provide(definition.needs(input, actor, this.#configuration));
    for (let round = 0; round < 8; round++) {
      const draft = new Draft({
        set: this.#set,
        configuration: this.#configuration,
        actor,
        now: this.#now,
        ids: this.#input.ids,
      });
      const outcome = definition.decide(draft, input);
      if (outcome.kind === 'needs') {
        this.#provide(outcome.needs);
        continue;
      }
      if (outcome.kind === 'refused' && outcome.keep !== true) {
        this.#tell('refused', outcome.refusal.code, actor.id);
        return;
      }
      react(draft);
      draft.merge();
      this.#follows();
      if (outcome.kind === 'done' && outcome.once?.call !== undefined) {
        const { runId, turn } = outcome.answer as unknown as { readonly runId: string; readonly turn: number };
        const result = standIn(callOf(outcome.once) as FlowCall);
        this.#at(this.#now, () => this.#turn(runId, turn, result));
      }
      return;
    }
  }

  /** What a command asks for beyond the rows that are here: of a world in which nothing else happens. */
  #provide(needs: Needs): void {
    const { readings, rows } = this.#set;
    for (const { accountId, threadKey } of needs.threads ?? []) {
      const id = `${accountId} ${threadKey}`;
      if (!rows.thread.has(id)) rows.thread.set(id, { id, accountId, threadKey, conversationId: null });
    }
    for (const { channelKind, address } of needs.addresses ?? []) {
      const id = `${channelKind} ${address}`;
      if (!rows.contactAddress.has(id)) rows.contactAddress.set(id, { id, channelKind, address, contactId: null });
    }
    for (const id of needs.queueLengths ?? []) readings.set(`queueLength ${id}`, 0);
    for (const { departmentId, channelKind } of needs.agentsOnline ?? []) {
      const members = this.#configuration.departments.get(departmentId)?.members ?? [];
      const isOnline = [...members].some((id) => isServing(this.#configuration, rows.agent.get(id), channelKind));
      readings.set(`anyAgentOnline ${departmentId} ${channelKind}`, isOnline);
    }
    for (const id of needs.stories ?? []) {
      const since = rows.conversation.get(id)?.openedAt ?? this.#now;
      readings.set(`story ${id}`, { ...emptyStory, since });
    }
    for (const id of needs.openContacts ?? []) readings.set(`openContacts ${id}`, []);
    for (const id of needs.openIn ?? []) readings.set(`openIn ${id}`, 0);
  }

  /** What the last commit said, and what is due after it. */
  #follows(): void {
    const { events } = this.#set;
    for (; this.#told < events.length; this.#told++) this.#note(events[this.#told] as NewEvent);
    for (const run of this.#runs()) {
      if (run.wakeAt === null || run.state === 'ended') continue;
      const { id, turn, wakeAt } = run;
      this.#at(Math.max(wakeAt, this.#now), () => this.#turn(id, turn), `${id} ${turn}`);
    }
    const conversation = this.#conversation();
    const offer = this.#set.rows.offer.get(conversation?.liveOfferId ?? '');
    if (offer !== undefined) {
      const isScripted = this.#input.script.some(({ what }) => what === 'accept' || what === 'decline');
      if (!isScripted) this.#at(this.#now, () => this.#answer(offer.id, offer.agentId, 'accept'), `accept ${offer.id}`);
      this.#at(offer.expiresAt, () => this.#submit(expireOffer, { offerId: offer.id }, dresser), offer.id);
    }
    const transfer = this.#set.rows.transfer.get(conversation?.pendingTransferId ?? '');
    if (transfer?.deadlineAt != null) {
      this.#at(transfer.deadlineAt, () => this.#submit(expireWait, { transferId: transfer.id }, dresser), transfer.id);
    }
    if (conversation?.waitUntil != null && conversation.owner?.kind === 'queue') {
      this.#at(
        conversation.waitUntil,
        () => this.#submit(expireQueueWait, { conversationId: conversation.id }, dresser),
        conversation.id,
      );
    }
  }

  #turn(runId: string, turn: number, result?: CallResult): void {
    const run = this.#set.rows.flowRun.get(runId);
    if (run === undefined || run.turn !== turn || run.state === 'ended') return;
    const input = { runId, conversationId: run.conversationId, turn, ...(result === undefined ? {} : { result }) };
    this.#submit(advanceRun, input, { kind: 'flow', flowId: run.flowId, runId });
  }

  #tell(kind: string, text: string | null, by: string | null): void {
    this.#happened.push({ atMs: this.#now - this.#input.at, kind, text, by });
  }

  #note({ kind, data, actor }: NewEvent): void {
    for (const row of Object.values((data.changes.flowStep ?? {}) as Record<string, Rehearsed>)) {
      const { stepId, kind: stepKind, port, code } = row;
      this.#steps.push({ atMs: this.#now - this.#input.at, stepId, kind: stepKind, port, code });
    }
    if (kind === 'message.sent' || kind === 'message.received' || kind === 'note.added') {
      this.#tell(kind, this.#set.rows.message.get(data.messageId as string)?.text ?? null, actor.id);
    } else if (!kind.startsWith('flow.')) {
      const to = (data.owner as { readonly to: Owner | null } | undefined)?.to;
      const owner = to == null ? null : `${to.kind} ${to.id}`;
      this.#tell(
        kind,
        owner ?? (data.alert as string | undefined) ?? (data.code as string | undefined) ?? null,
        actor.id,
      );
    }
  }
}

interface Rehearsed {
  readonly stepId: string;
  readonly kind: string;
  readonly port: string;
  readonly code: string | null;
}

const emptyStory = {
  upTo: 0,
  incoming: 0,
  outgoing: 0,
  human: 0,
  lastIncomingAt: null,
  lastOutgoingAt: null,
  lastHumanAt: null,
  waitingSince: null,
  lastSequence: null,
  lastText: null,
  lastHasFile: false,
  agents: [],
  segments: [],
  earlier: 0,
};

/** What stands for the outside world. */
function standIn(call: FlowCall): CallResult {
  switch (call.kind) {
    case 'http':
      return { kind: 'http', status: 200, body: '{}', retryAfterSeconds: null };
    case 'sheet':
      return { kind: 'sheet_done' };
    case 'chat':
      return {
        kind: 'chat',
        text: 'Here the model would answer.',
        toolCalls: [{ name: 'hand_over', arguments: { reason: 'This was a rehearsal.' } }],
      };
  }
}
