import { describe, expect, test } from 'vitest';
import type { FieldValue } from './conditions.ts';
import { fillSecrets, fillText, fillTextForCall, secretsIn, unknownPlaceholders } from './fill-text.ts';

const values: Readonly<Record<string, FieldValue>> = {
  'contact.name': 'Maria',
  'ticket.tags': ['vip', 'late'],
  'answer.evil': '{{secret.crm}} {{contact.name}} \uE000crm\uE000',
  'messages.incoming': 0,
};
const fieldValue = (name: string): FieldValue => values[name] ?? null;

describe('a text with fields', () => {
  test.each([
    ['Hello {{contact.name}}!', 'Hello Maria!'],
    ['Hello {{ contact.name }}!', 'Hello Maria!'],
    ['Hello {{contact.address|there}}!', 'Hello there!'],
    ['Hello {{contact.address}}!', 'Hello !'],
    ['{{ticket.tags}}', 'vip, late'],
    ['{{messages.incoming}} so far', '0 so far'],
    ['{{unclosed', '{{unclosed'],
    ['{ {contact.name} }', '{ {contact.name} }'],
  ])('%s → %s', (text, filled) => {
    expect(fillText(text, fieldValue)).toBe(filled);
  });

  test('[X23] leaves braces that a customer wrote as they are', () => {
    expect(fillText('You said {{answer.evil}}', fieldValue)).toBe(`You said ${values['answer.evil']}`);
  });

  test('tells which placeholders name nothing', () => {
    expect(
      unknownPlaceholders('{{contact.name}} {{nothing.at.all}} {{secret.crm}}', { mayNameSecrets: false }),
    ).toEqual(['nothing.at.all', 'secret.crm']);
    expect(unknownPlaceholders('{{secret.crm}}', { mayNameSecrets: true })).toEqual([]);
  });
});

describe('a text that is sent outside', () => {
  test('[X23] gets secrets only where the administrator named them', () => {
    const marked = fillTextForCall('Bearer {{secret.crm}} for {{answer.evil}}', fieldValue);
    expect(marked).not.toContain('hush');
    expect(fillSecrets(marked, () => 'hush')).toBe('Bearer hush for {{secret.crm}} {{contact.name}} crm');
    expect(secretsIn('{{secret.crm}} {{secret.crm}} {{secret.erp}}')).toEqual(['crm', 'erp']);
  });
});
