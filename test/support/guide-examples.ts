import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The JSON examples of a guide, in their order. */
export function guideExamples(guide: string): any[] {
  const text = readFileSync(join(import.meta.dirname, '../../docs/guide', guide), 'utf8');
  return [...text.matchAll(/```json\n([\s\S]*?)```/g)].map(([, json]) => JSON.parse(json as string));
}

/** What a value looks like, whatever it says: its fields, and the kind of each. A list is like its first entry. */
export function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, 1).map(shapeOf);
  if (typeof value !== 'object' || value === null) return value === null ? 'null' : typeof value;
  const fields = Object.entries(value).map(([name, field]): [string, unknown] => [name, shapeOf(field)]);
  return Object.fromEntries(fields.sort(([a], [b]) => (a < b ? -1 : 1)));
}
