import { setTimeout as wait } from 'node:timers/promises';
import type { WrittenDocument } from '../../src/domain/fill-configuration.ts';
import type { Principal } from '../../src/domain/principal.ts';
import type { Row } from '../simulation/replica.ts';
import type { Dice } from '../simulation/scheduler.ts';
import { agent, type Fleet, type Heard, integration, ProcessGone, type Runner } from './fleet.ts';
import type { CommandName } from './race-commands.ts';

/** A setup in which nothing happens by itself: what changes, a caller asked for. */
export const quietSetup: WrittenDocument = {
  departments: [
    { id: 'support', moveRules: [{}] },
    { id: 'billing', moveRules: [{}] },
  ],
  queues: [
    { id: 'support', department: 'support', distribution: 'pull' },
    { id: 'billing', department: 'billing', distribution: 'pull' },
  ],
  agents: ['ana', 'ben', 'eve'].map((id) => ({
    id,
    role: 'supervisor',
    departments: ['support', 'billing'],
    capacity: { total: null },
  })),
  accounts: [{ id: 'chat', kind: 'webchat', entry: { department: 'support' } }],
};

const agents = ['ana', 'ben', 'eve'];

export interface ErrandOptions<N extends Runner> {
  readonly fleet: Fleet<N>;
  readonly dice: Dice;
  /** How many customers write at once, and how often something happens to each. */
  readonly threads: number;
  readonly steps: number;
  /** Which threads these are: others write beside them, or wrote before. */
  readonly name: string;
  /** Told of every answer. */
  readonly onAnswer?: (heard: Heard) => void;
  /** Waits until a node that died is back. */
  readonly whenBack?: () => Promise<void>;
}

/** Customers and agents at work: every command is sent until it is answered, with one key, at whichever node there is. */
export async function runErrands<N extends Runner>(options: ErrandOptions<N>): Promise<void> {
  await Promise.all(Array.from({ length: options.threads }, (_, i) => oneThread(options, `${options.name}-${i}`)));
}

async function oneThread<N extends Runner>(options: ErrandOptions<N>, threadKey: string): Promise<void> {
  const { dice, steps } = options;
  let ticketId: unknown = null;
  let conversationId: unknown = null;
  let transferId: unknown = null;
  let messages = 0;
  const send = (name: CommandName, input: object, as: Principal = integration): Promise<Heard> =>
    sendUntilAnswered(options, { name, input, as });
  const write = async (): Promise<void> => {
    const input = {
      accountId: 'chat',
      channelKind: 'webchat',
      threadKey,
      from: { address: threadKey },
      externalId: `${threadKey}-${messages++}`,
      text: 'hello',
      fileIds: [],
    };
    const { answer } = await send('receiveMessage', input);
    ({ ticketId, conversationId } = answer as Row);
  };
  await write();
  for (let step = 0; step < steps; step++) {
    const who = agent(dice.pick(agents));
    switch (dice.weighted({ write: 3, transfer: 6, accept: 5, decline: 1, cancel: 2, take: 2, send: 2, close: 1 })) {
      case 'write':
        await write();
        break;
      case 'transfer': {
        const target = dice.chance(0.7)
          ? { kind: 'agent', id: dice.pick(agents) }
          : { kind: 'department', id: dice.pick(['support', 'billing']) };
        const release = dice.pick(['now', 'on_accept']);
        const { kind, answer } = await send(
          'requestTransfer',
          { ticketId, request: { target, mode: 'cold', release, note: 'please' } },
          who,
        );
        if (kind === 'done') transferId = ((answer as Row).transfer as Row).id;
        break;
      }
      case 'accept':
        if (transferId !== null) {
          const { kind, answer } = await send('acceptOffer', { offer: { transferId } }, who);
          if (kind === 'done') ticketId = (answer as Row).ticketId;
        }
        break;
      case 'decline':
        if (transferId !== null) await send('declineOffer', { offer: { transferId } }, who);
        break;
      case 'cancel':
        if (transferId !== null) await send('cancelTransfer', { transferId }, who);
        break;
      case 'take':
        await send('takeTicket', { ticketId }, who);
        break;
      case 'send':
        await send('sendMessage', { conversationId, kind: 'note', text: 'a note', fileIds: [] });
        break;
      case 'close':
        await send('closeConversation', { ticketId });
        break;
    }
  }
}

async function sendUntilAnswered<N extends Runner>(
  { fleet, dice, onAnswer, whenBack }: ErrandOptions<N>,
  { name, input, as }: { readonly name: CommandName; readonly input: object; readonly as: Principal },
): Promise<Heard> {
  const key = fleet.freshKey();
  for (let attempt = 0; ; attempt++) {
    const node = dice.int(0, fleet.nodes.length - 1);
    try {
      const heard = await fleet.run(node, name, { input, as, key });
      onAnswer?.(heard);
      return heard;
    } catch (error) {
      const isGone = error instanceof ProcessGone;
      if (attempt > 200 || !(isGone || (error as Error).message === 'busy'))
        throw new Error(`${name} ${JSON.stringify(input)}`, { cause: error });
      if (isGone) await whenBack?.();
      // Not for what is tested: so that a node that is away is not asked a thousand times a second.
      await wait(5);
    }
  }
}
