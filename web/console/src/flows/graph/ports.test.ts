import { describe, expect, test } from 'vitest';
import { portsBy } from '../../../../../src/contract/flows.ts';
import { language, stepOf } from './graph-samples.ts';
import { defaultsOf, type PortSpec } from './language.ts';
import { portsIn, portsOf } from './ports.ts';

describe('the ports of a step', () => {
  const settings = [
    { portPerOption: true, options: [{ id: 'red' }, { id: 'blue' }], skipWords: ['skip'] },
    { branches: [{ id: 'way-1' }, {}, { id: 'way-2' }], tools: [] },
    { on: { reply: 'port', message: 'ignore', hold: 'port' } },
    {},
  ];

  test('are evaluated as the server does, whatever the settings', () => {
    for (const { kind, ports, settings: specs } of language.steps.values()) {
      for (const more of settings) {
        const step = { ...defaultsOf(specs), ...more };
        expect(portsOf(step, ports), kind).toEqual(portsBy(ports as Parameters<typeof portsBy>[0], step));
      }
    }
  });

  test('are those that are written down where the kind is not known', () => {
    expect(portsIn(language, stepOf('a', 'of_a_later_version', { away: 'end' }))).toEqual(['away']);
    expect(portsOf({}, ['done', 'failed'] satisfies PortSpec[])).toEqual(['done', 'failed']);
  });
});
