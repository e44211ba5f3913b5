import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findLinks } from './find-links.ts';

const links = (text: string): string[] => findLinks(text).flatMap(({ href }) => href ?? []);

describe('links in a text', () => {
  test('are addresses of the web as they are written out, and all the rest is text', () => {
    const text = 'See https://shop.example/a?b=1#c, or (http://x.example/y_(z)). Bye.';
    expect(findLinks(text)).toEqual([
      { text: 'See ', start: 0, href: null },
      { text: 'https://shop.example/a?b=1#c', start: 4, href: 'https://shop.example/a?b=1#c' },
      { text: ', or (', start: 32, href: null },
      { text: 'http://x.example/y_(z)', start: 38, href: 'http://x.example/y_(z)' },
      { text: '). Bye.', start: 60, href: null },
    ]);
  });

  test.each([
    'javascript:alert(1)',
    'JAVASCRIPT://%0aalert(1)',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:x',
    'file:///etc/passwd',
    'ftp://x.example',
    '//evil.example',
    'www.example.com',
    'https:evil.example',
    'https://',
    'https://user:secret@evil.example/',
    'https://shop.example@evil.example/',
    'mailto:a@b.example',
  ])('[X11] %s is none', (text) => {
    expect(links(text)).toEqual([]);
    expect(
      findLinks(text)
        .map((piece) => piece.text)
        .join(''),
    ).toBe(text);
  });

  test.each([
    ['"https://shop.example/"onmouseover="alert(1)', 'https://shop.example/'],
    ['https://shop.example/<script>alert(1)</script>', 'https://shop.example/'],
    ['https://shop.example/\u202egpj.exe', 'https://shop.example/'],
    ['https://shop.example/a\u200bb', 'https://shop.example/a'],
    ['https://shop.example/…', 'https://shop.example/'],
  ])('[X11] of %s end where markup or what is hidden begins', (text, link) => {
    expect(links(text)).toEqual([link]);
  });

  test('[X16] are found in long texts at once', () => {
    const text = `${'https://a.example/'.repeat(500)} ${'('.repeat(10_000)} ${'http://'.repeat(1_000)}`;
    const before = performance.now();
    findLinks(text);
    expect(performance.now() - before).toBeLessThan(500);
  });

  test.each([
    ['See https://example.test/a?b=1#c.', ['https://example.test/a?b=1#c']],
    ['(http://example.test)', ['http://example.test/']],
    ['https://example.test/Baton_(music)!', ['https://example.test/Baton_(music)']],
    ['two https://a.test, https://b.test', ['https://a.test/', 'https://b.test/']],
    ['HTTPS://EXAMPLE.TEST/Path', ['https://example.test/Path']],
  ])('%s', (text, found) => {
    expect(links(text)).toEqual(found);
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
    expect(links(text)).toEqual([]);
  });

  test('[X11] end where something invisible, a quote or a bracket of a tag begins', () => {
    expect(links('https://a.test/\u202egpj.exe')).toEqual(['https://a.test/']);
    expect(links('https://a.test/"onmouseover="x')).toEqual(['https://a.test/']);
    expect(links('https://a.test/<script>')).toEqual(['https://a.test/']);
  });

  test('leave every character of the text in its place', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('https://a.test/b', ' ', '.', ')', '(', 'x', '<b>', '\n', 'é')), (parts) => {
        const text = parts.join('');
        expect(
          findLinks(text)
            .map((piece) => piece.text)
            .join(''),
        ).toBe(text);
      }),
    );
  });
});
