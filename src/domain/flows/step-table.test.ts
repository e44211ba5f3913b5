import { describe, expect, test } from 'vitest';
import { expectReferencePage, inCode, markdownTable } from '../../../test/support/reference-page.ts';
import { operators } from './conditions.ts';
import { fields } from './fields.ts';
import { type PortSpec, type SettingSpec, stepTable, triggerTable } from './step-table.ts';

function portText(spec: PortSpec): string {
  if (typeof spec === 'string') return `\`${spec}\``;
  if ('each' in spec)
    return spec.where === undefined ? `each of \`${spec.each}\`` : `each of \`${spec.each}\` with \`${spec.where}\``;
  if ('unless' in spec) return `\`${spec.port}\` without \`${spec.unless}\``;
  if ('ifAny' in spec) return `\`${spec.port}\` with \`${spec.ifAny}\``;
  return 'each cause that `on` makes a port';
}

function kindText(spec: SettingSpec): string {
  switch (spec.kind) {
    case 'word':
    case 'words':
    case 'words_or_all':
      return inCode(spec.words) + (spec.kind === 'words_or_all' ? ', or `all`' : '');
    case 'integer':
      return `${spec.min}–${spec.max}${spec.unit === undefined ? '' : ` ${spec.unit}`}`;
    case 'text':
      return `text, at most ${spec.lengthMax}`;
    case 'reference':
    case 'references':
      return spec.kind === 'reference' ? `a ${spec.to}` : `${spec.to}s`;
    case 'rows':
      return `rows of ${inCode(Object.keys(spec.columns))}`;
    default:
      return spec.kind.replaceAll('_', ' ');
  }
}

function settingLines(settings: Readonly<Record<string, SettingSpec>>): string[] {
  const rows = Object.entries(settings).map(([name, spec]) => {
    const usual = 'default' in spec ? `\`${JSON.stringify(spec.default)}\`` : 'must be given';
    return [`\`${name}\``, kindText(spec), usual, spec.sentence];
  });
  return markdownTable(['setting', 'what', 'default', ''], rows);
}

function languageReference(): string {
  const settingsOf = (settings: object): Readonly<Record<string, SettingSpec>> =>
    settings as Record<string, SettingSpec>;
  return [
    '# The language of flows',
    '',
    'Made from the table by which the server reads flows; [the guide](../guide/flows.md) says how to use them. Every step has an',
    '`id`, may have a `name`, and says in `next` for each of its ports where it goes on: a step’s id, `end` or `fallback`.',
    '',
    '## Triggers',
    '',
    ...Object.entries(triggerTable).flatMap(([kind, { sentence, settings }]) => [
      `### \`${kind}\``,
      '',
      sentence,
      '',
      ...settingLines(settings),
    ]),
    '## Steps',
    '',
    ...Object.entries(stepTable).flatMap(([kind, { sentence, settings, ports }]) => [
      `### \`${kind}\``,
      '',
      sentence,
      '',
      `Ports: ${(ports as readonly PortSpec[]).map(portText).join(', ')}.`,
      '',
      ...settingLines(settingsOf(settings)),
    ]),
    '## Fields',
    '',
    `Conditions look at them, and texts show them as \`{{name}}\`, or \`{{name|instead}}\` where there may be none. A condition says what`,
    `a field is: ${inCode(operators)}.`,
    '',
    ...markdownTable(
      ['field', 'type', ''],
      fields.map(({ name, type, sentence }) => [`\`${name}\``, type, sentence]),
    ),
  ].join('\n');
}

describe('the language of flows', () => {
  test('is what docs/reference/flows.md says (BATON_WRITE_REFERENCE=1 writes it)', () => {
    expectReferencePage('flows.md', languageReference());
  });

  test('has a port for failure on every step, and one for its end on every step that waits', () => {
    const waitsUntilAsked = new Set(['assign', 'transfer']);
    for (const [kind, { ports, waits }] of Object.entries(stepTable)) {
      const names = (ports as readonly PortSpec[]).filter((spec) => typeof spec === 'string');
      expect(names, kind).toContain('failed');
      if (waits && !waitsUntilAsked.has(kind))
        expect(
          names.some((name) => name === 'timeout' || name === 'elapsed'),
          kind,
        ).toBe(true);
    }
  });

  test('has a sentence for everything', () => {
    for (const table of [stepTable, triggerTable]) {
      for (const { sentence, settings } of Object.values(table)) {
        expect(sentence).toMatch(/\.$/);
        for (const spec of Object.values(settings) as SettingSpec[]) expect(spec.sentence).toMatch(/\.$/);
      }
    }
  });
});
