import { describe, expect, test } from 'vitest';
import { splitForms, validLike } from '../../test/support/card-numbers.ts';
import { dataClasses, findSensitive, maskingNeighbours, maskTexts, type SaidText, type Side } from './redaction.ts';

const said = (...texts: (string | [Side, string])[]): SaidText[] =>
  texts.map((each, index) => {
    const [side, text] = typeof each === 'string' ? (['customer', each] as const) : each;
    return { sequence: index + 1, side, text };
  });
const mask = (texts: readonly SaidText[], onlyValidCards = true) =>
  maskTexts(texts, { classes: dataClasses, onlyValidCards });

describe('[X30] [T-L7] a card number is masked but for its last four digits', () => {
  test.each([
    ['4111111111111111', '•••• 1111'],
    ['my visa is 4111 1111 1111 1111, thanks', 'my visa is •••• 1111, thanks'],
    ['4111-1111-1111-1111', '•••• 1111'],
    ['4111.1111.1111.1111.', '•••• 1111.'],
    ['4111 – 1111 – 1111 – 1111', '•••• 1111'],
    ['4111\n1111\r\n1111\n1111', '•••• 1111'],
    ['4111\u00a01111\u200b1111\u20111111', '•••• 1111'],
    ['3782 822463 10005', '•••• 0005'],
    ['card4111111111111111', 'card•••• 1111'],
    ['٤١١١١١١١١١١١١١١١', '•••• 1111'],
    ['４１１１ １１１１ １１１１ １１１１', '•••• 1111'],
    ['5555555555554444 or 4012888888881881', '•••• 4444 or •••• 1881'],
    ['4111111111111111 12/27 123', '•••• 1111 12/27 ••••'],
    ['4111111111111111123', '••••'],
    ['4111 1111 1111 1111 exp 12/2027 cvv: 737', '•••• 1111 exp 12/2027 cvv: ••••'],
  ])('%j', (text, masked) => {
    expect(mask(said(text))).toEqual([masked]);
    expect(mask(said(text), false)).toEqual([masked]);
  });

  test.each([
    [
      ['4111 1111', '1111 1111'],
      ['••••', '•••• 1111'],
    ],
    [
      ['my card is 4111', '1111', '1111', '1111 please'],
      ['my card is ••••', '••••', '••••', '1111 please'],
    ],
    [
      ['411111111111', '1111', '737'],
      ['••••', '1111', '••••'],
    ],
    [
      ['4111 1111 1111 11', '11'],
      ['•••• 11', '11'],
    ],
    [[...'4111111111111111'], [...'••••••••••••'].map(() => '••••').concat(['1', '1', '1', '1'])],
  ])('over consecutive messages of one side: %j', (texts, masked) => {
    expect(mask(said(...texts))).toEqual(masked);
  });

  test('also when the other side says something in between, and not with what the other side says', () => {
    const talk = said('4111 1111', ['us', 'Go on.'], '1111 1111', ['us', 'Your case is 4111 1111'], ['us', 'and 2222']);
    expect(mask(talk)).toEqual(['••••', 'Go on.', '•••• 1111', 'Your case is 4111 1111', 'and 2222']);
  });

  test.each([
    'order 4111111111111112',
    'Order number: 1234567890123452',
    'call me: +49 151 2345 67890',
    '415 555 2671',
    'my booking code is AB12C3 and the flight is BA 2490',
    'tracking 1Z9999999999999999',
    '550e8400-e29b-41d4-a716-446655440000',
    'DE89 3704 0044 0532 0130 00',
    '7504 taylor drive brooklyn ny 11238 9172338859',
    'on 2026-11-21 at 18:36 I paid 1,250.00 twice',
    'zip 94306, apartment 12, for 4 people',
  ])('and nothing else is: %j', (text) => {
    expect(mask(said(text))).toEqual([text]);
  });

  test('in strict mode every number of the shape is, also one that was mistyped', () => {
    for (const text of ['4111 1111 1111 1112', '1234567890123456']) {
      expect(mask(said(text))).toEqual([text]);
      expect(mask(said(text), false)).toEqual([`•••• ${text.slice(-4)}`]);
    }
    expect(mask(said('order 1234567890123456'), false)).toEqual(['order 1234567890123456']);
  });
});

describe('security codes and national ids are masked whole', () => {
  test.each([
    [['the cvv is 123'], ['the cvv is ••••']],
    [['123 is my security code'], ['•••• is my security code']],
    [['Sicherheitscode 1234'], ['Sicherheitscode ••••']],
    [
      [['us', 'What is the CVC on the back?'] as [Side, string], '737'],
      ['What is the CVC on the back?', '••••'],
    ],
    [
      ['4111111111111111', '12/27', '737'],
      ['•••• 1111', '12/27', '••••'],
    ],
    [['my ssn is 123-45-6789'], ['my ssn is ••••-••••-••••']],
    [['123-45-6789'], ['••••-••••-••••']],
    [['social security number 123456789'], ['social security number ••••']],
    [['the last four of my SSN are 0880'], ['the last four of my SSN are ••••']],
    [['0880 is my ssn'], ['•••• is my ssn']],
    [
      [['us', 'Your social security number?'] as [Side, string], '123456789'],
      ['Your social security number?', '••••'],
    ],
    [['NI number QQ123456C? No, AB 12 34 56 C'], ['NI number QQ123456C? No, ••••']],
  ])('%j', (texts, masked) => {
    expect(mask(said(...texts))).toEqual(masked);
  });

  test.each([
    'I ordered 250 pieces',
    'since 2019',
    'code 9416',
    'gate 123',
    'press 1 and wait',
    'the social event of 1999',
  ])('and nothing else is: %j', (text) => {
    expect(mask(said(text))).toEqual([text]);
  });

  test('each class by itself', () => {
    const text = said('card 4111111111111111 cvv 737 ssn 123-45-6789');
    const only = (classes: readonly (typeof dataClasses)[number][]) =>
      maskTexts(text, { classes, onlyValidCards: true })[0];
    expect(only([])).toBe(text[0]?.text);
    expect(only(['card'])).toBe('card •••• 1111 cvv 737 ssn 123-45-6789');
    expect(only(['security_code'])).toBe('card 4111111111111111 cvv •••• ssn 123-45-6789');
    expect(only(['national_id'])).toBe('card 4111111111111111 cvv 737 ssn ••••-••••-••••');
  });
});

test('[7.10] of 1,000 numbers that are written or sent in pieces at least 990 are masked, in either mode', () => {
  for (const onlyValidCards of [true, false]) {
    let masked = 0;
    for (const { texts, number } of splitForms(1000, { seed: 7 })) {
      const shown = mask(said(...texts), onlyValidCards)
        .join(' ')
        .replace(/\D/g, '');
      if (
        !shown.includes(number.slice(0, 5)) &&
        shown.length <= 4 + (texts.join('').match(/\d/g)?.length ?? 0) - number.length
      )
        masked++;
    }
    expect(masked).toBeGreaterThanOrEqual(990);
  }
});

test('what is masked of a message hangs on its neighbours only, so that no page has other edges', () => {
  const texts: string[] = [];
  for (const { texts: pieces } of splitForms(60, { seed: 11 }))
    texts.push(...pieces, 'ok', 'order 77', validLike('4999', 3));
  const all = said(...texts.map((text, index): [Side, string] => [index % 7 === 6 ? 'us' : 'customer', text]));
  const whole = findSensitive(all, { onlyValidCards: false });
  for (let at = 0; at < all.length; at++) {
    const from = Math.max(0, at - maskingNeighbours);
    const window = findSensitive(all.slice(from, at + maskingNeighbours + 1), { onlyValidCards: false });
    expect(window[at - from]).toEqual(whole[at]);
  }
});

test('[X16] a line of a megabyte takes no longer than its length', () => {
  for (const piece of ['4', '4 ', '4111 ', '4111 1111 1111 1111 ', '1-', '٤', 'ssn ', 'AB12 ', '-', 'cvv 1']) {
    const line = piece.repeat(Math.ceil(1_000_000 / piece.length));
    const started = performance.now();
    mask(said(line));
    expect(performance.now() - started).toBeLessThan(3000);
  }
});
