// `npm run generate:client`: writes web/client/src/api.ts, the types of every route, from the OpenAPI document that the
// server would serve. Neither a store nor a port is opened: routes are registered, and never asked.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createServer } from '../src/node.ts';

export const generatedPath = resolve(import.meta.dirname, '../web/client/src/api.ts');

export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly patternProperties?: Readonly<Record<string, Schema>>;
}

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema?: Schema;
}

interface Operation {
  readonly summary?: string;
  readonly parameters?: readonly (Parameter | { readonly $ref: string })[];
  readonly requestBody?: {
    readonly required?: boolean;
    readonly content: Readonly<Record<string, { readonly schema?: Schema }>>;
  };
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema?: Schema }>> }>
  >;
}

export interface ApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

/** The document of everything that a node serves. */
export async function readApiDocument(): Promise<ApiDocument> {
  const dataDir = await mkdtemp(join(tmpdir(), 'baton-describe-'));
  // Stands for every part behind the routes: registering a route keeps it, and only a request would ask it for anything.
  const unasked: unknown = new Proxy(() => {}, {
    get: (_, name) => (name === 'then' || typeof name === 'symbol' ? undefined : unasked),
    apply: () => unasked,
    construct: () => unasked as object,
  });
  const parts = new Proxy({ options: { dataDir } } as Record<string, unknown>, {
    get: (given, name) => (name in given ? given[name as string] : unasked),
  });
  const app = await createServer(parts as never, unasked as never);
  try {
    await app.ready();
    return JSON.parse((await app.inject('/openapi.json')).body) as ApiDocument;
  } finally {
    await app.close();
    await rm(dataDir, { recursive: true, force: true });
  }
}

const methods = ['get', 'post', 'put', 'patch', 'delete'] as const;

/** The text of `web/client/src/api.ts`. */
export function writeApiTypes(document: ApiDocument): string {
  const codes = document.components.schemas.Problem?.properties?.code ?? {};
  const lines = [
    '// Written by `npm run generate:client` from the OpenAPI document of the server; a test fails when it is stale.',
    '',
    '/** The codes of problems: see the reference of errors. */',
    `export type ProblemCode = ${writeType(codes, '  ')};`,
    '',
    '/** Every route by method and path: what it takes, and what it answers by status. */',
    'export interface Api {',
  ];
  for (const method of methods) {
    lines.push(`  ${method}: {`);
    for (const [path, operations] of Object.entries(document.paths).sort(([a], [b]) => (a < b ? -1 : 1))) {
      const operation = operations[method];
      if (operation !== undefined && path.startsWith('/v1/')) lines.push(...writeOperation(path, operation));
    }
    lines.push('  };');
  }
  lines.push('}', '');
  return lines.join('\n');
}

function writeOperation(path: string, operation: Operation): string[] {
  const given = (operation.parameters ?? []).filter((each): each is Parameter => 'in' in each);
  const indent = '      ';
  const parts = (['path', 'query'] as const).flatMap((place) => {
    const of = given.filter((parameter) => parameter.in === place);
    if (of.length === 0) return [];
    const optional = of.every(({ required }) => required !== true) ? '?' : '';
    // A parameter that is undefined is left out, so that callers need not take it out themselves.
    const type = writeType(objectOf(of), indent).replace(/\?: (.*);$/gm, '?: $1 | undefined;');
    return [`${indent}${place}${optional}: ${type};`];
  });
  const body = operation.requestBody?.content['application/json']?.schema;
  if (body !== undefined) {
    const optional = operation.requestBody?.required === true ? '' : '?';
    parts.push(`${indent}body${optional}: ${writeType(body, indent)};`);
  }
  const answers = Object.entries(operation.responses)
    .filter(([status]) => /^[23]\d\d$/.test(status))
    .map(([status, { content }]) => {
      const schema = content?.['application/json']?.schema;
      return `${indent}  ${status}: ${schema === undefined ? 'unknown' : writeType(schema, `${indent}  `)};`;
    });
  return [
    ...(operation.summary === undefined ? [] : [`    /** ${operation.summary}. */`]),
    `    '${path}': {`,
    ...parts,
    `${indent}answers: {`,
    ...answers,
    `${indent}};`,
    '    };',
  ];
}

function objectOf(parameters: readonly Parameter[]): Schema {
  return {
    type: 'object',
    properties: Object.fromEntries(parameters.map(({ name, schema }) => [name, schema ?? {}])),
    required: parameters.filter(({ required }) => required === true).map(({ name }) => name),
  };
}

/** A JSON Schema as a type. Bounds and formats are the server's to check; a reference is not expected in a route. */
export function writeType(schema: Schema, indent = ''): string {
  if (schema.const !== undefined) return literal(schema.const);
  if (schema.enum !== undefined) return union(schema.enum.map(literal));
  const alternatives = schema.anyOf ?? schema.oneOf;
  if (alternatives !== undefined) return union(alternatives.map((each) => writeType(each, indent)));
  const types = [schema.type].flat().filter((type) => type !== undefined);
  return types.length === 0 ? 'unknown' : union(types.map((type) => writeOfType(type, schema, indent)));
}

function writeOfType(type: string, schema: Schema, indent: string): string {
  switch (type) {
    case 'object':
      return writeObject(schema, indent);
    case 'array': {
      const items = writeType(schema.items ?? {}, indent);
      return items.includes(' | ') && !items.startsWith('{') ? `(${items})[]` : `${items}[]`;
    }
    case 'integer':
      return 'number';
    default:
      return type;
  }
}

function writeObject({ properties, required = [], additionalProperties, patternProperties }: Schema, indent: string) {
  const more = Object.values(patternProperties ?? {})[0] ?? additionalProperties;
  const others = more === undefined || more === false ? undefined : more === true ? {} : more;
  if (properties === undefined || Object.keys(properties).length === 0) {
    return others === undefined ? 'Record<string, never>' : `Record<string, ${writeType(others, indent)}>`;
  }
  const lines = Object.entries(properties).map(([name, schema]) => {
    const key = /^[A-Za-z_]\w*$/.test(name) ? name : `'${name}'`;
    return `${indent}  ${key}${required.includes(name) ? '' : '?'}: ${writeType(schema, `${indent}  `)};`;
  });
  if (others !== undefined) lines.push(`${indent}  [name: string]: unknown;`);
  return `{\n${lines.join('\n')}\n${indent}}`;
}

function literal(value: unknown): string {
  return typeof value === 'string' ? `'${value.replaceAll("'", "\\'")}'` : String(value);
}

function union(parts: readonly string[]): string {
  return [...new Set(parts)].join(' | ');
}

if (import.meta.main) await writeFile(generatedPath, writeApiTypes(await readApiDocument()));
