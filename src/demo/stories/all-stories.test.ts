import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { checkConfiguration } from '../../domain/check-configuration.ts';
import { judgePassword } from '../../sign-in/judge-password.ts';
import { type AttachmentName, attachment } from '../attachments.ts';
import { demoConfiguration, demoOrganizationName, demoPeople } from '../organization.ts';
import { smallTalk } from '../small-talk.ts';
import type { Story } from '../story.ts';
import { stories } from './all-stories.ts';

const setup = demoConfiguration('Europe/Berlin');

/** The department in which the story ends. */
function lastDepartment({ account, turns }: Story): string | undefined {
  const entry = setup.accounts?.find(({ id }) => id === account)?.entry?.department;
  return turns.reduce((at, turn) => (turn.kind === 'moves' ? turn.to : at), entry);
}

describe('the stories of the demo', () => {
  it('are at least thirty, each told once', () => {
    expect(stories.length).toBeGreaterThanOrEqual(30);
    expect(new Set(stories.map(({ id }) => id)).size).toBe(stories.length);
    expect(new Set(stories.map(({ customer }) => customer.address)).size).toBe(stories.length);
  });

  it.each(stories.map((story) => [story.id, story] as const))('%s begins, goes on and ends', (_, story) => {
    const { turns, language } = story;
    const written = turns.filter(({ kind }) => kind === 'says' || kind === 'replies');
    expect(written.length).toBeGreaterThanOrEqual(4);
    expect(turns.length).toBeLessThanOrEqual(14);
    expect(turns[0]?.kind).toBe('says');
    // By its words it is known how far it was, when the server starts again.
    const texts = turns.flatMap((turn) => ('text' in turn ? [turn.text] : []));
    expect(new Set(texts).size).toBe(texts.length);
    for (const text of texts) expect(text.length).toBeLessThanOrEqual(500);
    const end = turns.at(-1);
    const department = setup.departments?.find(({ id }) => id === lastDepartment(story));
    expect(department?.dispositions?.map(({ id }) => id)).toContain(end?.kind === 'ends' ? end.disposition : 'no end');
    expect(smallTalk[language].takesOver.length).toBeGreaterThan(0);
  });

  it('move only where the rules let them, except to be refused', () => {
    for (const { account, turns } of stories) {
      let at = setup.accounts?.find(({ id }) => id === account)?.entry?.department;
      for (const turn of turns) {
        if (turn.kind !== 'moves' && turn.kind !== 'tries') continue;
        const rules = setup.departments?.find(({ id }) => id === at)?.moveRules ?? [];
        const allowed = rules.some(({ destinations }) => destinations?.includes(turn.to));
        expect([at, turn.kind, turn.to, allowed]).toEqual([at, turn.kind, turn.to, turn.kind === 'moves']);
        if (turn.kind === 'moves') at = turn.to;
      }
    }
  });
});

describe('the demo’s shop', () => {
  it('says in its name that it is a demo, and its setup has no fault', () => {
    expect(demoOrganizationName).toMatch(/\(demo\)$/);
    expect(checkConfiguration(setup)).toEqual([]);
    expect(setup.agents).toHaveLength(12);
  });

  it('has people to sign in as, with passwords that the rules allow', () => {
    for (const { agentId, name, email, password } of demoPeople) {
      expect(setup.agents?.find(({ id }) => id === agentId)?.name).toBe(name);
      expect(judgePassword(password, { name, email })).toBeNull();
    }
  });
});

describe('the files of the demo', () => {
  it.each<AttachmentName>(['cracked-shade.png', 'loose-thread.png', 'room-plan.png'])('%s is a picture', (name) => {
    const { bytes, mediaType } = attachment(name);
    const file = Buffer.from(bytes);
    expect([mediaType, file.toString('latin1', 1, 4)]).toEqual(['image/png', 'PNG']);
    const width = file.readUInt32BE(16);
    const data = file.subarray(file.indexOf('IDAT') + 4, file.indexOf('IEND') - 8);
    expect(inflateSync(data)).toHaveLength(width * (width * 3 + 1));
    expect(file.length).toBeLessThan(20_000);
  });

  it('the invoice is a PDF whose table of objects is where it says', () => {
    const text = Buffer.from(attachment('invoice-4471.pdf').bytes).toString('latin1');
    const table = Number(/startxref\n(\d+)/.exec(text)?.[1]);
    expect(text.slice(table, table + 4)).toBe('xref');
    const offsets = Array.from(text.matchAll(/^(\d{10}) 00000 n/gm), ([, offset]) => Number(offset));
    expect(offsets.map((offset) => text.slice(offset, offset + 7))).toEqual([1, 2, 3, 4, 5].map((n) => `${n} 0 obj`));
  });

  it('the order is a table', () => {
    expect(Buffer.from(attachment('order.csv').bytes).toString().split('\n')[0]).toBe('article,pieces');
  });
});
