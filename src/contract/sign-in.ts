import Type from 'typebox';
import { roles } from '../domain/actor.ts';
import { instant, line, nullable, oneOf, page, shape, text, uuid } from './words.ts';

/**
 * Signing in, one's own sign-in, and the sign-ins of an organization's agents.
 *
 * Passwords and tokens are bounded loosely here: what a new password must be is judged where it is set, and answered as
 * `password_weak` with the rule that it breaks; a token of any shape that opens nothing is `token_invalid`.
 */

const emailAddress = line(254, 'An e-mail address.');
const givenPassword = text(1000, 'A password that stands already.');
const newPassword = text(1000, 'A new password: 10 to 128 characters, and no other rule but that it is hard to guess.');
const token = Type.String({ maxLength: 1000, description: 'What stands in the link, behind the last slash.' });

/** Somebody of the demo, whose password may be known to everybody. */
const demoPerson = shape({
  name: Type.String(),
  role: Type.String(),
  email: Type.String(),
  password: Type.String(),
});

/** What a page needs before anybody is signed in. */
export const signInState = shape({
  needsSetup: Type.Boolean({
    description: 'There is no organization yet: the link that the server printed makes one.',
  }),
  organizationName: Type.Optional(Type.String({ description: 'Where there is exactly one organization.' })),
  providers: Type.Array(shape({ id: Type.String(), name: Type.String() })),
  mailsLinks: Type.Boolean({ description: 'Whether links of invitations and resets are mailed.' }),
  demo: nullable(
    shape({
      people: Type.Array(demoPerson),
      widgetKey: Type.Optional(Type.String({ description: 'Of the account by which one may write to the demo.' })),
    }),
  ),
});

export const setUpBody = shape({
  token,
  organizationName: line(200),
  name: line(200),
  email: emailAddress,
  password: newPassword,
});

export const signInBody = shape({ email: emailAddress, password: givenPassword });
export const signInAnswer = shape({
  secondFactor: Type.Boolean({ description: 'Whether a code is asked for before one is signed in.' }),
});

export const codeBody = shape({
  code: line(40, 'Six digits of the authenticator app, or one of the backup codes.'),
});
export const passwordBody = shape({ password: givenPassword });

export const forgotPasswordBody = shape({ email: emailAddress });
export const resetPasswordBody = shape({ token, password: newPassword });

export const invitationPath = shape({ token: Type.String() });
export const invitationState = shape({
  organizationName: Type.String(),
  agentName: Type.String(),
  email: Type.String(),
  hasUser: Type.Boolean({
    description:
      'Whether somebody works here by this address already: they accept by signing in, and their password stays.',
  }),
  expiresAt: instant,
});
export const invitationAnswerBody = shape({
  name: Type.Optional(line(200)),
  password: Type.Optional(newPassword),
});

export const providerPath = shape({ provider: Type.String() });
/** What a provider sends back; whatever else it adds is not looked at. */
export const providerQuery = Type.Object(
  {
    code: Type.Optional(Type.String({ maxLength: 4000 })),
    state: Type.Optional(Type.String({ maxLength: 1000 })),
    error: Type.Optional(Type.String({ maxLength: 1000 })),
    iss: Type.Optional(Type.String({ maxLength: 1000 })),
  },
  { additionalProperties: true },
);

/** An answer without a body. */
export const nothing = Type.Null({ description: 'Done.' });

const namedThing = shape({ id: Type.String(), name: Type.String() });

export const me = shape({
  user: nullable(
    shape({
      id: Type.String(),
      name: Type.String(),
      email: Type.String(),
      secondFactor: Type.Boolean(),
      hasPassword: Type.Boolean({ description: 'False for those who only ever came through a provider.' }),
    }),
  ),
  organization: namedThing,
  organizations: Type.Array(namedThing, { description: 'Where the user is an agent; of a key, its own.' }),
  agent: nullable(
    shape({
      id: Type.String(),
      name: Type.String(),
      role: oneOf(roles),
      permissions: Type.Array(Type.String()),
      departments: Type.Array(namedThing),
    }),
  ),
});
export const organizationChoice = shape({ organizationId: uuid });

export const passwordChangeBody = shape({ currentPassword: givenPassword, newPassword });

export const secondFactorSecret = shape({
  uri: Type.String({ description: '`otpauth://`, for a QR code.' }),
  secret: Type.String({ description: 'The same secret in Base32, for typing.' }),
  backupCodes: Type.Array(Type.String(), { description: 'Each works once. They are not told again.' }),
});

export const sessionPath = shape({ id: Type.String() });
export const sessionList = shape({
  items: Type.Array(
    shape({
      id: Type.String(),
      createdAt: instant,
      expiresAt: instant,
      address: nullable(Type.String({ description: 'From where it was opened.' })),
      userAgent: nullable(Type.String()),
      isCurrent: Type.Boolean(),
    }),
  ),
});

export const userPage = page(
  shape({
    agentId: Type.String(),
    name: Type.String(),
    role: oneOf(roles),
    email: nullable(Type.String({ description: 'By which they sign in, or are invited; null for neither.' })),
    hasSignIn: Type.Boolean(),
    secondFactor: Type.Boolean(),
    invitedUntil: nullable(instant),
  }),
);

export const invitationBody = shape({ email: emailAddress });
/** A link that was made. It is told once: a repeated answer has null. */
export const linkAnswer = shape({
  url: nullable(
    Type.String({
      description:
        'Told once: null when the answer is repeated, and for a reset of somebody who works for other organizations too.',
    }),
  ),
  expiresAt: instant,
  mailed: Type.Boolean({ description: 'Whether it is on its way to the address by mail.' }),
});
