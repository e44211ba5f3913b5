import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { findCycles, type Import, judgeImport, readImports, storageWriteHalf } from './house-rules/imports.ts';
import { isTextFile, type Sample, textRules } from './house-rules/text-rules.ts';

// The house rules of style, as tests. Each rule is first tried on samples that it must catch, so that none passes because
// it reads nothing.

const root = resolve(import.meta.dirname, '..');

describe('imports', () => {
  let modules: string[] = [];
  let imports: Import[] = [];
  beforeAll(async () => {
    const folders = ['src', 'web'].filter((folder) => existsSync(join(root, folder)));
    ({ modules, imports } = await readImports(folders));
  });

  const ours = (from: string, to: string): Import => ({ from, to, kind: 'ours', typeOnly: false });
  const outside = (from: string, to: string, kind: Import['kind'] = 'package'): Import => ({
    from,
    to,
    kind,
    typeOnly: false,
  });

  test('are really read, those of types and those of packages too', () => {
    expect(modules.length).toBeGreaterThan(0);
    expect(modules).toContain('src/domain/hours.ts');
    const ofHours = imports.filter(({ from }) => from === 'src/domain/hours.ts');
    expect(ofHours).toContainEqual(ours('src/domain/hours.ts', 'src/base/assert.ts'));
    expect(ofHours).toContainEqual({ ...ours('src/domain/hours.ts', 'src/base/clock.ts'), typeOnly: true });
    expect(ofHours).toContainEqual(outside('src/domain/hours.ts', 'temporal-polyfill'));
    expect(imports).toContainEqual(outside('src/domain/hours.test.ts', 'vitest', 'dev package'));
  });

  test.each([
    ours('src/base/ids.ts', 'src/domain/agent.ts'),
    ours('src/domain/policy.ts', 'src/contract/errors.ts'),
    ours('src/contract/errors.ts', 'src/commands/accept-transfer.ts'),
    ours('src/storage/save.ts', 'src/engine/batch.ts'),
    ours('src/log/tail.ts', 'src/engine/batch.ts'),
    ours('src/engine/batch.ts', 'src/commands/accept-transfer.ts'),
    ours('src/commands/accept-transfer.ts', 'src/storage/save.ts'),
    ours('src/reads/ticket.ts', 'src/storage/save.ts'),
    ours('src/http/tickets.ts', 'src/live/stream.ts'),
    ours('src/http/tickets.ts', 'src/storage/database.ts'),
    ours('src/jobs/deadlines.ts', 'src/channels/email/send.ts'),
    ours('src/http/tickets.ts', 'src/outbound/guarded-request.ts'),
    ours('src/outbound/guarded-request.ts', 'src/domain/agent.ts'),
    ours('src/engine/batch.ts', 'src/main.ts'),
    ours('src/engine/batch.ts', 'test/support/clock.ts'),
    ours('src/engine/batch.ts', 'src/domain/hours.test.ts'),
    ours('src/sign-in/routes.ts', 'src/http/problems.ts'),
    ours('src/sign-in/set-up.ts', 'src/storage/database.ts'),
    ours('src/http/people.ts', 'src/sign-in/sign-in.ts'),
    ours('src/drawer/a.ts', 'src/base/ids.ts'),
    ours('web/widget/main.ts', 'web/console/main.ts'),
    ours('web/client/live.ts', 'web/console/main.ts'),
    ours('web/console/main.ts', 'src/domain/agent.ts'),
    outside('src/http/tickets.ts', 'pg'),
    outside('src/reads/ticket.ts', 'kysely'),
    outside('src/engine/batch.ts', '@electric-sql/pglite/worker'),
    outside('src/domain/policy.ts', 'node:fs', 'node'),
    outside('src/engine/batch.ts', 'vitest', 'dev package'),
  ])('from $from to $to are refused', (bad) => {
    expect(judgeImport(bad)).toContain(`${bad.from} imports ${bad.to}: `);
  });

  test.each([
    ours('src/main.ts', 'src/http/server.ts'),
    ours('src/domain/policy.ts', 'src/domain/agent.ts'),
    ours('src/contract/errors.ts', 'src/domain/refusal.ts'),
    ours('src/engine/batch.ts', 'src/storage/save.ts'),
    ours('src/http/tickets.ts', 'src/commands/accept-transfer.ts'),
    ours('src/sign-in/set-up.ts', 'src/storage/sign-in-users.ts'),
    ours('src/channels/email/send.ts', 'src/outbound/guarded-request.ts'),
    ours('src/http/tickets.test.ts', 'test/support/server.ts'),
    ours('web/widget/main.ts', 'web/client/live.ts'),
    ours('web/client/live.ts', 'src/contract/events.ts'),
    outside('src/storage/postgres.ts', 'pg'),
    outside('src/storage/postgres.ts', 'node:net', 'node'),
  ])('from $from to $to are allowed', (good) => {
    expect(judgeImport(good)).toBeUndefined();
  });

  test('go in the written directions', () => {
    expect(imports.map(judgeImport).filter((fault) => fault !== undefined)).toEqual([]);
  });

  test('make no cycle; a shared idea wants a file of its own, not a setter', () => {
    const edges = (...pairs: string[]) => pairs.map((pair) => ({ from: String(pair[0]), to: String(pair[1]) }));
    expect(findCycles(edges('ab', 'bc', 'ca', 'ad'))).toEqual([['a', 'b', 'c', 'a']]);
    expect(findCycles(edges('aa'))).toEqual([['a', 'a']]);
    expect(findCycles(edges('ab', 'ac', 'bd', 'cd'))).toEqual([]);
    expect(findCycles(imports.filter(({ kind }) => kind === 'ours')).map((cycle) => cycle.join(' → '))).toEqual([]);
  });

  test('name files that exist as the half of storage that writes', () => {
    expect(storageWriteHalf.filter((path) => !modules.includes(path))).toEqual([]);
  });
});

describe.each(textRules)('$rule', ({ applies, find, bad, good, instead }) => {
  const inSample = ({ path, text }: Sample): string[] =>
    applies(path) ? find(text, path).map((found) => found.text) : [];

  test.each(bad)('which $path breaks with $text', (sample) => {
    expect(inSample(sample)).not.toEqual([]);
  });

  test('which innocent text does not break', () => {
    expect(good.flatMap(inSample)).toEqual([]);
  });

  test('everywhere', () => {
    const faults = ourFiles()
      .filter(({ path }) => applies(path))
      .flatMap(({ path, text }) =>
        find(text, path).map((found) => `${path}:${found.line}: ${found.text}. Instead: ${instead}`),
      );
    expect(faults).toEqual([]);
  });
});

describe('a code that is cited', () => {
  const cited = /\b(?:[IFX]\d{1,2})\b/g;
  const numbered = (text: string): readonly string[] =>
    text.match(/^\| [IFX]\d{1,2}(?=\*? \|)/gm)?.map((row) => row.slice(2)) ?? [];

  test('stands in the spec, which numbers every rule once', () => {
    const files = ourFiles();
    const spec = files.find(({ path }) => path === 'docs/spec/invariants.md')?.text ?? '';
    const rules = numbered(spec);
    for (const [letter, count] of [
      ['I', 47],
      ['F', 32],
      ['X', 31],
    ] as const) {
      const all = Array.from({ length: count }, (_, i) => `${letter}${i + 1}`);
      expect(rules.filter((code) => code.startsWith(letter))).toEqual(all);
    }
    // In brackets in titles, in quotes where the auditor and doctor name what is broken, in parentheses in comments.
    const places = /\[(?:[A-Z]-?L?\d{1,2}[–, -]*)+\]|'[IFX]\d{1,2}'|\((?:[A-Z]-?L?\d{1,2}(?:, | and )?)+\)/g;
    const ours = files.filter(({ path }) => /^(src|test|web)\/.*\.tsx?$/.test(path));
    const codes = new Set(
      ours.flatMap(({ text }) => text.match(places) ?? []).flatMap((place) => place.match(cited) ?? []),
    );
    expect(codes.size).toBeGreaterThan(50);
    expect([...codes].filter((code) => !rules.includes(code))).toEqual([]);
  });
});

/** Every file that is tracked or would be, with its text. */
function ourFiles(): Sample[] {
  const list = execFileSync(
    'git',
    ['-c', 'safe.directory=*', 'ls-files', '-z', '--cached', '--others', '--exclude-standard'],
    { cwd: root },
  );
  const paths = new Set(list.toString('utf8').split('\0').filter(Boolean));
  const present = [...paths].filter((path) => existsSync(join(root, path)));
  return present.map((path) => ({ path, text: isTextFile(path) ? readFileSync(join(root, path), 'utf8') : '' }));
}
