import Type from 'typebox';
import { scopeSentences, scopes } from '../domain/principal.ts';
import { instant, line, nullable, oneOf, page, pageQuery, shape, uuid } from './words.ts';

export const organizationBody = shape({ name: line(200) });
export const organizationAnswer = shape({
  id: uuid,
  name: Type.String(),
  createdAt: instant,
  apiKey: nullable(Type.String({ description: 'Told once: null when the answer is repeated.' })),
  keyId: uuid,
});

/** Scopes that an organization's own key may have. */
export const grantableScopes = scopes.filter((scope) => scope !== 'organizations.create' && scope !== 'backup.make');
export const apiKeyBody = shape({
  name: line(200),
  scopes: Type.Array(oneOf(grantableScopes), {
    minItems: 1,
    maxItems: grantableScopes.length,
    uniqueItems: true,
    description: grantableScopes.map((scope) => `- \`${scope}\`: ${scopeSentences[scope]}`).join('\n'),
  }),
  expiresAt: Type.Optional(instant),
});
export const apiKeyAnswer = shape({
  id: uuid,
  name: Type.String(),
  scopes: Type.Array(Type.String()),
  createdAt: instant,
  expiresAt: nullable(instant),
  apiKey: nullable(Type.String({ description: 'Told once: null when the answer is repeated.' })),
});

export const apiKeyEntry = shape({
  id: uuid,
  name: Type.String(),
  scopes: Type.Array(Type.String()),
  createdAt: instant,
  expiresAt: nullable(instant),
  revokedAt: nullable(instant),
});
export const apiKeyQuery = shape(pageQuery);
export const apiKeyPage = page(apiKeyEntry);

const newSecret = {
  id: uuid,
  createdAt: instant,
  secret: nullable(Type.String({ description: 'Told once: null when the answer is repeated.' })),
};
export const accountSecretAnswer = shape({ accountId: Type.String(), ...newSecret });
export const externalSecretAnswer = shape({ externalId: Type.String(), ...newSecret });
