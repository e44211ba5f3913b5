import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { TestServer } from '../../test/support/http-server.ts';
import { describeOnStores } from '../../test/support/stores.ts';
import { bodyBytesMax } from './problems.ts';
import { yamlBytesMax, yamlReader } from './read-yaml.ts';
import { writeYaml } from './write-yaml.ts';

const read = yamlReader();
const readText = (text: string): Promise<unknown> => read(Buffer.from(text));
const faultOf = (text: string): Promise<string> =>
  readText(text).then(
    () => 'none',
    ({ data }) => data.reason ?? data,
  );

describe('[X16] YAML', () => {
  test('is read as JSON would be', async () => {
    expect(await readText('a: 1\nb: [x, "y", null]\n7: {c: true}\n')).toEqual({
      a: 1,
      b: ['x', 'y', null],
      '7': { c: true },
    });
    expect(await readText('a: &a {x: 1}\nb: *a\n')).toEqual({ a: { x: 1 }, b: { x: 1 } });
    expect(await readText('')).toBeNull();
  });

  test.each([
    [
      'a: 1\nb:\n  c: 1\n  d: 2\n  c: 3\na: 2\n',
      'The key "c" comes again at line 5, column 3; The key "a" comes again at line 6',
    ],
    ['x: [{a: 1, "a": 2}]', 'The key "a" comes again at line 1, column 12'],
    ['a: [1\nb: 2', 'at line 2, column 1'],
    ['a: .inf', 'a is Infinity'],
    ['a: .nan', 'a is NaN'],
    ['? {a: 1}\n: 2', 'keys must be strings'],
    ['a: *none', 'none'],
    [`[${'*a,'.repeat(2000)}]`.replace('*a', '&a x'), 'more than 1000 aliases at line 1'],
    [`[${'}'.repeat(100)}`, '; and 80 more'],
    ['['.repeat(200_000), 'nested too deeply'],
    [`a: &a [x,x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]`, 'alias'],
  ])('says what is wrong and where: %#', async (text, said) => {
    expect(await faultOf(text)).toContain(said);
  });

  test('that is no UTF-8, or larger than what may be read, is refused', async () => {
    await expect(read(Buffer.from([0x61, 0x3a, 0x20, 0xff]))).rejects.toMatchObject({ code: 'malformed_body' });
    const large = new Uint8Array(yamlBytesMax + 1).fill(0x23);
    await expect(read(large)).rejects.toMatchObject({ code: 'body_too_large', data: { bytesMax: yamlBytesMax } });
  });

  test('of tens of thousands of keys is read while everything else goes on', { timeout: 60_000 }, async () => {
    const keys = Array.from({ length: 40_000 }, (_, i) => `k${i}: 1`).join('\n');
    let turns = 0;
    const timer = setInterval(() => turns++, 5);
    const began = performance.now();
    expect(Object.keys((await readText(keys)) as object)).toHaveLength(40_000);
    clearInterval(timer);
    // Each turn would be one of seconds if it were read here.
    expect(turns).toBeGreaterThan((performance.now() - began) / 50);
  });

  test('of which too many are sent at once is busy', async () => {
    const reader = yamlReader();
    const said = await Promise.allSettled(Array.from({ length: 8 }, () => reader(Buffer.from('a: 1'))));
    expect(said.map(({ status }) => status)).toEqual([...Array(5).fill('fulfilled'), ...Array(3).fill('rejected')]);
    expect(await reader(Buffer.from('a: 1'))).toEqual({ a: 1 });
  });

  test('is written so that it reads as what it was', () => {
    const words = fc.constantFrom(
      'yes',
      'NULL',
      '1',
      '1e3',
      '-',
      '- a',
      'a: b',
      'a #b',
      '~',
      '',
      ' a',
      '0x1',
      '.inf',
      'n',
    );
    const lines = fc.array(fc.constantFrom('a', '  b', 'c ', '', '- d', '# e', '\t', 'f: g'), { maxLength: 4 });
    const text = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      words,
      lines.map((some) => some.join('\n')),
    );
    const value = fc.letrec((tie) => ({
      node: fc.oneof(
        { depthSize: 'small' },
        ...[text, fc.integer(), fc.boolean(), fc.constant(null)],
        fc.array(tie('node'), { maxLength: 4 }),
        fc.dictionary(text, tie('node'), { maxKeys: 4 }),
      ),
    })).node;
    fc.assert(
      fc.property(value, (given) => {
        const same = JSON.parse(JSON.stringify(given));
        expect(parse(writeYaml(same))).toEqual(same);
      }),
      { numRuns: 1000 },
    );
    expect(
      writeYaml({ agents: [{ id: 'anna', skills: ['a', 'yes'], text: 'One.\nTwo.', none: [], of: { a: 1 } }] }),
    ).toBe(
      'agents:\n  - id: anna\n    skills:\n      - a\n      - "yes"\n    text: |-\n      One.\n      Two.\n    none: []\n    of:\n      a: 1\n',
    );
  });
});

describeOnStores('large bodies', (store) => {
  let server: TestServer;
  let weakKey: string;
  const large: { method: string; url: string }[] = [];

  beforeAll(async () => {
    server = await TestServer.open(store.database, {
      onRoute: (route) => {
        const { bodyLimit = 0 } = route as { readonly bodyLimit?: number };
        if (bodyLimit > bodyBytesMax) large.push({ method: String(route.method), url: route.url });
      },
    });
    const { key } = await server.organization();
    const body = { name: 'weak', scopes: ['message.receive'] };
    weakKey = (await server.call('POST', '/v1/api-keys', { key, body })).body.apiKey;
  });
  afterAll(() => server.close());

  test('[X16] are not looked at before it is known whether the caller may send them', async () => {
    expect(large.map(({ method, url }) => `${method} ${url}`).sort()).toEqual([
      'POST /v1/configuration/lint',
      'POST /v1/configuration/plan',
      'POST /v1/configuration/simulate',
      'PUT /v1/configuration',
    ]);
    for (const { method, url } of large)
      for (const type of ['application/json', 'application/yaml']) {
        const said = await server.call(method, url, { key: weakKey, body: '{[', headers: { 'content-type': type } });
        expect([said.status, said.body.code], `${method} ${url} ${type}`).toEqual([403, 'permission_missing']);
      }
  });
});
