import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { piecesOf } from './links.ts';

const linksOf = (text: string): string[] =>
  piecesOf(text).flatMap((piece) => (piece.kind === 'link' ? [piece.href] : []));

describe('links in a text', () => {
  test.each([
    ['See https://example.test/a?b=1#c.', ['https://example.test/a?b=1#c']],
    ['(http://example.test)', ['http://example.test/']],
    ['https://example.test/Baton_(music)!', ['https://example.test/Baton_(music)']],
    ['two https://a.test, https://b.test', ['https://a.test/', 'https://b.test/']],
    ['HTTPS://EXAMPLE.TEST/Path', ['https://example.test/Path']],
  ])('%s', (text, found) => {
    expect(linksOf(text)).toEqual(found);
  });

  test.each([
    'javascript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'java\nscript:https',
    'vbscript:x',
    'file:///etc/passwd',
    'www.example.test',
    'https://bank.test@evil.test/',
    'https://user:pass@evil.test/',
    'https://',
    'xhttps://example.test',
    '//example.test',
  ])('[X11] %s is none', (text) => {
    expect(linksOf(text)).toEqual([]);
  });

  test('[X11] end where something invisible, a quote or a bracket of a tag begins', () => {
    expect(linksOf('https://a.test/\u202egpj.exe')).toEqual(['https://a.test/']);
    expect(linksOf('https://a.test/"onmouseover="x')).toEqual(['https://a.test/']);
    expect(linksOf('https://a.test/<script>')).toEqual(['https://a.test/']);
  });

  test('leave every character of the text in its place', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('https://a.test/b', ' ', '.', ')', '(', 'x', '<b>', '\n', 'é')), (parts) => {
        const text = parts.join('');
        expect(
          piecesOf(text)
            .map((piece) => piece.text)
            .join(''),
        ).toBe(text);
      }),
    );
  });
});
