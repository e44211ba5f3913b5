import type { FastifyRequest } from 'fastify';
import type { Static } from 'typebox';
import { isoInstant } from '../../base/clock.ts';
import { nameContact } from '../../commands/name-contact.ts';
import type { sessionBody, VisitorSession } from '../../contract/webchat.ts';
import type { Asked, Door, WebchatOptions } from './door.ts';
import { type Identity, readIdentity } from './identity.ts';
import type { KnownConversation } from './transcripts.ts';
import { namedAddress, newVisitor, type Visitor } from './visitor-tokens.ts';

type Body = Static<typeof sessionBody>;

/** A visitor with the token that says so. */
interface Admitted {
  readonly visitor: Visitor;
  readonly token: string;
}

/**
 * Begins or goes on: whoever brings a token that holds is who they were, whoever is named by the account's own server is
 * that person, and everybody else is somebody new. What was said under another identity is not theirs to see.
 */
export async function startSession(
  { body }: Pick<FastifyRequest<{ Body: Body }>, 'body'>,
  asked: Asked,
  { door, options }: { readonly door: Door; readonly options: WebchatOptions },
): Promise<VisitorSession> {
  const admitted =
    body.identity === undefined
      ? await admitUnnamed(body, asked, { door, options })
      : admitNamed(await identityOf(body.identity, asked, { door, options }), asked, door);
  const { visitor, token } = admitted;
  const conversation = await door.transcripts.conversationOf(visitor);
  const isSaidAnew = body.identity !== undefined || body.name !== undefined;
  if (conversation !== null && isSaidAnew) await tellName(visitor, asked, conversation, { door, options });
  const { name, greeting, preChat, locale, theme } = asked.account;
  return {
    token,
    identified: visitor.expiresAt !== null,
    expiresAt: visitor.expiresAt === null ? null : isoInstant(visitor.expiresAt),
    name: visitor.name,
    conversation: conversation === null ? null : { id: conversation.id, status: conversation.status },
    account: {
      name,
      greeting,
      preChat: preChat.map(({ id, label, required }) => ({ id, label, required })),
      locale,
      theme,
    },
  };
}

async function identityOf(
  token: string,
  asked: Asked,
  { door, options }: { readonly door: Door; readonly options: WebchatOptions },
): Promise<Identity> {
  const now = options.clock.now();
  const identity =
    readIdentity(token, await door.secretsOf(asked, false), now) ??
    // Perhaps it is signed under a secret that this node has not heard of yet.
    readIdentity(token, await door.secretsOf(asked, true), now);
  if (identity === null) throw options.problem('identity_invalid');
  return identity;
}

function admitNamed(
  { subject, name, expiresAt, secret }: Identity,
  { organizationId, accountId }: Asked,
  { tokens }: Door,
): Admitted {
  const visitor = { organizationId, accountId, address: namedAddress(subject), name, expiresAt };
  return { visitor, token: tokens.issue(visitor, secret) };
}

async function admitUnnamed(
  { token, name }: Body,
  asked: Asked,
  { door, options }: { readonly door: Door; readonly options: WebchatOptions },
): Promise<Admitted> {
  const known = token === undefined ? null : await door.readToken(token, asked);
  // What their own server says of somebody's name stands; what a browser says does not change it.
  if (known !== null && token !== undefined && known.expiresAt !== null) return { visitor: known, token };
  const { organizationId, accountId } = asked;
  const visitor =
    known === null
      ? newVisitor({ organizationId, accountId }, options.random, name ?? null)
      : { ...known, name: name ?? known.name };
  return { visitor, token: door.tokens.issue(visitor, null) };
}

/** Whoever has the conversation sees what its customer is called from now on. @throws the problem `rate_limited` */
async function tellName(
  { address, name }: Visitor,
  asked: Asked,
  { id, contactName }: KnownConversation,
  { door, options: { engine, ids } }: { readonly door: Door; readonly options: WebchatOptions },
): Promise<void> {
  if (name === null || name === contactName) return;
  const { organizationId, accountId, account } = asked;
  door.countMessage(asked, { address });
  await engine.submit({
    organizationId,
    principal: { kind: 'contact', accountId, address },
    key: ids.next(),
    requestHash: '',
    definition: nameContact,
    input: { conversationId: id, channelKind: account.kind, name },
  });
}
