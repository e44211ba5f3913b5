import { describe, expect, test } from 'vitest';
import { contentDisposition, displayName } from './display-name.ts';

describe('the name under which a file is shown', () => {
  test.each([
    ['bill.pdf', 'bill.pdf'],
    ['Rechnung für März (2).pdf', 'Rechnung für März (2).pdf'],
    ['明細書.pdf', '明細書.pdf'],
    ['👩‍💻.png', '👩💻.png'],
    ['../../etc/passwd', '_.._etc_passwd'],
    ['..\\..\\boot.ini', '_.._boot.ini'],
    ['／etc／passwd', '_etc_passwd'],
    ['.htaccess', 'htaccess'],
    ['\u200b.htaccess', 'htaccess'],
    ['\ufeff\u2060.htaccess', 'htaccess'],
    ['annex\u202efdp.exe', 'annexfdp.exe'],
    ['\u2066photo\u2069.js', 'photo.js'],
    ['a\0b.php', 'ab.php'],
    ['evil.php.', 'evil.php'],
    ['evil.php . . ', 'evil.php'],
    ['file.txt::$DATA', 'file.txt__$DATA'],
    ['a\r\nSet-Cookie: x', 'aSet-Cookie_ x'],
    ['CON', '_CON'],
    ['com1.txt', '_com1.txt'],
    ['', 'file'],
    ['...', 'file'],
    ['\u202e\u200b', 'file'],
    ['   ', 'file'],
  ])('[X12] of %j is %j', (given, shown) => {
    expect(displayName(given)).toBe(shown);
    expect(displayName(shown)).toBe(shown);
  });

  test('[X12] of a very long name keeps its ending', () => {
    const shown = displayName(`${'a'.repeat(100_000)}.tar.gz`);
    expect(shown).toMatch(/^a+\.gz$/);
    expect(shown).toHaveLength(150);
    expect([...displayName('😀'.repeat(1000))]).toHaveLength(150);
  });

  test('[X12] stands in a header that nothing breaks out of', () => {
    expect(contentDisposition('a"; filename=evil.exe\r\n\r\n<script>')).toBe(
      `attachment; filename="a_; filename=evil.exe_script_"; filename*=UTF-8''a_%3B%20filename%3Devil.exe_script_`,
    );
    expect(contentDisposition('März 100%.pdf')).toBe(
      `attachment; filename="M_rz 100_.pdf"; filename*=UTF-8''M%C3%A4rz%20100%25.pdf`,
    );
  });
});
