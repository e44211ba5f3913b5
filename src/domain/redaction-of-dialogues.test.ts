import { describe, expect, test } from 'vitest';
import { makeValid } from '../../test/support/card-numbers.ts';
import { readLabelledTurns } from '../../test/support/labelled-turns.ts';
import { realDataAbsent, realDataPath } from '../../test/support/real-data.ts';
import { type DataClass, dataClasses, findSensitive, maskText, type SaidText } from './redaction.ts';

// What people really wrote in 9,406 chats. Most of the numbers that they gave as cards are invented: for the mode that heeds
// the check digit each is made valid, and stays as it is for the other.

describe.each([
  ['with the Luhn check', true],
  ['without it', false],
])('%s', (_, onlyValidCards) => {
  test('[T-L7] of labelled card numbers 99 % are masked, and of all other turns at most 0.5 %', async ({ skip }) => {
    const path = realDataPath('dialogues/multidogo_turns.tsv.xz');
    if (path === null) return skip(realDataAbsent);
    const counts = { cards: 0, masked: 0, others: 0, wrong: 0 };
    for (const turns of await readLabelledTurns(path)) {
      const numbers = turns.map(({ card }) => (card === null || !onlyValidCards ? card : makeValid(card)));
      const texts = turns.map(
        ({ text, card }, index): SaidText => ({
          sequence: index + 1,
          side: 'customer',
          text: card === null ? text : text.replace(card, numbers[index] as string),
        }),
      );
      const marks = findSensitive(texts, { onlyValidCards });
      for (const [index, { isCard, hasId }] of turns.entries()) {
        const number = numbers[index];
        const found = marks[index] ?? [];
        if (typeof number === 'string') {
          counts.cards++;
          if (!maskText(texts[index]?.text ?? '', found, ['card']).includes(number.slice(0, -4))) counts.masked++;
        } else if (!isCard) {
          counts.others++;
          const wrong: readonly DataClass[] = hasId ? ['card', 'security_code'] : dataClasses;
          if (found.some(({ dataClass }) => wrong.includes(dataClass))) counts.wrong++;
        }
      }
    }
    expect(counts.cards).toBeGreaterThan(400);
    expect(counts.others).toBeGreaterThan(70_000);
    expect(counts.masked / counts.cards).toBeGreaterThanOrEqual(0.99);
    expect(counts.wrong / counts.others).toBeLessThanOrEqual(0.005);
  });
});
