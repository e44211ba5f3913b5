import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { adminKey } from '../../test/support/http-server.ts';
import { openStore } from '../../test/support/stores.ts';
import { signWebhook } from '../channels/custom/webhook-signature.ts';
import { type RunningNode, startNode } from '../node.ts';

// Every field of every route that the document names, in body, query and path, is given what a store cannot hold or would
// take for something else. Whatever is answered, it is no defect: one such request must not cost anybody else anything.

type Schema = Readonly<Record<string, any>>;
/** A field of a body: the schema of what stands there, and a body that has it. */
interface Field {
  readonly path: string;
  readonly schema: Schema;
  readonly place: (value: unknown) => unknown;
}

const nowhere = '01a1fe3d-04e6-7f8a-9a72-f78283b4c18b';
const strangeTexts = ['x', "' or 1=1 --", 'NUL \0', 'half \ud83d', '{', nowhere.toUpperCase(), `${nowhere} `, 'a/b%2f'];
const strangeInstants = [
  '0000-01-01T00:00:00Z',
  '9999-12-31T23:59:60Z',
  '9999-12-31T23:59:59-23:59',
  '2026-02-30T00:00:00Z',
  '2026-12-01T00:00:00Z[Europe/Berlin]',
];
const strangeNumbers = [-1, 0, 1.5, 2 ** 31, 2 ** 53 - 1, 1e300];
const strangeNames = ['NUL \0', 'half \ud83d', '__proto__', 'two\nlines'];

let node: RunningNode;
let folder: string;
let document: any;
const defects: unknown[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'baton-strange-'));
  const { database } = await openStore('pglite');
  node = await startNode({
    ...{ database, dataDir: folder, port: 0, adminKey, rateLimits: 'off', signInLimits: 'off' },
    onDefect: (error) => defects.push(error),
  });
  document = await (await fetch(`${node.url}/openapi.json`)).json();
});
afterAll(async () => {
  await node.close();
  await rm(folder, { recursive: true });
});

/** An organization with something of everything, so that what names it is looked for. */
interface World {
  readonly key: string;
  readonly ids: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, string>>;
}

const alert = { id: 'raise', kind: 'alert', text: 'Look', people: ['anna'], next: { alerted: 'end', failed: 'end' } };
const configuration = {
  departments: ['support', 'billing'].map((id) => ({ id, defaultQueue: id, moveRules: [{}] })),
  queues: ['support', 'billing'].map((id) => ({ id, department: id, distribution: 'pull' })),
  agents: [
    { id: 'anna', role: 'administrator', departments: ['support', 'billing'], capacity: { total: null } },
    { id: 'bob', departments: ['billing'], capacity: { total: null } },
  ],
  accounts: [
    { id: 'web', kind: 'webchat', entry: { department: 'support' } },
    { id: 'own', kind: 'sms', entry: { department: 'support' } },
  ],
  externals: [{ id: 'courier', name: 'Courier', url: 'https://courier.example' }],
  flows: [
    { id: 'hooked', triggers: [{ kind: 'webhook' }], start: 'raise', steps: [alert] },
    { id: 'alarm', triggers: [{ kind: 'conversation_opened', sources: ['api'] }], start: 'raise', steps: [alert] },
  ],
};

async function call(
  method: string,
  path: string,
  { key, body, headers = {} }: { key?: string; body?: unknown; headers?: object },
) {
  const response = await fetch(node.url + path, {
    method,
    redirect: 'manual',
    headers: {
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    signal: AbortSignal.timeout(10_000),
  });
  const isStream = response.headers.get('content-type')?.includes('event-stream') === true;
  if (isStream) await response.body?.cancel();
  const text = isStream ? '' : await response.text();
  return { status: response.status, text, body: text.startsWith('{') ? JSON.parse(text) : undefined };
}

async function makeWorld(): Promise<World> {
  const made = await call('POST', '/v1/organizations', { key: adminKey, body: { name: 'Strange' } });
  const { id: organizationId, apiKey: key } = made.body;
  const does = async (method: string, path: string, body: unknown = {}, headers: object = {}): Promise<any> => {
    const said = await call(method, path, { key, ...(method === 'GET' ? {} : { body }), headers });
    if (said.status >= 300) throw new Error(`${method} ${path}: ${said.text}`);
    return said.body;
  };
  const asAnna = { 'baton-act-as': 'anna' };
  await does('PUT', '/v1/configuration', configuration);
  await does('PUT', '/v1/agents/anna/presence', { presence: 'online' });
  await does('PUT', '/v1/agents/bob/presence', { presence: 'online' });
  const start = (address: string) =>
    does('POST', '/v1/conversations', { accountId: 'web', contact: { address } }, asAnna);
  const one = await start('one');
  const other = await start('other');
  const target = { kind: 'agent', id: 'bob' };
  const moved = await does('POST', `/v1/tickets/${other.ticketId}/transfers`, { target }, asAnna);
  const segments = await does('GET', `/v1/segments?ticketId=${one.ticketId}`);
  return {
    key,
    ids: {
      ...{ organizationId, conversations: one.id, tickets: one.ticketId, contacts: one.contactId },
      ...{ transfers: moved.id, offers: moved.offerId, segments: segments.items[0].id },
      ...{ agents: 'anna', queues: 'support', flows: 'hooked', departments: 'support', externalId: 'courier' },
      ...{
        accountId: 'own',
        flowId: 'hooked',
        agentId: 'anna',
        version: '1',
        sequence: '1',
        'channel-accounts': 'own',
      },
    },
    secrets: {
      inbound: (await does('POST', '/v1/channel-accounts/own/secrets')).secret,
      external: (await does('POST', '/v1/externals/courier/secrets')).secret,
      'flow-hooks': (await does('POST', '/v1/flows/hooked/secrets')).secret,
    },
  };
}

/** What stands behind a reference. */
function resolved(schema: Schema): Schema {
  if (typeof schema.$ref !== 'string') return schema;
  const path = schema.$ref.slice(2).split('/');
  return path.reduce((at: any, key) => at[key], document);
}

const typeOf = ({ type }: Schema): unknown => (Array.isArray(type) ? type[0] : type);

/** The least that the schema allows, with ids that exist where their names say which. */
function least(given: Schema, name: string, { ids }: World): any {
  const schema = resolved(given);
  const world = { ids } as World;
  if (name === 'entry') return configuration.flows[1];
  if (name === 'document') return configuration;
  const [choice] = schema.anyOf ?? schema.oneOf ?? [];
  if (schema.enum !== undefined) return schema.enum[0];
  if (schema.const !== undefined) return schema.const;
  if (choice !== undefined) return least(choice, name, world);
  switch (typeOf(schema)) {
    case 'object':
      return Object.fromEntries(
        (schema.required ?? []).map((each: string) => [each, least(schema.properties?.[each] ?? {}, each, world)]),
      );
    case 'array':
      return schema.minItems > 0 ? [least(schema.items, name, world)] : [];
    case 'integer':
    case 'number':
      return schema.minimum ?? 1;
    case 'boolean':
      return true;
    case 'string':
      if (schema.format === 'date-time') return new Date(Date.now() + 3_600_000).toISOString();
      return idNamed(name, ids) ?? (String(schema.pattern).includes('{8}-') ? nowhere : 'support');
    default:
      return {};
  }
}

function idNamed(name: string, ids: World['ids']): string | undefined {
  if (name === 'into') return ids.tickets;
  return ids[name] ?? ids[`${name.replace(/Ids?$/, '')}s`];
}

/** Every place in a body where a text, a number, a name or anything at all may stand, at most `depth` deep. */
function* fieldsOf(given: Schema, name: string, world: World, depth = 6): Generator<Field> {
  const schema = resolved(given);
  const itself = { path: '', schema, place: (value: unknown) => value };
  if (depth === 0) return;
  for (const choice of schema.anyOf ?? schema.oneOf ?? []) yield* fieldsOf(choice, name, world, depth);
  switch (typeOf(schema)) {
    case 'object': {
      const base = least(schema, name, world);
      for (const [each, part] of Object.entries((schema.properties ?? {}) as Record<string, Schema>)) {
        for (const field of fieldsOf(part, each, world, depth - 1)) {
          const place = (value: unknown) => ({ ...base, [each]: field.place(value) });
          yield { path: `/${each}${field.path}`, schema: field.schema, place };
        }
      }
      if (schema.additionalProperties !== false || schema.patternProperties !== undefined)
        yield { path: '/*', schema: {}, place: (value) => ({ ...base, ...(value as object) }) };
      return;
    }
    case 'array':
      for (const field of fieldsOf(schema.items ?? {}, name, world, depth - 1))
        yield { path: `/0${field.path}`, schema: field.schema, place: (value) => [field.place(value)] };
      return;
    case 'string':
    case 'integer':
    case 'number':
      if (schema.enum === undefined && schema.const === undefined) yield itself;
      return;
    case 'boolean':
      return;
    default:
      if (schema.anyOf === undefined && schema.oneOf === undefined && schema.enum === undefined) yield itself;
  }
}

/** What a field is given. */
function strangeFor(schema: Schema, path: string): readonly unknown[] {
  if (path.endsWith('/*')) {
    const names = strangeNames.map((name) => JSON.parse(`{${JSON.stringify(name)}:"x"}`));
    return [...names, { name: 'NUL \0' }, { name: 'half \ud83d' }, { name: { deep: ['NUL \0'] } }, { name: 1e300 }];
  }
  const type = typeOf(schema);
  if (type === 'integer' || type === 'number') return strangeNumbers;
  if (schema.format === 'date-time' || schema.format === 'date') return [...strangeTexts, ...strangeInstants];
  return type === 'string' ? strangeTexts : [...strangeTexts, { 'NUL \0': 1 }, [['NUL \0']]];
}

interface Operation {
  readonly parameters?: readonly Schema[];
  readonly requestBody?: { readonly content: Record<string, { readonly schema: Schema }> };
}

describe('[X1] [X6] strange values', () => {
  test('are no defect in any field of any route', { timeout: 300_000 }, async () => {
    const failed: string[] = [];
    let asked = 0;
    for (const [template, operations] of Object.entries(document.paths as Record<string, Record<string, Operation>>)) {
      for (const [method, operation] of Object.entries(operations)) {
        const world = await makeWorld();
        const ask = async (path: string, body: unknown, what: string): Promise<void> => {
          asked++;
          defects.length = 0;
          const said = await call(method.toUpperCase(), path, {
            ...(/^\/v1\/organizations$/.test(template) ? { key: adminKey } : { key: world.key }),
            ...(body === undefined ? {} : { body }),
            headers: signedHeaders(template, body, world),
          });
          if (said.status >= 500 || defects.length > 0)
            failed.push(`${method.toUpperCase()} ${template} ${what}: ${said.status} ${String(defects[0])}`);
        };
        const parameters = (operation.parameters ?? []).map(resolved);
        const pathWith = (name: string, value: string): string =>
          template.replace(/\/([\w-]+)\/\{(\w+)\}|\{(\w+)\}/g, (_, before, first, alone) => {
            const parameter = first ?? alone;
            const usual = idNamed(parameter, world.ids) ?? world.ids[before] ?? 'x';
            return `${before === undefined ? '' : `/${before}/`}${parameter === name ? value : usual}`;
          });
        const schema = operation.requestBody?.content['application/json']?.schema;
        const usual = schema === undefined ? undefined : least(schema, '', world);
        const strangeInUrl = [
          'x',
          '%00',
          '%ED%A0%80',
          "'",
          nowhere.toUpperCase(),
          '99999999999999999999',
          '..%2f',
          '-1',
        ];
        for (const parameter of parameters.filter((each) => each.in === 'path'))
          for (const value of strangeInUrl)
            await ask(pathWith(parameter.name, value), usual, `{${parameter.name}} ${value}`);
        for (const parameter of parameters.filter((each) => each.in === 'query'))
          for (const value of [...strangeInUrl, ...strangeInstants])
            await ask(`${pathWith('', '')}?${parameter.name}=${value}`, usual, `?${parameter.name}=${value}`);
        if (schema === undefined) continue;
        for (const field of fieldsOf(schema, '', world)) {
          for (const value of strangeFor(field.schema, field.path))
            await ask(pathWith('', ''), field.place(value), `${field.path} ${JSON.stringify(value)}`);
        }
      }
    }
    expect(failed).toEqual([]);
    expect(asked).toBeGreaterThan(2000);
  });
});

let serial = 0;
/** What the signed doors want besides. */
function signedHeaders(template: string, body: unknown, { secrets }: World): object {
  const secret = secrets[template.split('/')[2] ?? ''];
  if (secret === undefined) return {};
  const id = `strange-${++serial}`;
  const timestampSeconds = Math.floor(Date.now() / 1000);
  const signature = signWebhook({ id, timestampSeconds, body: Buffer.from(JSON.stringify(body)) }, [secret]);
  return { 'webhook-id': id, 'webhook-timestamp': String(timestampSeconds), 'webhook-signature': signature };
}
