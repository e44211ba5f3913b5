import { acceptOffer, declineOffer } from '../../src/commands/answer-offer.ts';
import { applyConfiguration } from '../../src/commands/apply-configuration.ts';
import { changeTicket } from '../../src/commands/attributes.ts';
import { cancelBatch } from '../../src/commands/cancel-batch.ts';
import { changeChannel } from '../../src/commands/channel-session.ts';
import { closeConversation } from '../../src/commands/close-conversation.ts';
import { completeTransfer } from '../../src/commands/consult.ts';
import { createBatch } from '../../src/commands/create-batch.ts';
import { acknowledgeAlert } from '../../src/commands/duty-alerts.ts';
import { cancelTransfer } from '../../src/commands/end-transfer.ts';
import { storeFile } from '../../src/commands/files.ts';
import { clearHelp, raiseHelp } from '../../src/commands/help.ts';
import { holdTicket, resumeTicket } from '../../src/commands/hold.ts';
import { mergeTickets } from '../../src/commands/merge-tickets.ts';
import { receiveMessage, sendMessage } from '../../src/commands/messages.ts';
import { answerFromOutside, returnFromOutside } from '../../src/commands/outside.ts';
import { inviteParty, removeParty, setPartyJoined } from '../../src/commands/parties.ts';
import { setPresence } from '../../src/commands/presence.ts';
import { requestTransfer } from '../../src/commands/request-transfer.ts';
import { snoozeTicket, wakeTicket } from '../../src/commands/snooze.ts';
import { startConversation } from '../../src/commands/start-conversation.ts';
import { takeTicket } from '../../src/commands/take-ticket.ts';
import { saveWrapUp } from '../../src/commands/wrap-up.ts';
import { parseConfiguration } from '../../src/domain/check-configuration.ts';
import type { CommandDefinition } from '../../src/domain/command.ts';
import type { WrittenDocument } from '../../src/domain/fill-configuration.ts';
import { adminKeyId, type Principal, type Scope, scopes } from '../../src/domain/principal.ts';
import type { Target, TransferRequest } from '../../src/domain/transfer.ts';
import type { Auditor } from './auditor.ts';
import { redrawDocument } from './organization-of-seed.ts';
import type { OwnerValue, Row } from './replica.ts';
import type { Dice } from './scheduler.ts';
import type { World } from './world.ts';

/**
 * What people and channels ask for: every command that exists, drawn by the seed from what is there, with ids that are old, foreign
 * or of nothing now and then. One list, and long because the commands are many.
 */

const allScopes: readonly Scope[] = scopes.filter((scope) => scope !== 'organizations.create');
const fewScopes: readonly Scope[] = ['events.read'];

export interface Errand {
  readonly definition: CommandDefinition<never, unknown>;
  readonly input: Row;
  readonly principal: Principal;
}

const errand = <I>(definition: CommandDefinition<I, unknown>, input: I, principal: Principal): Errand => ({
  definition: definition as unknown as Errand['definition'],
  input: input as unknown as Row,
  principal,
});

export interface Household {
  readonly organizationId: string;
  readonly auditor: Auditor;
  document: WrittenDocument;
}

const accounts = [
  { id: 'chat', kind: 'webchat' },
  { id: 'mail', kind: 'email' },
  { id: 'phone', kind: 'sms' },
] as const;

/** What customers say to whoever asks them something. */
const saidWords = ['yes', '4', 'skip', '2', 'anna@mail.example', '2026-01-05', '+49 30 123456', 'Option 0', 'hello'];

/** Draws errands, by what the auditor's copies say is there. */
export class Errands {
  readonly #world: World;
  readonly #dice: Dice;
  readonly #households: readonly Household[];
  /** Sends one more time what a channel delivers again. */
  readonly #again: (household: Household, sent: Errand) => void;
  #externals = 0;
  #files = 0;

  constructor(world: World, households: readonly Household[], again: (household: Household, sent: Errand) => void) {
    this.#world = world;
    this.#dice = world.dice;
    this.#households = households;
    this.#again = again;
  }

  /** Somebody who comes to work. */
  arrival(agentId: string): Errand {
    return errand(setPresence, { agentId, presence: 'online' }, this.#api());
  }

  /** The conversations that are open. */
  open({ auditor }: Household): Row[] {
    return [...auditor.replica.all('conversation')].filter((conversation) => conversation.status === 'open');
  }

  /** Something that is asked for there, mostly about the conversation where one is given; undefined where nothing suits. */
  draw(household: Household, conversation: Row | undefined): Errand | undefined {
    const dice = this.#dice;
    const kind = dice.weighted({
      inbound: 10,
      start: 3,
      transfer: 14,
      answer: 14,
      cancel: 3,
      take: 4,
      close: 4,
      send: 5,
      change: 2,
      presence: 6,
      wrapUp: 3,
      handle: 5,
      party: 4,
      merge: 2,
      channel: 2,
      batch: 1,
      file: 1,
      configure: 4,
      foreign: 1,
      alert: 2,
    });
    switch (kind) {
      case 'inbound':
        return this.#inbound(household);
      case 'start':
        return this.#start(household);
      case 'presence':
        return this.#presence(household);
      case 'file':
        return this.#file();
      case 'configure':
        return this.#configure(household);
      case 'wrapUp':
        return this.#wrapUp(household);
      case 'batch':
        return this.#batch(household);
      case 'foreign':
        return this.#foreign(household);
      case 'alert':
        return this.#alert(household);
    }
    if (conversation === undefined) return this.#inbound(household);
    switch (kind) {
      case 'transfer':
        return this.#transfer(household, conversation);
      case 'answer':
        return this.#answer(household, conversation);
      case 'cancel':
        return this.#cancel(household, conversation);
      case 'take':
        return this.#take(household, conversation);
      case 'close':
        return this.#close(household, conversation);
      case 'send':
        return this.#reply(household, conversation);
      case 'change':
        return this.#change(household, conversation);
      case 'handle':
        return this.#handle(household, conversation);
      case 'party':
        return this.#party(household, conversation);
      case 'merge':
        return this.#merge(household, conversation);
      case 'channel':
        return this.#channel(household, conversation);
    }
  }

  // ------------------------------------------------------------------------------------------------ who

  #api(): Principal {
    return { kind: 'key', keyId: 'api', scopes: this.#dice.chance(0.03) ? fewScopes : allScopes };
  }

  #agent(id: string): Principal {
    // By the administration key, which no store has to know.
    return { kind: 'key', keyId: adminKeyId, scopes: allScopes, actsFor: id };
  }

  #anyAgent({ auditor }: Household): string {
    return this.#dice.pick([...auditor.house.agents.keys(), 'boss']);
  }

  /** A random id that names nothing, or something of the other organization. */
  #foreignId(household: Household): string {
    const other = this.#households.find((one) => one !== household);
    const ids = other ? [...other.auditor.replica.entries('ticket')].map(([id]) => id) : [];
    return this.#dice.maybe(ids) ?? `00000000-0000-7000-8000-${String(this.#dice.int(0, 999_999)).padStart(12, '0')}`;
  }

  // ------------------------------------------------------------------------------------------------ channels

  #inbound(household: Household): Errand {
    const dice = this.#dice;
    const account = dice.pick(accounts);
    const thread = `t${dice.int(0, 4)}`;
    // The channel delivers some messages again, seconds later and in another order.
    const isAgain = dice.chance(0.2) && this.#externals > 0;
    const number = isAgain ? dice.int(Math.max(0, this.#externals - 5), this.#externals - 1) : this.#externals++;
    const message = {
      accountId: account.id,
      channelKind: account.kind,
      threadKey: thread,
      from: { address: `+${thread}`, name: `Customer ${thread}` },
      externalId: `m${number}`,
      text: dice.chance(0.6) ? `message ${number}` : dice.pick(saidWords),
      fileIds: [],
      ...(dice.chance(0.2) ? { form: { topic: 'refund' } } : {}),
    };
    const principal: Principal = { kind: 'contact', accountId: account.id, address: message.from.address };
    const sent = errand(receiveMessage, message, principal);
    const deliveries = dice.weighted({ once: 8, twice: 2, thrice: 1 });
    for (let i = 1; i < { once: 1, twice: 2, thrice: 3 }[deliveries]; i++) {
      void this.#world.sleep(dice.pick([0, 1, 5, 700, 5000])).then(() => this.#again(household, sent));
    }
    return sent;
  }

  #start(household: Household): Errand {
    const dice = this.#dice;
    const account = dice.pick(accounts);
    const owner = dice.pick([
      undefined,
      { kind: 'queue', id: dice.pick(['support', 'billing', 'vip', 'nowhere']) },
      { kind: 'department', id: dice.pick(['support', 'billing']) },
      { kind: 'agent', id: this.#anyAgent(household) },
    ] as const);
    const input = {
      accountId: account.id,
      channelKind: account.kind,
      contact: { address: `+t${dice.int(0, 7)}` },
      ...(dice.chance(0.5) ? { threadKey: `t${dice.int(0, 4)}` } : {}),
      ...(owner === undefined ? {} : { owner }),
      attributes: { plan: dice.pick(['gold', 'free']), order: dice.int(1, 9) },
      tags: dice.chance(0.5) ? ['new'] : [],
    };
    return errand(startConversation, input, dice.chance(0.5) ? this.#api() : this.#agent(this.#anyAgent(household)));
  }

  // ------------------------------------------------------------------------------------------------ hand-overs

  #target(household: Household): Target {
    const dice = this.#dice;
    const { house } = household.auditor;
    const departments = [...house.departments.keys()];
    switch (dice.weighted({ agent: 6, named: 3, queue: 4, department: 4, flow: 4, external: 2, odd: 1 })) {
      case 'agent':
        return { kind: 'agent', id: this.#anyAgent(household) };
      case 'named':
        return { kind: 'agent', id: this.#anyAgent(household), departmentId: dice.pick(departments) };
      case 'queue':
        return { kind: 'queue', id: dice.pick([...house.queues.keys()]) };
      case 'department':
        return { kind: 'department', id: dice.pick(departments) };
      case 'flow':
        return { kind: 'flow', id: dice.pick([...house.flows.keys()]) };
      case 'external':
        return { kind: 'external', id: dice.pick(['partner', 'plumber']) };
      case 'odd':
        return dice.pick([
          { kind: 'flow', id: 'nobody' },
          { kind: 'external', id: 'nobody' },
          { kind: 'agent', id: 'nobody' },
          { kind: 'queue', id: 'nowhere' },
        ] as const);
    }
  }

  #transfer(household: Household, conversation: Row): Errand {
    const dice = this.#dice;
    const { replica } = household.auditor;
    const owner = conversation.owner as OwnerValue;
    const tickets = [...replica.all('ticket')].filter((ticket) => ticket.conversationId === conversation.id);
    const ticket = dice.chance(0.95) ? replica.get('ticket', conversation.ticketId) : dice.pick(tickets);
    const principal =
      owner.kind === 'agent' && dice.chance(0.75)
        ? this.#agent(owner.id)
        : dice.chance(0.5)
          ? this.#api()
          : this.#agent(this.#anyAgent(household));
    const whenBlocked = dice.pick([undefined, undefined, 'refuse', 'wait', 'next', 'deliver_when_back'] as const);
    const request: TransferRequest = {
      target: this.#target(household),
      mode: dice.chance(0.2) ? 'warm' : 'cold',
      ...(dice.chance(0.4) ? { note: 'please take this one' } : {}),
      ...(dice.chance(0.1) ? { draft: 'We will look into' } : {}),
      ...(dice.chance(0.2) ? { reason: 'language' } : {}),
      ...(dice.chance(0.3) ? { release: dice.pick(['now', 'on_accept'] as const) } : {}),
      ...(whenBlocked === undefined ? {} : { whenBlocked }),
      ...(dice.chance(0.08) ? { override: true } : {}),
      ...(dice.chance(0.25) ? { ticketVersion: this.#version(ticket) } : {}),
    };
    return errand(requestTransfer, { ticketId: ticket?.id as string, request }, principal);
  }

  /** The version that is there, or, sometimes, one that was. */
  #version(ticket: Row | undefined): number {
    const version = (ticket?.version ?? 1) as number;
    return this.#dice.chance(0.75) ? version : Math.max(1, version - 1);
  }

  #answer(household: Household, conversation: Row): Errand | undefined {
    const dice = this.#dice;
    const { replica } = household.auditor;
    const asked = this.#answerAsked(household, replica.get('transfer', conversation.pendingTransferId));
    if (asked !== undefined) return asked;
    const live = [...replica.all('offer')].filter((offer) => offer.state === 'live');
    const offer =
      replica.get('offer', conversation.liveOfferId) ?? dice.maybe(dice.chance(0.9) ? live : [...replica.all('offer')]);
    if (offer === undefined) return undefined;
    const agentId = dice.chance(0.9) ? (offer.agentId as string) : this.#anyAgent(household);
    const name =
      offer.transferId !== null && dice.chance(0.5)
        ? { transferId: offer.transferId as string }
        : { offerId: offer.id as string };
    if (dice.chance(0.65)) {
      const ticket = replica.get('ticket', conversation.ticketId);
      const input = {
        offer: name,
        ...(dice.chance(0.15) && offer.conversationId === conversation.id
          ? { ticketVersion: this.#version(ticket) }
          : {}),
      };
      return errand(acceptOffer, input, this.#agent(agentId));
    }
    return errand(declineOffer, { offer: name, ...(dice.chance(0.3) ? { reason: 'busy' } : {}) }, this.#agent(agentId));
  }

  /** Whoever is asked without an offer: a colleague in private, a contact outside. */
  #answerAsked(household: Household, transfer: Row | undefined): Errand | undefined {
    const dice = this.#dice;
    const target = transfer?.currentTarget as OwnerValue | undefined;
    if (transfer === undefined || target === undefined) return undefined;
    const transferId = transfer.id as string;
    if (target.kind === 'external') {
      const answer = dice.pick(['accept', 'accept', 'decline', 'unreachable'] as const);
      const principal: Principal = dice.chance(0.8) ? { kind: 'external', externalId: target.id } : this.#api();
      return errand(answerFromOutside, { transferId, answer }, principal);
    }
    if (transfer.state !== 'consulting') return undefined;
    const sender = transfer.requestedBy as OwnerValue;
    const bySender = sender.kind === 'agent' && dice.chance(0.8) ? this.#agent(sender.id) : this.#api();
    const byTarget = this.#agent(dice.chance(0.9) ? target.id : this.#anyAgent(household));
    switch (dice.weighted({ say: 4, complete: 3, accept: 3, decline: 2 })) {
      case 'say': {
        const principal = dice.chance(0.5) ? byTarget : bySender;
        const input = {
          conversationId: transfer.conversationId as string,
          kind: 'consult',
          text: 'Could you?',
          fileIds: [],
        };
        return errand(sendMessage, input as never, principal);
      }
      case 'complete':
        return errand(completeTransfer, { transferId }, bySender);
      case 'accept':
        return errand(acceptOffer, { offer: { transferId } }, byTarget);
      case 'decline':
        return errand(declineOffer, { offer: { transferId } }, byTarget);
    }
  }

  #cancel(household: Household, conversation: Row): Errand | undefined {
    const { replica } = household.auditor;
    const transfer =
      replica.get('transfer', conversation.pendingTransferId) ?? this.#dice.maybe([...replica.all('transfer')]);
    if (transfer === undefined) return undefined;
    const sender = transfer.requestedBy as OwnerValue;
    const principal =
      sender.kind === 'agent' && this.#dice.chance(0.7)
        ? this.#agent(sender.id)
        : this.#dice.chance(0.5)
          ? this.#api()
          : this.#agent('boss');
    return errand(cancelTransfer, { transferId: transfer.id as string }, principal);
  }

  #take(household: Household, conversation: Row): Errand {
    const ticket = household.auditor.replica.get('ticket', conversation.ticketId);
    const input = {
      ticketId: conversation.ticketId as string,
      ...(this.#dice.chance(0.2) ? { ticketVersion: this.#version(ticket) } : {}),
    };
    return errand(takeTicket, input, this.#agent(this.#anyAgent(household)));
  }

  #close(household: Household, conversation: Row): Errand {
    const owner = conversation.owner as OwnerValue;
    const ticket = household.auditor.replica.get('ticket', conversation.ticketId);
    const principal =
      owner.kind === 'agent' && this.#dice.chance(0.7)
        ? this.#agent(owner.id)
        : this.#dice.chance(0.6)
          ? this.#api()
          : this.#agent('boss');
    const input = {
      ticketId: conversation.ticketId as string,
      ...(this.#dice.chance(0.2) ? { ticketVersion: this.#version(ticket) } : {}),
    };
    return errand(closeConversation, input, principal);
  }

  /** Whoever has it in hand, mostly; now and then somebody else. */
  #ownerOrOther(household: Household, conversation: Row): Principal {
    const owner = conversation.owner as OwnerValue;
    if (owner.kind === 'agent' && this.#dice.chance(0.85)) return this.#agent(owner.id);
    return this.#dice.chance(0.3) ? this.#api() : this.#agent(this.#anyAgent(household));
  }

  /** Hold, snooze and calls for help, and their ends. */
  #handle(household: Household, conversation: Row): Errand {
    const dice = this.#dice;
    const ticketId = conversation.ticketId as string;
    const principal = this.#ownerOrOther(household, conversation);
    const kind = dice.weighted({ hold: 3, resume: 2, snooze: 3, wake: 1, help: 3, whisper: 2, clear: 2 });
    const text = 'What shall I say?';
    switch (kind) {
      case 'hold':
        return errand(holdTicket, { ticketId }, principal);
      case 'resume':
        return errand(resumeTicket, { ticketId }, principal);
      case 'snooze':
        return errand(snoozeTicket, { ticketId, until: this.#world.clock.now() + dice.int(1, 90_000) }, principal);
      case 'wake':
        return errand(wakeTicket, { ticketId }, principal);
      case 'help':
        return errand(raiseHelp, { ticketId, message: text }, principal);
      case 'clear':
        return errand(clearHelp, { ticketId }, dice.chance(0.5) ? this.#agent('boss') : principal);
      case 'whisper': {
        const input = { conversationId: conversation.id as string, kind: 'whisper' as const, text, fileIds: [] };
        return errand(sendMessage, input, dice.chance(0.5) ? this.#agent('boss') : principal);
      }
    }
  }

  #party(household: Household, conversation: Row): Errand {
    const dice = this.#dice;
    const ticketId = conversation.ticketId as string;
    const parties = conversation.parties as { who: OwnerValue }[];
    const agentId = dice.maybe(parties.filter(({ who }) => who.kind === 'agent'))?.who.id ?? this.#anyAgent(household);
    const byThem = dice.chance(0.5) ? this.#agent(agentId) : this.#ownerOrOther(household, conversation);
    switch (dice.weighted({ invite: 4, join: 3, stepBack: 1, remove: 2, speak: 2 })) {
      case 'invite':
        return errand(
          inviteParty,
          { ticketId, agentId: this.#anyAgent(household) },
          this.#ownerOrOther(household, conversation),
        );
      case 'join':
        return errand(setPartyJoined, { ticketId, agentId, joined: true }, byThem);
      case 'stepBack':
        return errand(setPartyJoined, { ticketId, agentId, joined: false }, byThem);
      case 'remove':
        return errand(removeParty, { ticketId, agentId }, byThem);
      case 'speak': {
        const input = {
          conversationId: conversation.id as string,
          kind: 'reply' as const,
          text: 'Me too.',
          fileIds: [],
        };
        return errand(sendMessage, input, this.#agent(agentId));
      }
    }
  }

  /** Into another conversation of the same contact, mostly. */
  #merge(household: Household, conversation: Row): Errand | undefined {
    const open = this.open(household).filter(({ id }) => id !== conversation.id);
    const ofContact = open.filter(({ contactId }) => contactId === conversation.contactId);
    const into = this.#dice.maybe(this.#dice.chance(0.85) ? ofContact : open);
    if (into === undefined) return undefined;
    const input = { ticketId: conversation.ticketId as string, into: into.ticketId as string };
    return errand(mergeTickets, input, this.#ownerOrOther(household, conversation));
  }

  /** On through another account: where the contact has an address, mostly. */
  #channel(household: Household, conversation: Row): Errand {
    const dice = this.#dice;
    const account = dice.pick(accounts);
    const known = [...household.auditor.replica.all('contactAddress')].filter(
      ({ contactId, channelKind }) => contactId === conversation.contactId && channelKind === account.kind,
    );
    const address = (dice.maybe(known)?.address ?? `+t${dice.int(0, 7)}`) as string;
    const input = {
      conversationId: conversation.id as string,
      accountId: account.id,
      address,
      consent: dice.chance(0.9),
    };
    return errand(changeChannel, input, this.#ownerOrOther(household, conversation));
  }

  /** Several tickets together, now or a little later; or the end of a batch that was asked for. */
  #batch(household: Household): Errand | undefined {
    const dice = this.#dice;
    const { replica } = household.auditor;
    const batches = [...replica.all('transferBatch')].filter((batch) => batch.doneAt === null);
    if (batches.length > 0 && dice.chance(0.3))
      return errand(cancelBatch, { batchId: dice.pick(batches).id as string }, this.#api());
    const open = this.open(household).slice(0, dice.int(1, 6));
    if (open.length === 0) return undefined;
    const judged = Object.fromEntries(
      open.map(({ ticketId, ownershipVersion }) => [ticketId, { answer: 'allowed', ownershipVersion }]),
    );
    const input = {
      ticketIds: open.map(({ ticketId }) => ticketId as string),
      judged: judged as never,
      request: { target: this.#target(household), mode: 'cold' as const },
      note: dice.chance(0.5) ? 'The shift ends.' : null,
      runAt: dice.chance(0.5) ? null : this.#world.clock.now() + dice.int(1, 30_000),
    };
    return errand(createBatch, input, this.#agent(this.#anyAgent(household)));
  }

  /** Whoever is told says that they see to it; now and then somebody whom it does not concern. */
  #alert(household: Household): Errand | undefined {
    const dice = this.#dice;
    const alert = dice.maybe([...household.auditor.replica.all('dutyAlert')]);
    if (alert === undefined) return undefined;
    const who = dice.chance(0.8) ? dice.pick(alert.people as string[]) : this.#anyAgent(household);
    return errand(acknowledgeAlert, { alertId: alert.id as string }, this.#agent(who));
  }

  // ------------------------------------------------------------------------------------------------ the rest

  #reply(household: Household, conversation: Row): Errand {
    const dice = this.#dice;
    const owner = conversation.owner as OwnerValue;
    const files = [...household.auditor.replica.all('file')];
    if (owner.kind === 'external' && dice.chance(0.3)) {
      const input = { conversationId: conversation.id as string };
      return errand(returnFromOutside, input, { kind: 'external', externalId: owner.id });
    }
    const principal: Principal =
      owner.kind === 'external' && dice.chance(0.8)
        ? { kind: 'external', externalId: owner.id }
        : owner.kind === 'agent' && dice.chance(0.8)
          ? this.#agent(owner.id)
          : dice.chance(0.5)
            ? this.#api()
            : this.#agent(this.#anyAgent(household));
    const version = conversation.ownershipVersion as number;
    const input = {
      conversationId: conversation.id as string,
      kind: dice.chance(0.7) ? ('reply' as const) : ('note' as const),
      text: 'hello',
      fileIds: dice.chance(0.2) && files.length > 0 ? [dice.pick(files).id as string] : [],
      ...(dice.chance(0.4) ? { ownershipVersion: dice.chance(0.8) ? version : version - 1 } : {}),
    };
    return errand(sendMessage, input, principal);
  }

  #change(household: Household, conversation: Row): Errand {
    const ticket = household.auditor.replica.get('ticket', conversation.ticketId);
    const input = {
      ticketId: conversation.ticketId as string,
      attributes: { [this.#dice.pick(['plan', 'mood'])]: this.#dice.pick(['good', 'bad', null]) },
      ...(this.#dice.chance(0.3) ? { tags: ['seen'] } : {}),
      ...(this.#dice.chance(0.4) ? { ticketVersion: this.#version(ticket) } : {}),
    };
    return errand(changeTicket, input, this.#dice.chance(0.5) ? this.#api() : this.#agent(this.#anyAgent(household)));
  }

  #presence(household: Household): Errand {
    const agentId = this.#anyAgent(household);
    const presence = this.#dice.weighted({ online: 6, away: 1, offline: 3 });
    const status = this.#dice.pick(['mail-only', 'lunch']);
    return errand(
      setPresence,
      this.#dice.chance(0.15) ? { agentId, status } : { agentId, presence },
      this.#dice.chance(0.7) ? this.#agent(agentId) : this.#api(),
    );
  }

  #wrapUp(household: Household): Errand | undefined {
    const dice = this.#dice;
    const segments = [...household.auditor.replica.all('segment')].filter(
      (segment) => (segment.owner as OwnerValue).kind === 'agent',
    );
    const wrapping = segments.filter((segment) => segment.wrapUpUntil !== null && segment.wrapUpEndedAt === null);
    const segment = dice.maybe(wrapping.length > 0 ? wrapping : segments);
    if (segment === undefined) return undefined;
    const agentId = dice.chance(0.9) ? (segment.owner as OwnerValue).id : this.#anyAgent(household);
    const input = {
      segmentId: segment.id as string,
      ...(dice.chance(0.5) ? { disposition: 'solved' } : {}),
      note: 'done',
      end: dice.chance(0.7),
    };
    return errand(saveWrapUp, input, this.#agent(agentId));
  }

  #file(): Errand {
    const id = `00000000-0000-7000-9000-${String(this.#files++).padStart(12, '0')}`;
    return errand(
      storeFile,
      { id, name: 'invoice.pdf', mediaType: 'application/pdf', bytes: 12, sha256: 'ab'.repeat(32) },
      this.#api(),
    );
  }

  #configure(household: Household): Errand | undefined {
    const dice = this.#dice;
    const document = redrawDocument(dice, household.document, this.#world.clock.now());
    const parsed = parseConfiguration(document);
    if (!parsed.ok) return undefined;
    const { retire: _, ...next } = document;
    // Refused while it is in use, it changes nothing; the next change starts from what the sender wanted all the same.
    household.document = next;
    return errand(applyConfiguration, { document: parsed.document, successors: parsed.retire }, this.#api());
  }

  #foreign(household: Household): Errand {
    const id = this.#foreignId(household);
    const principal = this.#dice.chance(0.5) ? this.#api() : this.#agent(this.#anyAgent(household));
    return this.#dice.pick([
      errand(
        requestTransfer,
        { ticketId: id, request: { target: { kind: 'queue', id: 'support' }, mode: 'cold' } },
        principal,
      ),
      errand(takeTicket, { ticketId: id }, principal),
      errand(closeConversation, { ticketId: id }, principal),
      errand(acceptOffer, { offer: { offerId: id } }, principal),
      errand(cancelTransfer, { transferId: id }, principal),
      errand(saveWrapUp, { segmentId: id, end: true }, principal),
    ]);
  }
}
