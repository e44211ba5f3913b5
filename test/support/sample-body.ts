/** Bodies that a route's schema allows, filled with ids that somebody chose. */

interface Filling {
  /** The document in which references are looked up. */
  readonly document: any;
  /** Which ids and which alternatives: another number, another body. */
  readonly turn: number;
  readonly uuids: readonly string[];
  readonly words: readonly string[];
}

/** A value that the schema allows, or nearly: what a pattern asks for besides ids is not made up. */
export function sampleOf(schema: any, filling: Filling): unknown {
  const { document, turn } = filling;
  const pick = <T>(from: readonly T[]): T => from[turn % from.length] as T;
  if (schema?.$ref !== undefined) {
    const path = schema.$ref.slice(2).split('/');
    return sampleOf(
      path.reduce((at: any, key: string) => at[key], document),
      filling,
    );
  }
  if (schema?.enum !== undefined) return pick(schema.enum);
  if (schema?.const !== undefined) return schema.const;
  const choices = schema?.anyOf ?? schema?.oneOf;
  if (choices !== undefined) return sampleOf(pick(choices), filling);
  switch (Array.isArray(schema?.type) ? schema.type[0] : schema?.type) {
    case 'object': {
      const required: readonly string[] = schema.required ?? [];
      const names = Object.keys(schema.properties ?? {}).filter((name) => turn % 2 === 0 || required.includes(name));
      return Object.fromEntries(
        names.map((name, index) => [name, sampleOf(schema.properties[name], { ...filling, turn: turn + index })]),
      );
    }
    case 'array':
      return [sampleOf(schema.items ?? {}, filling)];
    case 'integer':
    case 'number':
      return schema.minimum ?? 1;
    case 'boolean':
      return true;
    case 'string':
      if (schema.format === 'date-time') return new Date(Date.now() + 3_600_000).toISOString();
      return pick(String(schema.pattern).includes('{8}-') ? filling.uuids : filling.words);
    default:
      return null;
  }
}
