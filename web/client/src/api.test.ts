import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { generatedPath, readApiDocument, writeApiTypes, writeType } from '../../../scripts/generate-client.ts';

test('api.ts is what the server’s OpenAPI document says', { timeout: 60_000 }, async () => {
  const fresh = writeApiTypes(await readApiDocument());
  const hint = 'The document has changed: run `npm run generate:client`.';
  expect(readFileSync(generatedPath, 'utf8') === fresh, hint).toBe(true);
});

describe('a schema becomes a type', () => {
  test.each([
    [{ type: 'string', format: 'date-time' }, 'string'],
    [{ type: 'integer', minimum: 1 }, 'number'],
    [{ type: ['string', 'null'] }, 'string | null'],
    [{ type: ['string', 'null'], enum: ['a', 'b', null] }, "'a' | 'b' | null"],
    [{ type: 'array', items: { type: 'string' } }, 'string[]'],
    [{ type: 'array', items: { type: ['string', 'null'] } }, '(string | null)[]'],
    [{ anyOf: [{ type: 'string' }, { type: 'null' }] }, 'string | null'],
    [{ type: 'object', additionalProperties: { type: 'number' } }, 'Record<string, number>'],
    [{ type: 'object', patternProperties: { '^a': { type: 'boolean' } } }, 'Record<string, boolean>'],
    [{ type: 'object', properties: {} }, 'Record<string, never>'],
    [
      { type: 'object', properties: { a: { type: 'string' }, 'b-c': {} }, required: ['a'] },
      "{\n  a: string;\n  'b-c'?: unknown;\n}",
    ],
    [{ const: 3 }, '3'],
    [{}, 'unknown'],
  ] as const)('%j', (schema, type) => {
    expect(writeType(schema)).toBe(type);
  });
});
