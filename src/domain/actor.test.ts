import { describe, expect, test } from 'vitest';
import { expectReferencePage, inCode, markdownTable } from '../../test/support/reference-page.ts';
import {
  actorKindSentences,
  actorKinds,
  nameActor,
  permissionSentences,
  permissions,
  rolePermissions,
  roles,
} from './actor.ts';
import { compileConfiguration } from './compile-configuration.ts';
import { flowPermissions, resolveActor, type Scope, scopeSentences, scopes } from './principal.ts';
import { overridableCodes, refusalCodes } from './refusal.ts';

function permissionsReference(): string {
  const yes = (is: boolean): string => (is ? 'yes' : '');
  const isOverridable = (code: string): boolean => (overridableCodes as readonly string[]).includes(code);
  return [
    '# Permissions',
    '',
    'Made from `src/domain/actor.ts`, `principal.ts` and `refusal.ts`; a test fails when they differ.',
    '',
    'A permission says what somebody may do. What they may do it with is what they see whole: an agent sees the tickets of the',
    'departments that they belong to, and what they own. Of what they are offered, asked about or invited into they see a preview:',
    'they answer, speak by their part and go. What is lacking is refused with `permission_missing`, and `data.permission` names it.',
    'A change holds from its commit on, and the event streams of whose rights changed begin anew.',
    '',
    '## Roles',
    '',
    'Each agent of the configuration has one (`role`, by default `agent`), with the permissions of `grant` besides and without',
    'those of `deny`. A document that grants and denies the same permission to an agent is refused (`granted_and_denied`).',
    '',
    ...markdownTable(
      ['permission', ...roles, ''],
      permissions.map((permission) => [
        `\`${permission}\``,
        ...roles.map((role) => yes(rolePermissions[role].includes(permission))),
        permissionSentences[permission],
      ]),
    ),
    '## Scopes of keys',
    '',
    'The scopes of an API key are the permissions that it has in its own name, and these:',
    '',
    ...markdownTable(
      ['scope', ''],
      scopes
        .filter((scope) => !(permissions as readonly string[]).includes(scope))
        .map((scope) => [`\`${scope}\``, scopeSentences[scope]]),
    ),
    'A key can only give scopes that it has itself. Somebody who is signed in, and a key that acts for an agent, make no keys,',
    'whatever that agent may do. A key in its own name is no member of any department and is asked nothing: it writes in every',
    'conversation and closes every ticket that its scopes let it write in and close, and needs `ticket.read_all` to read them.',
    '',
    '**`act_as`.** With `Baton-Act-As: AGENT` a key is that agent: it may do what they may, no more and no less, whatever its other',
    'scopes are. So a key with `act_as` alone may do what the mightiest agent of the organization may. Events and the audit name the',
    'agent, and the key as `throughKey`.',
    '',
    '## `transfer.override`',
    '',
    'The permission does nothing by itself: a transfer asks for it with `override: true`, is refused with `permission_missing` where it is',
    'lacking, and what it passed stands in the event (`overrides`) and in the audit.',
    '',
    `- It passes ${inCode(overridableCodes)}.`,
    `- It never passes ${inCode(refusalCodes.filter((code) => !isOverridable(code)))}.`,
    '',
    'Each of these is explained in [errors](errors.md).',
    '',
    '## `transfer.as_assistant`',
    '',
    'A key that has it, and not `transfer.request`, is an **assistant**: events name it as one, and rows of the move rules judge it as',
    'one (`actors`). It needs neither `transfer.to_flow` nor `transfer.to_external`. Rows that are marked `assistant` open flows of other',
    'departments to it and to nobody else, past the other rules; they hold where they are marked `exemptFromMoveRules` too, or the',
    'setting `assistantRowsExempt` is on. With both permissions a key is an ordinary one.',
    '',
    '## Who acts',
    '',
    ...markdownTable(
      ['actor', ''],
      actorKinds.map((kind) => [`\`${kind}\``, actorKindSentences[kind]]),
    ),
    `A flow may do to what it owns: ${inCode([...flowPermissions])}. Customers and contacts outside have no permission; Baton has all.`,
    '',
  ].join('\n');
}

describe('permissions', () => {
  test('are what docs/reference/permissions.md says (BATON_WRITE_REFERENCE=1 writes it)', () => {
    expectReferencePage('permissions.md', permissionsReference());
  });

  test('and scopes and kinds of actors each have a sentence', () => {
    for (const table of [scopeSentences, actorKindSentences]) {
      for (const sentence of Object.values(table)) expect(sentence).toMatch(/^[A-Z].*\.$/);
    }
  });

  test('of a key that acts for an agent are the agent’s, whatever its scopes are', () => {
    const data = { role: 'agent', departments: [], deny: ['ticket.take'] };
    const configuration = compileConfiguration('organization', 1, [
      { kind: 'agent', id: 'anna', data, version: 1, retired: false },
    ]);
    const scopesOfKey: readonly Scope[] = ['act_as', 'ticket.take', 'audit.read'];
    const key = { kind: 'key', keyId: 'k', scopes: scopesOfKey } as const;
    const acting = resolveActor({ ...key, actsFor: 'anna' }, configuration);
    expect([...acting.permissions]).toEqual(rolePermissions.agent.filter((each) => each !== 'ticket.take'));
    expect(nameActor(acting)).toEqual({ kind: 'agent', id: 'anna', throughKey: 'k' });
    expect([...resolveActor(key, configuration).permissions]).toEqual(['ticket.take', 'audit.read']);
  });

  test.each<[readonly Scope[], string]>([
    [['transfer.as_assistant'], 'assistant'],
    [['transfer.as_assistant', 'transfer.request'], 'key'],
    [['transfer.request'], 'key'],
  ])('of %j make a key an actor of kind %s', (scopesOfKey, kind) => {
    const configuration = compileConfiguration('organization', 1, []);
    expect(resolveActor({ kind: 'key', keyId: 'k', scopes: scopesOfKey }, configuration).kind).toBe(kind);
  });
});
