import { inviteParty, type PartyAnswer, type PartyInput, removeParty, setPartyJoined } from '../commands/parties.ts';
import { inviteBody, joinedBody, partyAnswer, partyPath } from '../contract/tickets.ts';
import { idPath } from '../contract/words.ts';
import { answers } from './answers.ts';
import type { App, HttpContext } from './context.ts';
import { entryId } from './people.ts';
import { presentParty } from './present.ts';
import { answerCommand } from './submit.ts';
import { rowId } from './transfers.ts';

function presentPartyAnswer({ conversationId, ticketId, party }: PartyAnswer) {
  return { conversationId, ticketId, party: party === null ? null : presentParty(party) };
}

/** Who is named by a path. What cannot be an agent is not found, like one who is not there. @throws HttpProblem */
function partyOf(path: { readonly id: string; readonly agentId: string }): PartyInput {
  return { ticketId: rowId(path), agentId: entryId({ id: path.agentId }) };
}

/** Colleagues who take part in a ticket that somebody else owns. */
export function partyRoutes(app: App, context: HttpContext): void {
  app.post(
    '/tickets/:id/parties',
    {
      schema: {
        tags: ['Parties'],
        summary: 'Invite a colleague',
        description: 'In private, by the rules of a warm transfer to them.',
        params: idPath,
        body: inviteBody,
        response: answers({ 201: partyAnswer }),
      },
    },
    (request, reply) =>
      answerCommand(context, request, reply, {
        definition: inviteParty,
        input: { ticketId: rowId(request.params), agentId: request.body.agentId },
        status: 201,
        present: presentPartyAnswer,
      }),
  );

  app.put(
    '/tickets/:id/parties/:agentId',
    {
      schema: {
        tags: ['Parties'],
        summary: 'Bring a colleague in, or back into private',
        description: 'A supervisor of the department may come in without having been invited.',
        params: partyPath,
        body: joinedBody,
        response: answers({ 200: partyAnswer }),
      },
    },
    (request, reply) =>
      answerCommand(context, request, reply, {
        definition: setPartyJoined,
        input: { ...partyOf(request.params), joined: request.body.joined },
        present: presentPartyAnswer,
      }),
  );

  app.delete(
    '/tickets/:id/parties/:agentId',
    {
      schema: {
        tags: ['Parties'],
        summary: 'Let a colleague go, or go oneself',
        description: 'For the colleague of a warm transfer it ends the consult.',
        params: partyPath,
        response: answers({ 200: partyAnswer }),
      },
    },
    (request, reply) =>
      answerCommand(context, request, reply, {
        definition: removeParty,
        input: partyOf(request.params),
        present: presentPartyAnswer,
      }),
  );
}
