import { describe, expect, it } from 'vitest';
import { seededRandom } from '../base/random.ts';
import { MessageReader, Pipeline, PreparedStatements } from './wire.ts';

/** A message as the server sends it. */
function message(type: string, body: Buffer | string): Buffer {
  const bytes = Buffer.from(body);
  const head = Buffer.alloc(5);
  head.write(type);
  head.writeInt32BE(bytes.length + 4, 1);
  return Buffer.concat([head, bytes]);
}

function textColumn(name: string): Buffer {
  const count = Buffer.from([0, 1]);
  return Buffer.concat([
    count,
    Buffer.from(`${name}\0`),
    Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 0, 25, 255, 255, 255, 255, 255, 255, 0, 0]),
  ]);
}

function textRow(value: string): Buffer {
  const head = Buffer.alloc(6);
  head.writeInt16BE(1);
  head.writeInt32BE(Buffer.byteLength(value), 2);
  return Buffer.concat([head, Buffer.from(value)]);
}

const statement = { name: 'one', text: 'select $1 as v', values: ['x'] };
const long = 'ä'.repeat(5000);
const answer = Buffer.concat([
  message('1', ''),
  message('t', Buffer.from([0, 1, 0, 0, 0, 25])),
  message('T', textColumn('v')),
  message('2', ''),
  message('N', 'SNOTICE\0\0'),
  message('D', textRow('first')),
  message('D', textRow(long)),
  message('C', 'SELECT 2\0'),
  message('A', Buffer.concat([Buffer.from([0, 0, 0, 1]), Buffer.from('bell\0\0')])),
  message('Z', 'T'),
]);

function read(pieces: readonly Buffer[]) {
  const pipeline = new Pipeline([statement], new PreparedStatements());
  const heard: string[] = [];
  const reader = new MessageReader({
    message: (type, bytes, start, end) => pipeline.take(type, bytes, start, end),
    ready: (state) => heard.push(state),
    notification: (channel) => heard.push(channel),
  });
  for (const piece of pieces) reader.read(piece);
  return { results: pipeline.results, heard };
}

const expected = {
  results: [{ rows: [{ v: 'first' }, { v: long }], count: 2, tag: 'SELECT' }],
  heard: ['bell', 'open'],
};

describe('the wire', () => {
  it('reads an answer in whatever pieces it comes', () => {
    expect(read([answer])).toEqual(expected);
    expect(read([...answer].map((byte) => Buffer.from([byte])))).toEqual(expected);
    const random = seededRandom(42);
    for (let round = 0; round < 200; round++) {
      const pieces: Buffer[] = [];
      for (let at = 0; at < answer.length; ) {
        const size = 1 + Math.floor(random.fraction() ** 3 * 4000);
        pieces.push(Buffer.from(answer.subarray(at, at + size)));
        at += size;
      }
      expect(read(pieces)).toEqual(expected);
    }
  });

  it('parses a named statement once, and again when the server did not confirm it', () => {
    const prepared = new PreparedStatements();
    const parses = (pipeline: Pipeline): number => pipeline.bytes.toString('latin1').split('select $1 as v').length - 1;
    const first = new Pipeline([statement, statement], prepared);
    expect(parses(first)).toBe(1);
    first.abandon();
    expect(parses(new Pipeline([statement], prepared))).toBe(1);
    expect(parses(new Pipeline([statement], prepared))).toBe(0);
    expect(parses(new Pipeline([{ ...statement, name: '' }], prepared))).toBe(1);
  });

  it('refuses a name that PostgreSQL would cut off', () => {
    const name = 'n'.repeat(63);
    new Pipeline([{ ...statement, name }], new PreparedStatements());
    expect(() => new Pipeline([{ ...statement, name: `${name}n` }], new PreparedStatements())).toThrow('63 bytes');
  });

  it('keeps so many statements prepared, and parses what is beyond each time', () => {
    const prepared = new PreparedStatements();
    const plan = (i: number) => prepared.plan({ ...statement, name: `s${i}` });
    for (let i = 0; i < 1_000; i++) plan(i);
    expect(plan(1_000)).toMatchObject({ parse: true, entry: { name: '' } });
    expect(plan(1_000).parse).toBe(true);
    expect(plan(999).parse).toBe(false);
  });

  it('refuses one name for two texts', () => {
    const prepared = new PreparedStatements();
    new Pipeline([statement], prepared);
    expect(() => new Pipeline([{ ...statement, text: 'select 2' }], prepared)).toThrow('two texts');
  });
});
