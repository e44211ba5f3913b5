import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

// The public surface of the contract, written out, so that a review sees it move. After a change that is meant:
// `npm test -- src/contract/surface -u`.

type Schema = Record<string, any>;

/** A schema as one line or a few, in the manner of a type. */
function write(schema: Schema, indent = ''): string {
  const { type, enum: words, const: only, anyOf, properties, items, patternProperties, additionalProperties } = schema;
  if (only !== undefined) return JSON.stringify(only);
  if (words !== undefined) return words.map((word: unknown) => JSON.stringify(word)).join(' | ');
  if (anyOf !== undefined) return anyOf.map((each: Schema) => write(each, indent)).join(' | ');
  const types = [type].flat().filter((each) => each !== undefined);
  return types.length === 0 ? 'anything' : types.map((each) => writeType(each)).join(' | ');

  function writeType(each: string): string {
    if (each === 'object' && properties !== undefined) {
      const required = new Set(schema.required ?? []);
      const inner = `${indent}  `;
      const lines = Object.entries(properties as Record<string, Schema>).map(
        ([name, part]) => `${inner}${name}${required.has(name) ? '' : '?'}: ${write(part, inner)}`,
      );
      return lines.length === 0
        ? '{}'
        : `{\n${lines.join('\n')}\n${indent}}${additionalProperties === false ? '' : ' and more'}`;
    }
    if (each === 'object') {
      const [value] = Object.values(patternProperties ?? {}) as Schema[];
      return `{ [name]: ${write(value ?? (typeof additionalProperties === 'object' ? additionalProperties : {}), indent)} }${bounds()}`;
    }
    if (each === 'array') return `[${write(items ?? {}, indent)}]${bounds()}`;
    return `${each}${bounds()}`;
  }

  function bounds(): string {
    const named = [
      'format',
      'pattern',
      'minLength',
      'maxLength',
      'minimum',
      'maximum',
      'minItems',
      'maxItems',
      'maxProperties',
    ];
    const said = named.filter((name) => schema[name] !== undefined).map((name) => `${name} ${schema[name]}`);
    return said.length === 0 ? '' : ` (${said.join(', ')})`;
  }
}

test('the public surface of the contract is the one that was reviewed', async () => {
  const parts: string[] = [];
  const files = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.ts') && !name.includes('.test.'));
  for (const file of files.sort()) {
    const exported = (await import(/* @vite-ignore */ join(import.meta.dirname, file))) as Record<string, unknown>;
    const schemas = Object.entries(exported).filter(([, value]) => isSchema(value));
    for (const [name, schema] of schemas.sort())
      parts.push(`${file.replace('.ts', '')}.${name} ${write(schema as Schema)}`);
  }
  expect(parts.length).toBeGreaterThan(40);
  await expect(`${parts.join('\n\n')}\n`).toMatchFileSnapshot('surface.snap');
});

function isSchema(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    ('type' in value || 'anyOf' in value || 'enum' in value)
  );
}
