import { expect, it } from 'vitest';
import { describeOnStores } from '../../test/support/stores.ts';
import { encodeArray, encodeBytes, encodeInstant, encodeInstants, encodeJson, encodeJsonArray } from './encode.ts';

/** Every type of the seam: SQL expression (`$1` is the encoded value), the encoded value, and what must come back. */
const cases: readonly [title: string, expression: string, encoded: string | null, expected: unknown][] = [
  ['bool true', '$1::bool', 'true', true],
  ['bool false', '$1::bool', 'false', false],
  ['int2', '$1::int2', '-32768', -32768],
  ['int4', '$1::int4', '2147483647', 2147483647],
  ['int4 negative', '$1::int4', '-7', -7],
  ['int4 zero', '$1::int4', '0', 0],
  ['int8', '$1::int8', '9007199254740991', Number.MAX_SAFE_INTEGER],
  ['int8 negative', '$1::int8', '-9007199254740991', Number.MIN_SAFE_INTEGER],
  ['float8', '$1::float8', '1.7976931348623157e+308', Number.MAX_VALUE],
  ['float8 not a number', '$1::float8', 'NaN', Number.NaN],
  ['float8 infinity', '$1::float8', '-Infinity', Number.NEGATIVE_INFINITY],
  ['numeric stays text', '$1::numeric', '123456789012345678901234567890.5', '123456789012345678901234567890.5'],
  ['text', '$1::text', 'naïve — 日本語 🙂 "quoted" \\ \n\t', 'naïve — 日本語 🙂 "quoted" \\ \n\t'],
  ['empty text', '$1::text', '', ''],
  ['null', '$1::text', null, null],
  ['uuid', '$1::uuid', '019a0b5e-6f1c-7e3a-9c1d-0123456789ab', '019a0b5e-6f1c-7e3a-9c1d-0123456789ab'],
  ['date stays text', '$1::date', '2026-10-20', '2026-10-20'],
  ['jsonb', '$1::jsonb', encodeJson({ a: [1, null, 'ü'], b: {} }), { a: [1, null, 'ü'], b: {} }],
  ['jsonb that is an array', '$1::jsonb', encodeJson([1, 2]), [1, 2]],
  ['jsonb null', '$1::jsonb', encodeJson(null), null],
  ['json', '$1::json', encodeJson('x'), 'x'],
  ['bytea', '$1::bytea', encodeBytes(Uint8Array.of(0, 255, 16)), Uint8Array.of(0, 255, 16)],
  ['empty bytea', '$1::bytea', encodeBytes(Uint8Array.of()), Uint8Array.of()],
  [
    'text[]',
    '$1::text[]',
    encodeArray(['a', 'b c', '', 'NULL', null, 'q"u\\o,{}']),
    ['a', 'b c', '', 'NULL', null, 'q"u\\o,{}'],
  ],
  [
    'text[] of white space',
    '$1::text[]',
    encodeArray([' ', '\n', '\u000b', '\u00a0']),
    [' ', '\n', '\u000b', '\u00a0'],
  ],
  ['empty text[]', '$1::text[]', encodeArray([]), []],
  ['uuid[]', '$1::uuid[]', '{019a0b5e-6f1c-7e3a-9c1d-0123456789ab}', ['019a0b5e-6f1c-7e3a-9c1d-0123456789ab']],
  ['int4[]', '$1::int4[]', encodeArray([1, -2, null]), [1, -2, null]],
  ['int8[]', '$1::int8[]', encodeArray([2 ** 40]), [2 ** 40]],
  ['bool[]', '$1::bool[]', encodeArray([true, false, null]), [true, false, null]],
  ['float8[]', '$1::float8[]', encodeArray([0.1, -1e300]), [0.1, -1e300]],
  ['timestamptz[]', '$1::timestamptz[]', encodeInstants([0, null, 1.7e12 + 1]), [0, null, 1.7e12 + 1]],
  ['jsonb[]', '$1::jsonb[]', encodeJsonArray([{ a: '"' }, [1], null]), [{ a: '"' }, [1], null]],
];

const instants = [
  0,
  -1,
  999,
  1_700_000_000_123,
  Date.UTC(2026, 9, 20, 23, 59, 59, 999),
  Date.UTC(2024, 1, 29),
  Date.UTC(2100, 1, 28, 23),
  Date.UTC(1, 0, 1) - 1900 * 365 * 86_400_000,
  253_402_300_800_000, // the year 10000
  -62_198_755_200_000, // before year 1
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
];

it.each([
  ['NUL', 'a\0b', false],
  ['half of a character', 'a\ud83d', false],
  ['the other half', '\ude00 b', false],
  ['half of one after a backslash', '\\\ud83d', false],
  ['both halves', '\u{1f600}', true],
  ['another control character', '\u0007', true],
  ['what only looks like NUL', '\\u0000 and \\\\ud83d', true],
])('a text with %s is stored or refused as jsonb would: %s', (_, text, isStored) => {
  for (const value of [text, { [text]: 1 }, { deep: [{ text }] }])
    if (isStored) expect(encodeJsonArray([value])).not.toBe('');
    else expect(() => encodeJsonArray([value])).toThrow(RangeError);
});

describeOnStores('values of every type', (store) => {
  it.each(cases)('come back as they were sent: %s', async (_, expression, encoded, expected) => {
    const { rows } = await store.database.read({ name: '', text: `select ${expression} as v`, values: [encoded] });
    expect(rows).toEqual([{ v: expected }]);
  });

  it.each(instants)('come back as they were sent: the instant %d', async (at) => {
    const statement = { name: 'instant', text: 'select $1::timestamptz as v', values: [encodeInstant(at)] };
    expect((await store.database.read(statement)).rows).toEqual([{ v: at }]);
  });

  it('cut microseconds off an instant, towards the past', async () => {
    const text = `select '2026-10-20 12:34:56.789999+00'::timestamptz as a, '2026-10-20 12:34:56.7+00'::timestamptz as b,
      '1969-12-31 23:59:59.9991+00'::timestamptz as c, '2026-10-20 14:34:56+02'::timestamptz as d`;
    expect((await store.database.read({ name: '', text, values: [] })).rows).toEqual([
      { a: Date.UTC(2026, 9, 20, 12, 34, 56, 789), b: Date.UTC(2026, 9, 20, 12, 34, 56, 700), c: -1, d: 1792499696000 },
    ]);
  });

  it('keep every column of a prepared statement with odd names', async () => {
    const text = `select 1 as "it's \\ \`\${x}\` """, 2 as "toString", 3 as "9", 4 as "__proto__"`;
    for (let run = 0; run < 2; run++) {
      const { rows } = await store.database.read({ name: 'odd_names', text, values: [] });
      expect(Object.entries(rows[0])).toEqual([
        ['9', 3],
        // biome-ignore lint/suspicious/noTemplateCurlyInString: that is the point of this name.
        ['it\'s \\ `${x}` "', 1],
        ['toString', 2],
        ['__proto__', 4],
      ]);
    }
  });

  it('come back whole when an answer is larger than any buffer', async () => {
    const text = `select i, repeat(chr(65 + i % 26), 300000) as long from generate_series(1, 20) i`;
    const { rows, count } = await store.database.read({ name: 'large', text, values: [] });
    expect(count).toBe(20);
    for (const row of rows) expect(row.long).toBe(String.fromCharCode(65 + (row.i % 26)).repeat(300_000));
  });

  it('are accepted in megabytes', async () => {
    const long = 'ü'.repeat(3_000_000);
    const { rows } = await store.database.read({
      name: 'length',
      text: 'select length($1::text) as n',
      values: [long],
    });
    expect(rows).toEqual([{ n: 3_000_000 }]);
  });
});
