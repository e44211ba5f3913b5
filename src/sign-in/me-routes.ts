import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Static } from 'typebox';
import { isoInstant } from '../base/clock.ts';
import { answers } from '../contract/answers.ts';
import {
  codeBody,
  me,
  nothing,
  organizationChoice,
  passwordBody,
  passwordChangeBody,
  secondFactorSecret,
  sessionList,
  sessionPath,
} from '../contract/sign-in.ts';
import type { Agent, Configuration } from '../domain/configuration.ts';
import type { Principal } from '../domain/principal.ts';
import type { SignedIn } from './open-sessions.ts';
import { clientWithSession, codeProblem } from './requests.ts';
import { askToComeBack } from './routes.ts';
import type { SignIn } from './sign-in.ts';

/** What the authentication found out about the one who asks. */
export interface MeCaller {
  readonly organizationId: string;
  readonly principal: Principal;
}

export interface MeRouteParts {
  readonly signIn: SignIn;
  /** At most a second old; null when there is no such organization. */
  readonly configurationOf: (organizationId: string) => Promise<Configuration | null>;
}

const tags = ['Oneself'];

/** Routes about the one who asks, in the scope in which requests are authenticated, under its prefix. */
export function meRoutes(app: FastifyInstance, parts: MeRouteParts): void {
  app.register(async (scope) => {
    askToComeBack(scope, parts.signIn);
    whoRoutes(scope, parts);
    sessionRoutes(scope, parts.signIn);
    passwordRoute(scope, parts.signIn);
    secondFactorRoutes(scope, parts.signIn);
  });
}

function callerOf(request: FastifyRequest): MeCaller {
  return (request as unknown as { readonly caller: MeCaller }).caller;
}

/** The session of the one who asks. @throws `session_required` when it is a key */
async function ownSession(signIn: SignIn, request: FastifyRequest): Promise<SignedIn> {
  const session =
    callerOf(request).principal.kind === 'user' ? await signIn.sessions.sessionOf(request.headers.cookie) : null;
  if (session === null) throw signIn.options.problem('session_required');
  return session;
}

function whoRoutes(app: FastifyInstance, parts: MeRouteParts): void {
  const { signIn } = parts;
  app.get(
    '/me',
    { schema: { tags, summary: 'Who one is', response: answers({ 200: me }) } },
    async (request, reply) => {
      const caller = callerOf(request);
      if (caller.principal.kind === 'user')
        await signIn.sessions.renew(request, reply, await ownSession(signIn, request));
      return reply.send(await present(parts, caller));
    },
  );
  app.put<{ Body: Static<typeof organizationChoice> }>(
    '/me/organization',
    {
      schema: {
        tags,
        summary: 'Choose the organization that the session is for',
        body: organizationChoice,
        response: answers({ 200: me }),
      },
    },
    async (request, reply) => {
      const { userId } = await ownSession(signIn, request);
      const { organizationId } = request.body;
      const chosen = (await signIn.reads.ofUser(userId)).find((one) => one.organizationId === organizationId);
      const isOpen =
        chosen !== undefined &&
        (await signIn.memberships.isAgent(organizationId, chosen.agentId)) &&
        (await signIn.sessions.choose(request.headers.cookie, organizationId));
      if (chosen === undefined || !isOpen) throw signIn.options.problem('not_found');
      const principal: Principal = { kind: 'user', userId, agentId: chosen.agentId };
      return reply.send(await present(parts, { organizationId, principal }));
    },
  );
}

async function present(
  { signIn, configurationOf }: MeRouteParts,
  { organizationId, principal }: MeCaller,
): Promise<Static<typeof me>> {
  const configuration = await configurationOf(organizationId);
  const name = await signIn.reads.organizationName(organizationId);
  if (configuration === null || name === null) throw signIn.options.problem('not_found');
  const organization = { id: organizationId, name };
  const agentId = agentOf(principal);
  const agent = agentId === null ? undefined : configuration.agents.get(agentId);
  const shown = { organization, agent: agent === undefined ? null : presentAgent(agent, configuration) };
  if (principal.kind !== 'user') return { user: null, organizations: [organization], ...shown };
  const [user, memberships] = await Promise.all([
    signIn.users.byId(principal.userId),
    signIn.reads.ofUser(principal.userId),
  ]);
  if (user === null) throw signIn.options.problem('unauthenticated');
  const { id, email, secondFactor, hasPassword } = user;
  return {
    user: { id, name: user.name, email, secondFactor, hasPassword },
    organizations: memberships.map((one) => ({ id: one.organizationId, name: one.organizationName })),
    ...shown,
  };
}

function agentOf(principal: Principal): string | null {
  if (principal.kind === 'user') return principal.agentId;
  return principal.kind === 'key' ? (principal.actsFor ?? null) : null;
}

function presentAgent({ id, name, role, permissions, departments }: Agent, configuration: Configuration) {
  return {
    id,
    name,
    role,
    permissions: [...permissions],
    departments: departments.map((one) => ({ id: one, name: configuration.departments.get(one)?.name ?? one })),
  };
}

function sessionRoutes(app: FastifyInstance, signIn: SignIn): void {
  const { sessions, options } = signIn;
  app.get(
    '/me/sessions',
    { schema: { tags, summary: 'Where one is signed in', response: answers({ 200: sessionList }) } },
    async (request, reply) => {
      const { sessionId, userId } = await ownSession(signIn, request);
      const items = (await sessions.store.list(userId, options.clock.now())).map((one) => ({
        ...one,
        createdAt: isoInstant(one.createdAt),
        expiresAt: isoInstant(one.expiresAt),
        isCurrent: one.id === sessionId,
      }));
      return reply.send({ items });
    },
  );
  app.delete<{ Params: Static<typeof sessionPath> }>(
    '/me/sessions/:id',
    { schema: { tags, summary: 'Sign out there', params: sessionPath, response: answers({ 204: nothing }) } },
    async (request, reply) => {
      const { sessionId, userId } = await ownSession(signIn, request);
      if (!(await sessions.store.end(request.params.id, userId))) throw options.problem('not_found');
      sessions.forget();
      if (request.params.id === sessionId) sessions.take(request, reply);
      return reply.code(204).send();
    },
  );
}

function passwordRoute(app: FastifyInstance, signIn: SignIn): void {
  app.put<{ Body: Static<typeof passwordChangeBody> }>(
    '/me/password',
    {
      schema: {
        tags,
        summary: 'Change one’s password',
        description: 'Signs one out everywhere else.',
        body: passwordChangeBody,
        response: answers({ 204: nothing }),
      },
    },
    async (request, reply) => {
      const { userId } = await ownSession(signIn, request);
      const user = await signIn.users.byId(userId);
      if (user === null) throw signIn.options.problem('unauthenticated');
      signIn.refuseWeak(request.body.newPassword, user);
      const changed = await guarded(signIn, request, userId, async () =>
        (await signIn.library()).changePassword(request.body, clientWithSession(signIn, request)),
      );
      await signIn.users.voidLinks(userId);
      await handOn(signIn, request, reply, changed.cookies);
      return reply.code(204).send();
    },
  );
}

function secondFactorRoutes(app: FastifyInstance, signIn: SignIn): void {
  const { problem } = signIn.options;
  app.post<{ Body: Static<typeof passwordBody> }>(
    '/me/second-factor',
    {
      schema: {
        tags,
        summary: 'Begin to set up a second factor',
        description: 'Nothing is asked for until a code confirms it. Asked again before that, it begins anew.',
        body: passwordBody,
        response: answers({ 200: secondFactorSecret }),
      },
    },
    async (request, reply) => {
      const { userId } = await ownSession(signIn, request);
      const made = await guarded(signIn, request, userId, async () => {
        const answer = await (await signIn.library()).makeSecondFactor(
          request.body.password,
          clientWithSession(signIn, request),
        );
        if (answer === 'on') throw problem('second_factor_on');
        return answer === 'wrong' ? null : answer;
      });
      const secret = new URL(made.totpURI).searchParams.get('secret') ?? '';
      return reply.send({ uri: made.totpURI, secret, backupCodes: [...made.backupCodes] });
    },
  );
  app.post<{ Body: Static<typeof codeBody> }>(
    '/me/second-factor/confirm',
    {
      schema: {
        tags,
        summary: 'Confirm the second factor by a code',
        body: codeBody,
        response: answers({ 204: nothing }),
      },
    },
    async (request, reply) => {
      const { userId } = await ownSession(signIn, request);
      const code = request.body.code.replace(/\s/g, '');
      const verdict = await signIn.attempts.attempt(
        { address: request.ip, account: userId },
        async () => (await signIn.library()).confirmSecondFactor({ userId, code }, clientWithSession(signIn, request)),
        (answer) => typeof answer === 'string',
      );
      if (typeof verdict === 'string') throw codeProblem(signIn, verdict);
      await handOn(signIn, request, reply, verdict.cookies);
      return reply.code(204).send();
    },
  );
  app.delete<{ Body: Static<typeof passwordBody> }>(
    '/me/second-factor',
    {
      schema: { tags, summary: 'Take the second factor off', body: passwordBody, response: answers({ 204: nothing }) },
    },
    async (request, reply) => {
      const { userId } = await ownSession(signIn, request);
      if ((await signIn.users.byId(userId))?.secondFactor !== true) throw problem('second_factor_off');
      const ended = await guarded(signIn, request, userId, async () =>
        (await signIn.library()).endSecondFactor(request.body.password, clientWithSession(signIn, request)),
      );
      await handOn(signIn, request, reply, ended.cookies);
      return reply.code(204).send();
    },
  );
}

/** Asks for the password again before anything that would hand the sign-in to whoever found the browser open. */
async function guarded<T>(
  { attempts, options }: SignIn,
  { ip }: FastifyRequest,
  userId: string,
  run: () => Promise<T | null>,
): Promise<T> {
  const answer = await attempts.attempt({ address: ip, account: userId }, run, (given) => given === null);
  if (answer === null) throw options.problem('credentials_wrong');
  return answer;
}

/** A new session in place of the one that asked, for the same organization: what it stands for has changed. */
async function handOn(
  { sessions }: SignIn,
  request: FastifyRequest,
  reply: FastifyReply,
  cookies: readonly string[],
): Promise<void> {
  const { organizationId } = callerOf(request);
  for (const cookie of cookies) await sessions.choose(cookie, organizationId);
  sessions.handOn(request, reply, cookies);
}
