import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Static } from 'typebox';
import { answers } from '../contract/answers.ts';
import type { ErrorCode } from '../contract/catalogue.ts';
import { nothing, providerPath, providerQuery } from '../contract/sign-in.ts';
import { admitByProvider } from './admit-by-provider.ts';
import type { ProviderSettings } from './provider.ts';
import type { Provider } from './provider-library.ts';
import { clientOf } from './requests.ts';
import { readCookie } from './session-cookie.ts';
import type { SignIn } from './sign-in.ts';

const tags = ['Signing in'];
/** The cookie by which the library knows that it is the same browser that comes back. */
const stateCookieName = 'baton.state';

/** Signing in by a provider: there and back. Both are visits of a browser, so what goes wrong ends on the sign-in page. */
export function providerRoutes(app: FastifyInstance, signIn: SignIn): void {
  const opened = new Map<string, Promise<Provider>>();
  const open = (settings: ProviderSettings): Promise<Provider> => {
    let provider = opened.get(settings.id);
    if (provider === undefined) {
      provider = openProviderOf(signIn, settings);
      opened.set(settings.id, provider);
      // Perhaps it answers the next time.
      provider.catch(() => opened.delete(settings.id));
    }
    return provider;
  };
  app.get<{ Params: Static<typeof providerPath> }>(
    '/v1/sign-in/oidc/:provider',
    {
      schema: {
        tags,
        summary: 'Go to a provider to sign in',
        params: providerPath,
        response: answers({ 302: nothing }),
      },
    },
    async (request, reply) => {
      const settings = settingsOf(signIn, request.params.provider);
      signIn.attempts.visits(request.ip);
      return orToSignIn(signIn, reply, async () => {
        const { url, cookies } = await (await open(settings)).authorize(clientOf(request));
        signIn.sessions.handOn(request, reply, cookies);
        return reply.redirect(url, 302);
      });
    },
  );
  app.get<{ Params: Static<typeof providerPath>; Querystring: Static<typeof providerQuery> }>(
    '/v1/sign-in/oidc/:provider/callback',
    {
      schema: {
        tags,
        summary: 'Come back from a provider',
        description:
          'Goes on to the console, or to its sign-in page with `problem`, a code of the reference of errors.',
        params: providerPath,
        querystring: providerQuery,
        response: answers({ 302: nothing }),
      },
    },
    async (request, reply) => {
      const settings = settingsOf(signIn, request.params.provider);
      signIn.attempts.visits(request.ip);
      return orToSignIn(signIn, reply, async () => finish(signIn, await open(settings), request, reply));
    },
  );
}

function settingsOf({ options }: SignIn, id: string): ProviderSettings {
  const settings = options.providers?.find((one) => one.id === id);
  if (settings === undefined) throw options.problem('not_found');
  return settings;
}

async function openProviderOf(signIn: SignIn, settings: ProviderSettings): Promise<Provider> {
  const { openProvider } = await import('./provider-library.ts');
  return openProvider({
    ...signIn.libraryParts,
    settings,
    redirectUrl: `${signIn.options.publicUrl}/v1/sign-in/oidc/${settings.id}/callback`,
    admit: (claims) => admitByProvider(signIn, settings, claims),
  });
}

async function finish(
  signIn: SignIn,
  provider: Provider,
  request: FastifyRequest<{ Querystring: Static<typeof providerQuery> }>,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const state = readCookie(request.headers.cookie, stateCookieName);
  const cookies = state === null ? '' : `${stateCookieName}=${encodeURIComponent(state)}`;
  const { code, state: given, error, iss } = request.query;
  const query = Object.entries({ code, state: given, error, iss }).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  const outcome = await provider.finish(Object.fromEntries(query), clientOf(request, cookies));
  if ('refused' in outcome) return toSignIn(reply, outcome.refused);
  await signIn.sessions.endOwn(request);
  signIn.sessions.handOn(request, reply, outcome.cookies);
  return reply.redirect('/', 302);
}

/** An outage of the provider, or of the way there, is noted, and told on the page where one may choose another way. */
async function orToSignIn(
  { options }: SignIn,
  reply: FastifyReply,
  run: () => Promise<FastifyReply>,
): Promise<FastifyReply> {
  try {
    return await run();
  } catch (error) {
    options.onDefect(error);
    return toSignIn(reply, 'provider_failed');
  }
}

function toSignIn(reply: FastifyReply, problem: ErrorCode): FastifyReply {
  return reply.redirect(`/sign-in?problem=${problem}`, 302);
}
