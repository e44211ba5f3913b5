import { Compile } from 'typebox/compile';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { expectReferencePage, inCode, markdownTable } from '../../test/support/reference-page.ts';
import { permissions } from '../domain/actor.ts';
import { channelKinds } from '../domain/channel.ts';
import { checkConfiguration, parseConfiguration } from '../domain/check-configuration.ts';
import { planConfiguration } from '../domain/plan-configuration.ts';
import { idShape } from '../domain/read-shape.ts';
import { configurationDocument } from './configuration.ts';

/** A schema as it is published. */
interface Schema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly (string | null)[];
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly pattern?: string;
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly maxProperties?: number;
}

const published = JSON.parse(JSON.stringify(configurationDocument)) as Schema;
const lists = Object.entries(published.properties ?? {}).filter(([, { items }]) => items?.properties !== undefined);

/** Fields that have a page of their own. */
const elsewhere: Readonly<Record<string, string>> = {
  settings: '[settings](settings.md)',
  triggers: '[triggers](flows.md#triggers)',
  steps: '[steps](flows.md#steps)',
};

const example = `profile: baton
departments:
  - id: support
    name: Support
    hours: { zone: Europe/Berlin, weekly: { mon: [['09:00', '17:00']], tue: [['09:00', '17:00']] } }
    fallback: [{ kind: department, id: night }]
    moveRules: [{ label: Mail to the night, channels: [email], destinations: [night] }]
    settings: { offerTimeoutSeconds: 20 }
  - { id: night, name: At night }
skills: [{ id: french, name: French }]
queues:
  - { id: support, department: support }
  - { id: support-fr, department: support, skills: [french], fallback: [{ kind: queue, id: support }] }
agents:
  - { id: anna, name: Anna, departments: [support], skills: [french], capacity: { total: 4 } }
  - { id: ben, name: Ben, departments: [support, night], role: supervisor, deny: [transfer.override] }
accounts:
  - { id: mail, kind: email, entry: { department: support }, address: help@example.com }
  - { id: chat, kind: webchat, type: webchat, entry: { department: support, queue: support }, theme: dark }
`;

function isSame(words: readonly (string | null)[], others: readonly string[]): boolean {
  return words.length === others.length && others.every((word) => words.includes(word));
}

/** What a schema allows, in words. */
function describeType(schema: Schema): string {
  const { type, anyOf, enum: words } = schema;
  if (anyOf !== undefined) {
    return anyOf.map((each) => ('const' in each ? `\`${each.const}\`` : describeType(each))).join(', or ');
  }
  if (words !== undefined) {
    const own = words.filter((word) => word !== null);
    const named = isSame(own, channelKinds) ? 'a kind of channel' : inCode(own);
    return words.includes(null) ? `${named}, or null` : named;
  }
  const types = [type].flat();
  const named = types.filter((each) => each !== 'null').map((each) => describeOne(each, schema));
  return [named.join(' or '), ...(types.includes('null') ? ['or null'] : [])].join(', ');
}

function describeOne(type: string | undefined, schema: Schema): string {
  const { additionalProperties, properties, maxItems, maxProperties, minimum, maximum } = schema;
  switch (type) {
    case 'array':
      return `${describeItems(schema.items ?? {})}${maxItems === undefined ? '' : `, at most ${count(maxItems)}`}`;
    case 'integer':
      return `${count(minimum ?? 0)} to ${count(maximum ?? 0)}`;
    case 'boolean':
      return 'true or false';
    case 'string':
      return describeText(schema);
    case 'number':
      return 'number';
    default:
      if (properties !== undefined) return 'these fields';
      return `by name: ${describeType(additionalProperties as Schema)}; at most ${count(maxProperties ?? 0)}`;
  }
}

function describeItems(items: Schema): string {
  if (items.properties !== undefined) return 'a list of these';
  if (items.enum !== undefined && isSame(items.enum, channelKinds)) return 'kinds of channel';
  if (items.enum !== undefined && isSame(items.enum, permissions)) return '[permissions](permissions.md)';
  if (items.enum !== undefined) return `some of ${describeType(items)}`;
  if (items.type === 'array') return 'pairs of times';
  if (items.format === 'uri') return `addresses of at most ${count(items.maxLength ?? 0)} characters`;
  return items.pattern === idShape.source ? 'ids' : `a list of ${describeType(items)}`;
}

function describeText({ pattern, format, maxLength }: Schema): string {
  if (pattern === idShape.source) return 'an id';
  if (format === 'uri') return `an address, at most ${count(maxLength ?? 0)} characters`;
  if (format === 'date') return 'dates';
  if (pattern?.startsWith('^([01]') === true) return 'a time';
  if (pattern !== undefined) return 'a language, as BCP 47 writes it';
  return maxLength === undefined ? 'text' : `text, at most ${count(maxLength)} characters`;
}

function count(number: number): string {
  return number.toLocaleString('en');
}

/** A row for each field, with those inside it after it. */
function rowsOf({ properties = {}, required = [] }: Schema, path: string): string[][] {
  return Object.entries(properties).flatMap(([field, schema]) => {
    const place = `${path}${field}`;
    const page = elsewhere[field];
    const usual = schema.default === undefined ? '' : `\`${JSON.stringify(schema.default)}\``;
    const unit = /seconds(Max)?$/i.test(field) ? ' seconds' : '';
    const row = [
      ...[`\`${place}\``, page ?? describeType(schema).replace(/^[\d,]+ to [\d,]*\d/, `$&${unit}`)],
      ...[required.includes(field) ? 'must be given' : usual, schema.description ?? ''],
    ];
    if (page !== undefined || fieldsOfMap.has(field)) return [row];
    return [row, ...rowsOf(schema, `${place}.`), ...rowsOf(schema.items ?? {}, `${place}[].`)];
  });
}

/** Fields whose own fields are words of ours: days of the week, kinds of channel. */
const fieldsOfMap: ReadonlySet<string> = new Set(['weekly', 'perChannel']);

const head = ['field', 'what', 'left out', ''];

function configurationReference(): string {
  const all = Object.entries(published.properties ?? {});
  return [
    '# The configuration',
    '',
    'Made from the schema that `GET /v1/configuration/schema` answers, for editors too; a test fails when they differ. An',
    'organization’s whole setup is one document, as JSON or YAML:',
    '',
    '- `PUT /v1/configuration` makes it the setup, or answers every fault with its path and changes nothing',
    '  (`configuration_invalid`). `If-Match` with the version that was read refuses what somebody else has changed meanwhile.',
    '- `POST /v1/configuration/plan` says before what it would add, change and retire, and which moves it would open.',
    '- `GET /v1/configuration` answers with everything that was left out filled in. Every version is kept, and can be restored.',
    '',
    '**Ids** are words that you choose: 1 to 64 of a–z, 0–9, dot, underscore and dash, beginning with a letter or digit; once in each list.',
    'An id is never used for something else: what is taken out is retired, history keeps its name, and what comes back under it is the same',
    'again. Names may change and repeat.',
    '',
    '**What is left out is retired**: the document is all there is. An entry with open tickets is not (`still_in_use`), unless `retire` says',
    'who takes them over; those of a department, or that came by an account, are moved or closed before. A field that is left out is as the',
    'tables say. No other fields are taken.',
    '',
    `**Kinds of channel** are ${inCode(channelKinds)}.`,
    '',
    '## A small one',
    '',
    '```yaml',
    ...example.trimEnd().split('\n'),
    '```',
    '',
    'The night has no queue of its own here, so it gets one called `night`.',
    '',
    '## The document',
    '',
    ...markdownTable(
      head,
      all.map(([field, schema]) => {
        const isList = lists.some(([name]) => name === field);
        const what = isList ? `[a list](#${field}), at most ${count(schema.maxItems ?? 0)}` : describeType(schema);
        const usual = schema.default === undefined ? '' : `\`${JSON.stringify(schema.default)}\``;
        return [`\`${field}\``, elsewhere[field] ?? what, usual, schema.description ?? ''];
      }),
    ),
    ...lists.flatMap(([field, schema]) => [
      `## ${field}`,
      '',
      schema.description ?? '',
      '',
      ...markdownTable(head, rowsOf(schema.items ?? {}, '')),
    ]),
    '## retire',
    '',
    published.properties?.retire?.description ?? '',
    '',
    ...markdownTable(head, rowsOf(published.properties?.retire ?? {}, '')),
  ].join('\n');
}

describe('the configuration', () => {
  test('is what docs/reference/configuration.md says (BATON_WRITE_REFERENCE=1 writes it)', () => {
    expectReferencePage('configuration.md', configurationReference());
  });

  test('has a sentence for every field, and says what it is where it is left out', () => {
    const check = (schema: Schema, path: string): void => {
      for (const [field, part] of Object.entries(schema.properties ?? {})) {
        const place = `${path}/${field}`;
        expect(part.description, place).toMatch(/^[A-Z`].*\.$/s);
        if (field in elsewhere || fieldsOfMap.has(field)) continue;
        const inner = part.items?.properties ?? part.properties;
        const isSaid =
          part.default !== undefined ||
          inner !== undefined ||
          /[Ll]eft out|^Of a flow without/.test(part.description ?? '');
        if (schema.required?.includes(field) !== true && !place.startsWith('/retire'))
          expect([place, isSaid]).toEqual([place, true]);
        if (inner !== undefined) check(part.items ?? part, place);
      }
    };
    check(published, '');
  });

  test('takes the example, and plans all of it', () => {
    const document: unknown = parse(example);
    expect(checkConfiguration(document)).toEqual([]);
    expect(Compile(configurationDocument).Errors(document)).toEqual([]);
    const parsed = parseConfiguration(document);
    if (!parsed.ok) return expect.unreachable();
    const { adds, changes, retires } = planConfiguration(
      { organizationId: 'organization', version: 0, items: [] },
      parsed.document,
      parsed.retire,
    );
    const named = adds.map(({ kind, id }) => `${kind} ${id}`);
    expect(named).toHaveLength(11);
    expect(named).toContain('queue night');
    expect([changes, retires]).toEqual([[], []]);
  });
});
