import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Static } from 'typebox';
import { isoInstant } from '../base/clock.ts';
import { hashToken } from '../base/hash-token.ts';
import { endSignIn, inviteToSignIn, makePasswordReset } from '../commands/memberships.ts';
import { answers } from '../contract/answers.ts';
import { invitationBody, linkAnswer, nothing, userPage } from '../contract/sign-in.ts';
import { nothingBody } from '../contract/transfers.ts';
import { idPath, pageQuery, shape } from '../contract/words.ts';
import type { CommandDefinition, RefusalAnswer } from '../domain/command.ts';
import { idShape } from '../domain/read-shape.ts';
import type { Answer } from '../engine/submission.ts';
import type { Reader } from '../reads/reads.ts';
import { readAddress } from './email-address.ts';
import { resetMs } from './library-names.ts';
import { invitationMs, newToken, writeInvitationToken } from './links.ts';
import { invitationMail, resetMail } from './mails.ts';
import { linkTo } from './requests.ts';
import { makeResetLink } from './reset-password.ts';
import { addressFault } from './set-up.ts';
import type { SignIn } from './sign-in.ts';

/** What `src/http` lends to the routes about agents' sign-ins. */
export interface UserRouteParts {
  readonly signIn: SignIn;
  /** The caller, who may manage sign-ins. @throws `permission_missing` */
  readonly authorize: (request: FastifyRequest) => Promise<Reader>;
  /** Hands the request's command to the engine, under its `Idempotency-Key`. */
  readonly submit: <I, A>(
    request: FastifyRequest,
    reply: FastifyReply,
    call: { readonly definition: CommandDefinition<I, A>; readonly input: I },
  ) => Promise<Answer<A>>;
  readonly sendRefusal: (reply: FastifyReply, refusal: RefusalAnswer) => FastifyReply;
  /** Reads a list's cursor, and writes the next one. */
  readonly cursors: {
    readonly read: (cursor: string | undefined) => string | null;
    readonly write: (next: string | null) => string | null;
  };
}

const tags = ['Users'];
const userQuery = shape({ ...pageQuery });

/** Routes about the sign-ins of an organization's agents, in the scope in which requests are authenticated. */
export function userRoutes(app: FastifyInstance, parts: UserRouteParts): void {
  app.get<{ Querystring: Static<typeof userQuery> }>(
    '/users',
    {
      schema: {
        tags,
        summary: 'List agents with how they sign in',
        querystring: userQuery,
        response: answers({ 200: userPage }),
      },
    },
    (request, reply) => list(parts, request, reply),
  );
  app.post<{ Params: Static<typeof idPath>; Body: Static<typeof invitationBody> }>(
    '/agents/:id/invitation',
    {
      schema: {
        tags,
        summary: 'Invite somebody to sign in as an agent',
        description:
          'The link works once, for three days; it replaces an earlier one. It is mailed where mail is set up.',
        params: idPath,
        body: invitationBody,
        response: answers({ 201: linkAnswer }),
      },
    },
    (request, reply) => invite(parts, request, reply, agentIdOf(parts, request.params)),
  );
  app.post<{ Params: Static<typeof idPath> }>(
    '/agents/:id/password-reset',
    {
      schema: {
        tags,
        summary: 'Make a link by which an agent sets a new password',
        description: 'It works once, for a day. For somebody who works for other organizations too it is only mailed.',
        params: idPath,
        body: nothingBody,
        response: answers({ 201: linkAnswer }),
      },
    },
    (request, reply) => reset(parts, request, reply, agentIdOf(parts, request.params)),
  );
  app.delete<{ Params: Static<typeof idPath> }>(
    '/agents/:id/sign-in',
    {
      schema: {
        tags,
        summary: 'Take an agent’s sign-in away',
        description: 'Ends their sessions here, and an invitation that waits.',
        params: idPath,
        response: answers({ 204: nothing }),
      },
    },
    (request, reply) => end(parts, request, reply, agentIdOf(parts, request.params)),
  );
}

function agentIdOf({ signIn }: UserRouteParts, { id }: { readonly id: string }): string {
  if (!idShape.test(id)) throw signIn.options.problem('not_found');
  return id;
}

async function list(
  { signIn, authorize, cursors }: UserRouteParts,
  request: FastifyRequest<{ Querystring: Static<typeof userQuery> }>,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { organizationId, configuration } = await authorize(request);
  const { cursor, limit = 50 } = request.query;
  const after = cursors.read(cursor);
  const rest = configuration.directory.agents.filter(({ sortKey }) => after === null || sortKey > after);
  const agents = rest.slice(0, limit);
  const ids = agents.map(({ id }) => id);
  const now = signIn.options.clock.now();
  const known = new Map((await signIn.reads.ofAgents(organizationId, ids, now)).map((one) => [one.agentId, one]));
  const items = agents.map(({ id, name, role }) => {
    const how = known.get(id);
    const isInvited = how !== undefined && how.invitedUntil !== null;
    return {
      agentId: id,
      name,
      role,
      email: how !== undefined && (how.userId !== null || isInvited) ? how.email : null,
      hasSignIn: how !== undefined && how.userId !== null,
      secondFactor: how?.secondFactor ?? false,
      invitedUntil: isInvited ? isoInstant(how.invitedUntil as number) : null,
    };
  });
  return reply.send({
    items,
    nextCursor: cursors.write(rest.length > limit ? (agents.at(-1)?.sortKey ?? null) : null),
  });
}

async function invite(
  parts: UserRouteParts,
  request: FastifyRequest<{ Body: Static<typeof invitationBody> }>,
  reply: FastifyReply,
  agentId: string,
): Promise<FastifyReply> {
  const { signIn, authorize, submit, sendRefusal } = parts;
  const { organizationId, configuration } = await authorize(request);
  const email = readAddress(request.body.email);
  if (email === null) throw addressFault(signIn);
  const user = await signIn.users.byEmail(email);
  const secret = newToken(signIn.options.random);
  const answer = await submit(request, reply, {
    definition: inviteToSignIn,
    input: { agentId, email, userId: user?.id ?? null, invitationHash: hashToken(secret), lastsMs: invitationMs },
  });
  if (answer.kind === 'refused') return sendRefusal(reply, answer.refusal);
  const expiresAt = isoInstant(answer.answer.until);
  const mailed = signIn.options.sendMail !== undefined;
  if (answer.repeated) return reply.code(201).send({ url: null, expiresAt, mailed });
  const url = linkTo(signIn, request, `/invitation/${writeInvitationToken(organizationId, secret)}`);
  const organizationName = (await signIn.reads.organizationName(organizationId)) ?? '';
  const agentName = configuration.agents.get(agentId)?.name ?? '';
  signIn.mail(invitationMail({ to: email, agentName, organizationName, url, days: invitationMs / 86_400_000 }));
  return reply.code(201).send({ url, expiresAt, mailed });
}

async function reset(
  { signIn, authorize, submit, sendRefusal }: UserRouteParts,
  request: FastifyRequest,
  reply: FastifyReply,
  agentId: string,
): Promise<FastifyReply> {
  const { organizationId } = await authorize(request);
  const [known] = await signIn.reads.ofAgents(organizationId, [agentId], signIn.options.clock.now());
  const user = known === undefined || known.userId === null ? null : await signIn.users.byId(known.userId);
  // A link in an administrator's hands opens everything that the user may do: not for them where that is others' too.
  const isTheirsAlone = user === null || user.memberships <= 1;
  const mailed = signIn.options.sendMail !== undefined;
  if (!isTheirsAlone && !mailed) throw signIn.options.problem('mail_needed');
  const answer = await submit(request, reply, { definition: makePasswordReset, input: { agentId } });
  if (answer.kind === 'refused') return sendRefusal(reply, answer.refusal);
  const way = isTheirsAlone ? 'shown' : 'mailed';
  if (answer.repeated || user === null) {
    const expiresAt = isoInstant(signIn.options.clock.now() + resetMs[way]);
    return reply.code(201).send({ url: null, expiresAt, mailed });
  }
  const { url, expiresAt } = await makeResetLink(signIn, request, { userId: user.id, way });
  signIn.mail(resetMail({ to: user.email, name: user.name, url, hours: resetMs[way] / 3_600_000 }));
  return reply.code(201).send({ url: isTheirsAlone ? url : null, expiresAt: isoInstant(expiresAt), mailed });
}

async function end(
  { signIn, submit, sendRefusal }: UserRouteParts,
  request: FastifyRequest,
  reply: FastifyReply,
  agentId: string,
): Promise<FastifyReply> {
  const answer = await submit(request, reply, { definition: endSignIn, input: { agentId } });
  if (answer.kind === 'refused') return sendRefusal(reply, answer.refusal);
  signIn.sessions.forget();
  return reply.code(204).send();
}
