import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Static } from 'typebox';
import { answers } from '../contract/answers.ts';
import {
  codeBody,
  forgotPasswordBody,
  invitationAnswerBody,
  invitationPath,
  invitationState,
  nothing,
  resetPasswordBody,
  setUpBody,
  signInAnswer,
  signInBody,
  signInState,
} from '../contract/sign-in.ts';
import { answerInvitation, findInvitation } from './answer-invitation.ts';
import { readAddress } from './email-address.ts';
import { HashingBusy } from './hashing-turns.ts';
import { providerRoutes } from './provider-routes.ts';
import { challengeIn, clientOf, codeProblem } from './requests.ts';
import { forgetPassword, resetPassword } from './reset-password.ts';
import { setUp } from './set-up.ts';
import type { SignIn } from './sign-in.ts';

/** Routes for those who are not signed in yet. They are added outside the scope in which requests are authenticated. */
export function publicSignInRoutes(app: FastifyInstance, signIn: SignIn): void {
  app.register(async (scope) => {
    scope.addHook('onRequest', async (request) => signIn.options.refuseForeign(request, { allowUnknown: true }));
    askToComeBack(scope, signIn);
    stateRoute(scope, signIn);
    stepRoutes(scope, signIn);
    passwordRoutes(scope, signIn);
    invitationRoutes(scope, signIn);
    providerRoutes(scope, signIn);
  });
}

/** A crowd is asked to come back; whatever else was thrown is answered as everywhere. */
export function askToComeBack(scope: FastifyInstance, signIn: SignIn): void {
  scope.setErrorHandler((error) => {
    throw error instanceof HashingBusy ? signIn.options.problem('busy', { retryAfterSeconds: 1, cause: error }) : error;
  });
}

const tags = ['Signing in'];

function stateRoute(app: FastifyInstance, signIn: SignIn): void {
  app.get(
    '/v1/sign-in',
    { schema: { tags, summary: 'What the page of signing in needs', response: answers({ 200: signInState }) } },
    async (_, reply) => {
      // Whoever looks at the page is about to sign in: what that takes is loaded while they type.
      reply.raw.once('finish', () => signIn.library().catch(signIn.options.onDefect));
      const names = await signIn.reads.someOrganizationNames();
      return reply.send({
        needsSetup: names.length === 0,
        ...(names.length === 1 ? { organizationName: names[0] } : {}),
        providers: (signIn.options.providers ?? []).map(({ id, name }) => ({ id, name })),
        mailsLinks: signIn.options.sendMail !== undefined,
        demo: signIn.demo,
      });
    },
  );
}

function stepRoutes(app: FastifyInstance, signIn: SignIn): void {
  app.post<{ Body: Static<typeof setUpBody> }>(
    '/v1/sign-in/setup',
    {
      schema: {
        tags,
        summary: 'Make the first organization and its administrator',
        description: 'While there is no organization, with the token that the server printed at its start.',
        body: setUpBody,
        response: answers({ 200: signInAnswer }),
      },
    },
    async (request, reply) => {
      const userId = await setUp(signIn, request.body, request.ip);
      await letIn(signIn, request, reply, userId);
      return reply.send({ secondFactor: false });
    },
  );
  app.post<{ Body: Static<typeof signInBody> }>(
    '/v1/sign-in',
    {
      schema: {
        tags,
        summary: 'Sign in by address and password',
        body: signInBody,
        response: answers({ 200: signInAnswer }),
      },
    },
    (request, reply) => takeFirstStep(signIn, request, reply, request.body),
  );
  app.post<{ Body: Static<typeof codeBody> }>(
    '/v1/sign-in/second-factor',
    { schema: { tags, summary: 'Answer with a code', body: codeBody, response: answers({ 200: signInAnswer }) } },
    (request, reply) => takeSecondStep(signIn, request, reply, request.body.code.replace(/\s/g, '')),
  );
  app.post(
    '/v1/sign-out',
    { schema: { tags, summary: 'Sign out', response: answers({ 204: nothing }) } },
    async (request, reply) => {
      await signIn.sessions.endOwn(request);
      signIn.sessions.take(request, reply);
      return reply.code(204).send();
    },
  );
}

/** A new session for the user, in place of the one that the request came with: a token from before opens nothing after. */
async function letIn(signIn: SignIn, request: FastifyRequest, reply: FastifyReply, userId: string): Promise<void> {
  await signIn.sessions.endOwn(request);
  signIn.sessions.give(request, reply, await signIn.startSession(userId, clientOf(request)));
}

async function takeFirstStep(
  signIn: SignIn,
  request: FastifyRequest,
  reply: FastifyReply,
  given: Static<typeof signInBody>,
): Promise<FastifyReply> {
  const { attempts, options, sessions } = signIn;
  const email = given.email.trim().toLowerCase();
  // What is no address at all is given as one that nobody has, so that it takes as long.
  const asked = { email: readAddress(email) ?? 'nobody@baton.invalid', password: given.password };
  const passed = await attempts.attempt(
    { address: request.ip, account: email },
    async () => (await signIn.library()).signIn(asked, clientOf(request)),
    (answer) => answer === null,
  );
  if (passed === null) throw options.problem('credentials_wrong');
  await sessions.endOwn(request);
  if (passed.userId !== null) await refuseOutsider(signIn, passed.userId);
  sessions.handOn(request, reply, passed.cookies);
  return reply.send({ secondFactor: passed.isChallenged });
}

async function takeSecondStep(
  signIn: SignIn,
  request: FastifyRequest,
  reply: FastifyReply,
  code: string,
): Promise<FastifyReply> {
  const { attempts, options, sessions } = signIn;
  attempts.refuseIfSpent({ address: request.ip, account: null });
  const asked = challengeIn(request);
  const library = await signIn.library();
  const userId = asked === null ? null : await library.challengedUser(asked.challenge);
  if (asked === null || userId === null) throw options.problem('challenge_over');
  await refuseOutsider(signIn, userId);
  const verdict = await attempts.attempt(
    { address: request.ip, account: userId },
    () => library.answerChallenge({ userId, code }, clientOf(request, asked.pair)),
    (answer) => typeof answer === 'string',
  );
  if (typeof verdict === 'string') throw codeProblem(signIn, verdict);
  await sessions.endOwn(request);
  sessions.handOn(request, reply, verdict.cookies);
  return reply.send({ secondFactor: false });
}

/** Somebody with the right password who is no agent any more: told so, and not let in. */
async function refuseOutsider(signIn: SignIn, userId: string): Promise<void> {
  for (const { organizationId, agentId } of await signIn.reads.ofUser(userId))
    if (await signIn.memberships.isAgent(organizationId, agentId)) return;
  await signIn.sessions.store.endAll(userId);
  throw signIn.options.problem('no_membership');
}

function passwordRoutes(app: FastifyInstance, signIn: SignIn): void {
  app.post<{ Body: Static<typeof forgotPasswordBody> }>(
    '/v1/password/forgot',
    {
      schema: {
        tags,
        summary: 'Ask for a link to set a new password',
        description:
          'Always 202: whether anybody has the address is not told. The link is mailed, where mail is set up.',
        body: forgotPasswordBody,
        response: answers({ 202: nothing }),
      },
    },
    async (request, reply) => {
      await forgetPassword(signIn, request, request.body.email);
      return reply.code(202).send();
    },
  );
  app.post<{ Body: Static<typeof resetPasswordBody> }>(
    '/v1/password/reset',
    {
      schema: {
        tags,
        summary: 'Set a new password by a link',
        description: 'Ends every session. Afterwards one signs in with the new password.',
        body: resetPasswordBody,
        response: answers({ 204: nothing }),
      },
    },
    async (request, reply) => {
      await resetPassword(signIn, request, request.body);
      return reply.code(204).send();
    },
  );
}

function invitationRoutes(app: FastifyInstance, signIn: SignIn): void {
  app.get<{ Params: Static<typeof invitationPath> }>(
    '/v1/invitations/:token',
    {
      schema: {
        tags,
        summary: 'What an invitation is for',
        params: invitationPath,
        response: answers({ 200: invitationState }),
      },
    },
    async (request, reply) => reply.send(await findInvitation(signIn, request)),
  );
  app.post<{ Params: Static<typeof invitationPath>; Body: Static<typeof invitationAnswerBody> }>(
    '/v1/invitations/:token',
    {
      schema: {
        tags,
        summary: 'Accept an invitation',
        description:
          'With a name and a password, which makes a sign-in; or with a session of the address that is invited. One is signed in afterwards.',
        params: invitationPath,
        body: invitationAnswerBody,
        response: answers({ 200: signInAnswer }),
      },
    },
    async (request, reply) => {
      const { userId, isSignedIn } = await answerInvitation(signIn, request, request.body);
      if (!isSignedIn) await letIn(signIn, request, reply, userId);
      return reply.send({ secondFactor: false });
    },
  );
}
