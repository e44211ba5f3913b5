import { hash } from 'node:crypto';
import { present } from '../base/assert.ts';
import type { Clock } from '../base/clock.ts';
import type { Ids } from '../base/ids.ts';
import { attachment } from './attachments.ts';
import type { Caller } from './call-server.ts';
import type { Action } from './play-state.ts';
import type { Story, Turn } from './story.ts';
import { storyOf, threadKeyOf } from './thread.ts';
import type { Talk } from './world.ts';

/** What actions are carried out with. */
export interface Stage {
  readonly organizationId: string;
  readonly server: Caller;
  readonly clock: Pick<Clock, 'now'>;
  readonly ids: Ids;
  /** The headers of a signed webhook of a channel account, over the body's bytes. */
  readonly sign: SignInbound;
  readonly stories: readonly Story[];
}

export type SignInbound = (message: {
  readonly accountId: string;
  readonly id: string;
  readonly timestampSeconds: number;
  readonly body: string;
}) => Readonly<Record<string, string>>;

/** Does it over HTTP: agents by a key that acts for them, customers by their channel's signed webhook. @throws Refused */
export async function perform(stage: Stage, action: Action): Promise<void> {
  const { server } = stage;
  switch (action.kind) {
    case 'begins': {
      const [first] = action.story.turns;
      const nonce = stage.ids.next().slice(-8);
      return first?.kind === 'says' ? say(stage, action.story, threadKeyOf(action.story, nonce), first) : undefined;
    }
    case 'takes':
      return act(server, action.agentId, `/v1/tickets/${action.talk.ticketId}/take`);
    case 'accepts':
      return act(server, action.offer.agentId, `/v1/offers/${action.offer.id}/accept`);
    case 'declines':
      return act(server, action.offer.agentId, `/v1/offers/${action.offer.id}/decline`, { reason: action.reason });
    case 'wraps_up': {
      const { wrapUp, disposition, note } = action;
      const body = { note, end: true, ...(disposition === null ? {} : { disposition }) };
      await server.call({
        method: 'PUT',
        path: `/v1/segments/${wrapUp.segmentId}/wrap-up`,
        actAs: wrapUp.agentId,
        body,
      });
      return;
    }
    case 'presence': {
      const { agentId, presence, reason } = action;
      const body = { presence, ...(reason === undefined ? {} : { reason }) };
      await server.call({ method: 'PUT', path: `/v1/agents/${agentId}/presence`, actAs: agentId, body });
      return;
    }
    case 'step':
      return performStep(stage, action);
  }
}

async function performStep(
  stage: Stage,
  { talk, step, colleagueId }: Extract<Action, { kind: 'step' }>,
): Promise<void> {
  const { server } = stage;
  switch (step.kind) {
    case 'says':
      return say(
        stage,
        present(storyOf(talk.threadKey, stage.stories), 'Only a story’s customer speaks.'),
        talk.threadKey,
        step.turn,
        talk,
      );
    case 'replies':
    case 'notes': {
      const kind = step.kind === 'replies' ? 'reply' : 'note';
      return act(server, step.agentId, `/v1/conversations/${talk.id}/messages`, { kind, text: step.text });
    }
    case 'moves':
    case 'tries':
      return handOver(server, talk, { ...step, target: { kind: 'department', id: step.to } });
    case 'asks': {
      // Nobody is free: whoever has it goes on alone.
      if (colleagueId === undefined) return;
      return handOver(server, talk, {
        ...step,
        target: { kind: 'agent', id: colleagueId, departmentId: talk.departmentId },
      });
    }
    case 'ends':
      return act(server, step.agentId, `/v1/tickets/${talk.ticketId}/close`);
  }
}

function handOver(
  server: Caller,
  talk: Talk,
  { agentId, note, target }: { readonly agentId: string; readonly note: string; readonly target: object },
): Promise<void> {
  return act(server, agentId, `/v1/tickets/${talk.ticketId}/transfers`, { target, note });
}

async function act(server: Caller, agentId: string, path: string, body: object = {}): Promise<void> {
  await server.call({ method: 'POST', path, actAs: agentId, body });
}

/** The customer's message, with its file. */
async function say(
  stage: Stage,
  { account, customer, form }: Story,
  thread: string,
  { text, file }: Extract<Turn, { kind: 'says' }>,
  talk?: Talk,
): Promise<void> {
  const { organizationId, server, clock, ids, sign } = stage;
  const accountId = talk?.accountId ?? account;
  const sent = file === undefined ? undefined : attachment(file);
  const body = JSON.stringify({
    type: 'message',
    thread,
    from: customer,
    messageId: ids.next(),
    text,
    ...(talk !== undefined || form === undefined ? {} : { form }),
    ...(sent === undefined
      ? {}
      : {
          files: [{ name: sent.name, mediaType: sent.mediaType, content: Buffer.from(sent.bytes).toString('base64') }],
        }),
  });
  const signed = {
    accountId,
    id: hash('sha256', body).slice(0, 32),
    timestampSeconds: Math.floor(clock.now() / 1000),
    body,
  };
  await server.call({
    method: 'POST',
    path: `/v1/inbound/${organizationId}/${accountId}`,
    body,
    headers: sign(signed),
  });
}
