import fc from 'fast-check';
import { expect, test } from 'vitest';
import { csv, parseColumns, parseTable, type TableFormat, tsv } from './parse-table.ts';

async function allOf<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

async function fieldsOf(pieces: Iterable<string>, format: TableFormat): Promise<(readonly string[])[]> {
  return (await allOf(parseTable(pieces, format))).map(({ fields }) => fields);
}

test.each([
  [
    'rows end in LF, and the last one in nothing',
    'a,b\nc,d',
    [
      ['a', 'b'],
      ['c', 'd'],
    ],
  ],
  [
    'rows end in CRLF',
    'a,b\r\nc,d\r\n',
    [
      ['a', 'b'],
      ['c', 'd'],
    ],
  ],
  ['empty lines are no rows', 'a\n\n\r\nb\n', [['a'], ['b']]],
  ['empty fields are fields', ',a,,\n', [['', 'a', '', '']]],
  ['a quoted field holds commas, quotes and line breaks', '"a,b","c ""d""","e\nf"\n', [['a,b', 'c "d"', 'e\nf']]],
  ['a quoted field may be empty, and the last of the file', 'a,""', [['a', '']]],
  ['a quote inside a field is a quote', 'a"b,c"\n', [['a"b', 'c"']]],
  ['what follows a closed quote belongs to the field', '"a"b,c\n', [['ab', 'c']]],
  ['nothing at all is no row', '', []],
])('%s', async (_, text, rows) => {
  expect(await fieldsOf([text], csv)).toEqual(rows);
  // However the text arrives, it says the same.
  expect(await fieldsOf(text, csv)).toEqual(rows);
});

test('tab-separated text has no quoting', async () => {
  expect(await fieldsOf(['"a\tb"\t""\n'], tsv)).toEqual([['"a', 'b"', '""']]);
});

test('whatever is written with quotes is read back, in pieces of any size', async () => {
  const field = fc.oneof(fc.string(), fc.constantFrom('"', ',', '\n', '\r\n', '""', 'a"b', ''));
  const table = fc.array(fc.array(field, { minLength: 2, maxLength: 4 }), { maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(table, fc.integer({ min: 1, max: 7 }), async (rows, size) => {
      const text = rows.map((row) => row.map((value) => `"${value.replaceAll('"', '""')}"`).join(',')).join('\n');
      const pieces = Array.from({ length: Math.ceil(text.length / size) }, (_, i) =>
        text.slice(i * size, (i + 1) * size),
      );
      expect(await fieldsOf(pieces, csv)).toEqual(rows);
    }),
  );
});

test('a row knows the line where it begins', async () => {
  const rows = await allOf(parseTable(['a\n\n"b\nc"\nd\n'], csv));
  expect(rows.map(({ line }) => line)).toEqual([1, 3, 5]);
});

test('a quote that nobody closes is told with its line', async () => {
  await expect(fieldsOf(['a\n"b\n'], csv)).rejects.toThrow('line 2');
  await expect(fieldsOf(['a\n"b', ','.repeat(1_100_000)], csv)).rejects.toThrow('line 2');
});

test('of a column that the header has twice, the first counts', async () => {
  const rows = parseColumns(['id,category,category\n1,one,two\n'], csv, ['category', 'id']);
  expect(await allOf(rows)).toEqual([{ line: 2, values: { category: 'one', id: '1' } }]);
});

test.each([
  ['a,b\n1,2\n', 'it lacks c, d.'],
  ['', 'it lacks a, c, d.'],
  ['a,c,d\n1,2\n', 'Line 2 has 2 fields: d is not among them.'],
])('a file without its columns is refused: %j', async (text, sentence) => {
  await expect(allOf(parseColumns([text], csv, ['a', 'c', 'd']))).rejects.toThrow(sentence);
});
