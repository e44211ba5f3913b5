import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import type { Fault } from '../contract/problem.ts';
import { validationProblem } from './problems.ts';

const parts: Readonly<Record<string, Fault['in']>> = {
  body: 'body',
  querystring: 'query',
  params: 'path',
  headers: 'header',
};

type Validated = { readonly value: unknown } | { readonly error: Error };

/**
 * Validators from the contract's schemas. Nothing is coerced in a body; a query's numbers and booleans are read from their
 * text. A missing body counts as an empty object, so that routes without required fields can be called without one.
 */
export function compileValidator({
  schema,
  httpPart,
}: {
  readonly schema: unknown;
  readonly httpPart?: string;
}): (value: unknown) => Validated {
  const compiled = Compile(schema as TSchema);
  const where = parts[httpPart ?? 'body'] ?? 'body';
  const read = where === 'query' ? queryReader(schema as { properties?: Record<string, { type?: string }> }) : identity;
  return (given) => {
    const value = where === 'body' && (given === undefined || given === null) ? {} : read(given);
    if (compiled.Check(value)) return { value };
    return { error: validationProblem(faultsOf(compiled.Errors(value) as unknown as SchemaError[], where)) };
  };
}

function identity(value: unknown): unknown {
  return value;
}

/** Numbers and booleans of a query, which arrive as text. What cannot be read stays text, and is a fault. */
function queryReader({
  properties = {},
}: {
  properties?: Record<string, { type?: string }>;
}): (value: unknown) => unknown {
  const typed = Object.entries(properties).filter(([, { type }]) => type === 'integer' || type === 'boolean');
  if (typed.length === 0) return identity;
  return (value) => {
    const query = { ...(value as Record<string, unknown>) };
    for (const [name, { type }] of typed) {
      const text = query[name];
      if (typeof text !== 'string') continue;
      if (type === 'integer' && /^-?\d{1,15}$/.test(text)) query[name] = Number(text);
      else if (type === 'boolean' && (text === 'true' || text === 'false')) query[name] = text === 'true';
    }
    return query;
  };
}

interface SchemaError {
  readonly keyword: string;
  readonly instancePath: string;
  readonly message: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** Every fault once, in our words. */
function faultsOf(errors: readonly SchemaError[], where: Fault['in']): Fault[] {
  const faults: Fault[] = [];
  const seen = new Set<string>();
  const add = (path: string, code: string, message: string): void => {
    const key = `${path} ${code}`;
    if (seen.has(key)) return;
    seen.add(key);
    faults.push({ in: where, path, code, message });
  };
  for (const { keyword, instancePath: path, message, params } of errors) {
    switch (keyword) {
      case 'additionalProperties':
        for (const name of params.additionalProperties as string[])
          add(`${path}/${pointer(name)}`, 'unknown_field', 'There is no such field here.');
        break;
      case 'boolean':
        add(path, 'unknown_field', 'There is no such field here.');
        break;
      case 'required':
        for (const name of params.requiredProperties as string[])
          add(`${path}/${pointer(name)}`, 'missing', 'This must be given.');
        break;
      case 'type':
        add(path, 'wrong_type', `This must be ${words(params.type)}.`);
        break;
      case 'enum':
        add(path, 'unknown_word', `This must be one of ${(params.allowedValues as unknown[]).join(', ')}.`);
        break;
      case 'format':
        add(path, params.format === 'date-time' ? 'bad_instant' : 'bad_text', formatSentence(params.format));
        break;
      case 'pattern':
        add(path, 'bad_pattern', `This must match ${String(params.pattern)}.`);
        break;
      default:
        add(path, 'out_of_bounds', `This ${message}.`);
    }
  }
  return faults;
}

function words(type: unknown): string {
  return Array.isArray(type) ? type.join(' or ') : String(type);
}

function formatSentence(format: unknown): string {
  switch (format) {
    case 'baton-line':
      return 'This must be text of one line, without control characters or lone surrogates.';
    case 'date-time':
      return 'This must be an instant as RFC 3339 writes it.';
    default:
      return 'This must be text without NUL characters or lone surrogates.';
  }
}

function pointer(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}
