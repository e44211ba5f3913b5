import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openDataFile } from './open-data-file.ts';

const fixture = (name: string): string => join(import.meta.dirname, 'fixtures', name);

async function textOf(path: string): Promise<string> {
  let text = '';
  for await (const piece of openDataFile(path)) text += piece;
  return text;
}

function writeTemporary(bytes: Uint8Array): string {
  const folder = mkdtempSync(join(tmpdir(), 'baton-replay-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'data'), bytes);
  return join(folder, 'data');
}

test('a plain file and its .xz say the same, whatever they are called', async () => {
  const plain = readFileSync(fixture('turns.tsv'), 'utf8');
  expect(plain).toContain('zwölf Uhr 🙂');
  expect(await textOf(fixture('turns.tsv'))).toBe(plain);
  expect(await textOf(fixture('turns.tsv.xz'))).toBe(plain);
  expect(await textOf(writeTemporary(readFileSync(fixture('turns.tsv.xz'))))).toBe(plain);
});

test('a byte order mark is dropped', async () => {
  expect(await textOf(writeTemporary(Buffer.from('\ufeffa,b\n')))).toBe('a,b\n');
});

test('a file that is empty, or shorter than any mark, is read too', async () => {
  expect(await textOf(writeTemporary(Buffer.from('')))).toBe('');
  expect(await textOf(writeTemporary(Buffer.from('a')))).toBe('a');
});

test('a broken or missing file says so', async () => {
  const whole = readFileSync(fixture('turns.tsv.xz'));
  const broken = Buffer.concat([whole.subarray(0, 40), Buffer.alloc(whole.length - 40, 7)]);
  const path = writeTemporary(broken);
  await expect(textOf(path)).rejects.toThrow(`${path} cannot be decompressed`);
  await expect(textOf(fixture('none.csv'))).rejects.toThrow('ENOENT');
});

test('an .xz file that was cut off is not mistaken for a whole one', async () => {
  const path = writeTemporary(readFileSync(fixture('turns.tsv.xz')).subarray(0, -60));
  await expect(textOf(path)).rejects.toThrow();
});
