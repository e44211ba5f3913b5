import { Compile } from 'typebox/compile';
import { describe, expect, test } from 'vitest';
import { checkConfiguration } from '../domain/check-configuration.ts';
import { profiles } from '../domain/profiles.ts';
import { profileNames } from '../domain/settings.ts';
import { settingsTable } from '../domain/settings-table.ts';
import { configurationDocument } from './configuration.ts';

const schema = Compile(configurationDocument);

// Editors check by the schema, the server by the domain's rules: what is wrong in its writing is wrong to both.

const good = {
  profile: 'glassix',
  settings: { offerTimeoutSeconds: 30 },
  programs: [{ id: 'retail', name: 'Retail' }],
  skills: [{ id: 'french' }],
  departments: [
    {
      id: 'support',
      name: 'Support',
      program: 'retail',
      hours: {
        zone: 'Europe/Berlin',
        weekly: { mon: [['09:00', '17:00']], fri: [['22:00', '24:00']] },
        holidays: ['2026-12-25'],
        overrides: { '2026-12-24': [] },
      },
      accepting: true,
      channels: ['webchat', 'email'],
      fallback: [{ kind: 'queue', id: 'support' }],
      moveRules: [
        {},
        {
          label: 'a',
          channels: 'all',
          destinations: ['billing'],
          actors: ['agent'],
          contact: { vip: true },
          history: 'none',
        },
      ],
      receiveRules: [{ channels: ['email'], origins: ['billing'] }],
      settings: { notes: 'optional', transfers: 'on' },
      dispositions: [{ id: 'solved', name: 'Solved', marksTransfer: false }],
      addresses: [{ channel: 'email', address: 'support@example.test' }],
      knownTo: ['anna'],
    },
    { id: 'billing', program: 'retail' },
  ],
  queues: [
    {
      id: 'support',
      department: 'support',
      skills: ['french'],
      distribution: 'pull',
      lengthMax: null,
      waitSecondsMax: 60,
    },
  ],
  agents: [
    {
      id: 'anna',
      role: 'supervisor',
      departments: ['support'],
      channels: ['webchat'],
      capacity: { total: null, perChannel: { webchat: 2 } },
      deny: ['ticket.take'],
    },
  ],
  accounts: [
    {
      id: 'web',
      kind: 'webchat',
      entry: { department: 'support', queue: 'support' },
      deliveryUrl: 'https://example.test/in',
    },
  ],
  retire: { agents: { eve: 'anna' } },
};

test('a good document is good to both', () => {
  expect(checkConfiguration(good)).toEqual([]);
  expect(schema.Errors(good)).toEqual([]);
  expect(schema.Check(good)).toBe(true);
});

test('so is an empty one', () => {
  expect(checkConfiguration({})).toEqual([]);
  expect(schema.Check({})).toBe(true);
});

test('every setting of every profile is in the schema', () => {
  for (const name of profileNames) expect(schema.Errors({ profile: name, settings: profiles[name] }), name).toEqual([]);
  expect(Object.keys(configurationDocument.properties.settings.properties)).toEqual(Object.keys(settingsTable));
});

describe('what is wrong in its writing is wrong to both', () => {
  const wrongs: [string, object][] = [
    ['an unknown field', { ...good, robots: [] }],
    ['an unknown profile', { ...good, profile: 'acme' }],
    ['an unknown setting', { ...good, settings: { speed: 1 } }],
    ['a setting out of bounds', { ...good, settings: { offerTimeoutSeconds: 4 } }],
    ['a setting of the wrong type', { ...good, settings: { mayCancel: 'yes' } }],
    ['an id in capitals', { programs: [{ id: 'A' }] }],
    ['an entry without an id', { programs: [{ name: 'a' }] }],
    ['a queue without a department', { queues: [{ id: 'a' }] }],
    ['an unknown channel', { departments: [{ id: 'a', channels: ['fax'] }] }],
    ['an unknown actor', { departments: [{ id: 'a', moveRules: [{ actors: ['robot'] }] }] }],
    ['an empty list of channels', { departments: [{ id: 'a', channels: [] }] }],
    [
      'a wall time that is none',
      { departments: [{ id: 'a', hours: { zone: 'UTC', weekly: { mon: [['9:00', '17:00']] } } }] },
    ],
    ['an unknown day', { departments: [{ id: 'a', hours: { zone: 'UTC', weekly: { monday: [] } } }] }],
    ['an unknown permission', { agents: [{ id: 'a', grant: ['everything'] }] }],
    ['a negative capacity', { agents: [{ id: 'a', capacity: { total: -1 } }] }],
    ['an account without its entry', { accounts: [{ id: 'a', kind: 'webchat' }] }],
    ['a list that is none', { agents: 'anna' }],
    ['a name of two lines', { agents: [{ id: 'a', name: 'a\nb' }] }],
  ];
  test.each(wrongs)('%s', (_, document) => {
    expect(checkConfiguration(document)).not.toEqual([]);
    expect(schema.Check(document)).toBe(false);
  });
});

describe('what is too much is too much to both', () => {
  type Part = { readonly [keyword: string]: any };
  type Put = (value: unknown) => object;
  const places: [string, Part, Put][] = [];
  /** Every list and map with a bound, with a document that has nothing but it. */
  const walk = (given: Part, path: string, put: Put): void => {
    const part: Part = given.anyOf?.find((each: Part) => !('const' in each)) ?? given;
    if (part.maxItems !== undefined && part.minItems !== part.maxItems) places.push([path, part, put]);
    // Beyond that it takes seconds to read, and is the same reader.
    if (part.maxProperties <= 10_000) places.push([path, part, put]);
    for (const [name, inner] of Object.entries<Part>(part.properties ?? {}))
      walk(inner, `${path}/${name}`, (value) => put({ [name]: value }));
    if (part.items?.properties !== undefined) walk(part.items, `${path}/0`, (value) => put([value]));
  };
  walk(configurationDocument, '', (value) => value as object);
  // Their steps and triggers are held to their table by its own test.
  const own = places.filter(
    ([path]) => !/^\/(flows\/0\/(steps|triggers)|settings|departments\/0\/settings)/.test(path),
  );

  const filled = (part: Part, count: number): unknown =>
    part.maxItems === undefined
      ? Object.fromEntries(Array.from({ length: count }, (_, i) => [`x${i}`, null]))
      : Array.from({ length: count }, () => null);

  test.each(own)('%s', (path, part, put) => {
    const most: number = part.maxItems ?? part.maxProperties;
    const faultsOf = (count: number) =>
      checkConfiguration(put(filled(part, count))).filter((fault) => fault.path === path && fault.code === 'too_many');
    expect(faultsOf(most + 1)).toHaveLength(1);
    if (most <= 10_000) expect(faultsOf(most)).toEqual([]);
  });
});
