import { basename, extname } from 'node:path';
import { codeOnly, type Finding, findAll, stringsOnly, withoutComments } from './source-text.ts';

/** A rule about names or text. `bad` shows what it must catch, and the test holds it to that; `good` what it lets pass. */
export interface TextRule {
  readonly rule: string;
  readonly instead: string;
  readonly applies: (path: string) => boolean;
  readonly find: (text: string, path: string) => Finding[];
  readonly bad: readonly Sample[];
  readonly good: readonly Sample[];
}

export interface Sample {
  readonly path: string;
  readonly text: string;
}

const isCode = (path: string): boolean => /\.(ts|tsx|mjs)$/.test(path);
const isTest = (path: string): boolean => path.startsWith('test/') || path.includes('.test.');
const inProduction = (path: string): boolean => isCode(path) && /^(src|web)\//.test(path) && !isTest(path);
const everywhere = (): boolean => true;
const anyOf = (...patterns: readonly RegExp[]): RegExp =>
  new RegExp(patterns.map(({ source }) => source).join('|'), 'gi');
const whenPath = (broken: boolean, path: string): Finding[] => (broken ? [{ line: 1, text: path }] : []);
const code = (path: string, ...texts: readonly string[]): Sample[] => texts.map((text) => ({ path, text }));

const rootEntries = new Set([
  ...['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'SECURITY.md', 'LICENSE'],
  ...['package.json', 'package-lock.json', 'tsconfig.json', 'biome.json', 'knip.json'],
  ...['vitest.config.ts', 'vite.config.ts', 'playwright.config.ts', 'Dockerfile', 'compose.yaml'],
  ...['.gitignore', '.gitattributes', '.dockerignore', '.editorconfig', '.npmrc', '.ci', '.github'],
  ...['docs', 'src', 'web', 'test', 'bench', 'examples', 'scripts'],
]);

const drawerNames = /^(helpers?|utils?|utilities|managers?|services?|common|misc|stuff|types\d+)$/;

// Pieces put together at run time, so that this file does not break the rules that it states.
const machineFolders = ['work', 'farm', 'root', 'home/\\w+', 'Users/\\w+', 'tmp/bash_jobs'];
const registryHosts = ['registry\\.npmjs', 'registry\\.yarnpkg', 'npm\\.pkg\\.github', 'deb\\.debian'];

export const textRules: readonly TextRule[] = [
  {
    rule: 'files and folders are named in kebab-case',
    instead: 'name it in lower case with hyphens, for what is inside: choose-agent.ts.',
    applies: (path) => /^(src|web|test|bench|scripts|examples)\//.test(path),
    find: (_, path) => whenPath(!path.split('/').every((part) => /^\.?[a-z0-9]+([-.][a-z0-9]+)*$/.test(part)), path),
    bad: [
      ...code('src/domain/chooseAgent.ts', ''),
      ...code('src/Domain/agent.ts', ''),
      ...code('test/a_b.test.ts', ''),
    ],
    good: [...code('src/storage/migrations/0001-first-tables.ts', ''), ...code('src/domain/hours.test.ts', '')],
  },
  {
    rule: 'no file is a drawer',
    instead: 'name the one idea that is inside, and split by idea: offer-timeout.ts, present-ticket.ts.',
    applies: (path) => /^(src|web|test|bench|scripts)\//.test(path),
    find: (_, path) =>
      whenPath(
        path.split('/').some((part) => part.split(/[-.]/).some((word) => drawerNames.test(word))),
        path,
      ),
    bad: [
      ...code('src/http/utils.ts', ''),
      ...code('src/engine/queue-manager.ts', ''),
      ...code('src/common/ids.ts', ''),
    ],
    good: [...code('src/domain/commonwealth.ts', ''), ...code('src/channels/email/message-part.ts', '')],
  },
  {
    rule: 'the root folder holds what a newcomer expects, and nothing else',
    instead: 'plans belong on the issue, notes in docs/, tools in scripts/.',
    applies: everywhere,
    find: (_, path) => whenPath(!rootEntries.has(String(path.split('/')[0])), path),
    bad: [...code('PLAN.md', ''), ...code('notes/today.md', '')],
    good: [...code('README.md', ''), ...code('src/main.ts', '')],
  },
  {
    rule: 'the domain reads no clock and no randomness',
    instead: 'take the instant or the number as an argument; src/base has Clock and Random for those who call.',
    applies: (path) => path.startsWith('src/domain/') && inProduction(path),
    find: (text) =>
      findAll(
        codeOnly(text),
        anyOf(
          /\bDate\.now\b/,
          /\bnew Date\(\s*\)/,
          /\bMath\.random\b/,
          /\bperformance\.\w+/,
          /\bTemporal\.Now\b/,
          /\brandomUUID\b/,
        ),
      ),
    bad: code(
      'src/domain/a.ts',
      'const t = Date.now();',
      'new Date( )',
      'if (Math.random() < 1) x();',
      'Temporal.Now.instant()',
    ),
    good: code('src/domain/a.ts', '// Date.now() is not for us', 'new Date(at)', 'const text = "Math.random";'),
  },
  {
    rule: 'the domain is synchronous and does no I/O',
    instead: 'facts in, decision out: load in engine/ or reads/, and call the pure function with what was loaded.',
    applies: (path) => path.startsWith('src/domain/') && inProduction(path),
    find: (text) =>
      findAll(
        codeOnly(text),
        /\basync\b|\bawait\b|\bPromise\b|\bset(Timeout|Interval|Immediate)\b|\bfetch\(|\bprocess\./g,
      ),
    bad: code('src/domain/a.ts', 'async function f() {}', 'await g();', 'setTimeout(f, 1);', 'process.env.X'),
    good: code('src/domain/a.ts', '/** Nothing is async here. */', 'const asynchronous = 1;', "const word = 'await';"),
  },
  {
    rule: 'SQL stands only in src/storage',
    instead: 'write a function in src/storage that says what it loads or saves, and call that.',
    applies: (path) => path.startsWith('src/') && inProduction(path) && !path.startsWith('src/storage/'),
    find: (text) => [
      ...findAll(
        stringsOnly(text),
        /["'`]\s*(select|insert into|update \w+ set|delete from|with \w+ as|create (table|index|schema)|alter table|drop table|truncate|SELECT|INSERT INTO|UPDATE|DELETE FROM)\s/g,
      ),
      ...findAll(withoutComments(text), /\bsql(<[^`]*>)?`/g),
    ],
    bad: code(
      'src/engine/a.ts',
      'query("select 1 from x")',
      'query(`\n  insert into x values (1)`)',
      'sql<Row>`x`',
      "'delete from x'",
    ),
    good: code('src/engine/a.ts', "'Select a queue from the list.'", '// select 1 from x', "const verb = 'select';"),
  },
  ...bannedSql(),
  {
    rule: 'no path of one machine',
    instead: 'write it relative to the repository, or read it from a setting.',
    applies: everywhere,
    find: (text) => findAll(text, new RegExp(`(?<![\\w.~)}\\]*-])/(${machineFolders.join('|')})\\b/?[^\\s'"\`]*`, 'g')),
    bad: code('docs/a.md', `see /${'work'}/main`, `'/${'root'}/.npmrc'`, `/${'home'}/ada/baton`, `/${'Users'}/ada`),
    good: code('docs/a.md', 'docs/work/a.md', 'https://example.test/home/', '`/homework`', 'work/root'),
  },
  {
    rule: 'no registry host',
    instead: 'leave the host to the reader’s own npm or apt settings; .npmrc keeps it out of the lock file.',
    applies: everywhere,
    find: (text) => findAll(text, new RegExp(registryHosts.join('|'), 'gi')),
    bad: code('package-lock.json', `"resolved": "https://registry.${'npmjs'}.org/a"`, `http://deb.${'debian'}.org`),
    good: code('README.md', 'npm install', 'Debian 12'),
  },
  {
    rule: 'a test runs, or says why it does not',
    instead: 'call skip(reason) from the test’s context, or end the title with `skipped: REASON`; npm test prints it.',
    applies: (path) => isTest(path) && isCode(path),
    find: (text) => [
      ...findAll(codeOnly(text), /\b(test|it|describe|suite)(\.\w+)*\.(only|todo|fails)\b|\b(xit|xtest|xdescribe)\(/g),
      ...findAll(codeOnly(text), /\bskip\(\s*\)/g),
      ...findAll(
        text.replace(/^\s*\/\/.*$/gm, ''),
        /\b(test|it|describe|suite)(\.\w+)*\.(skip|skipIf|runIf)\((?![\s\S]{0,160}skipped: )/g,
      ),
    ],
    bad: code(
      'test/a.test.ts',
      ...[`test.${'skip'}('a', f)`, `describe.${'skipIf'}(a)('b', f)`, `describe.${'only'}('a', f)`],
      ...[`it.concurrent.${'todo'}('a')`, 'skip( )', "xit('a', f)"],
    ),
    good: code(
      'test/a.test.ts',
      ...["test('a', ({ skip }) => skip('PGlite has one connection'))", '// test.skip is not for us'],
      'describe.skip(`a [pglite] — skipped: one connection`, f)',
    ),
  },
  {
    rule: 'no work put off and no types switched off',
    instead: `do it now, or open an issue and write TO${'DO'}(#number).`,
    applies: isCode,
    // Comments are where these stand, so this rule reads the whole text.
    find: (text) =>
      findAll(text, new RegExp(`\\bFIX${'ME'}\\b|\\bTO${'DO'}\\b(?!\\(#\\d+\\))|@ts-(ignore|nocheck)\\b`, 'g')),
    bad: code('src/base/a.ts', `// FIX${'ME'}`, `// TO${'DO'}: later`, `// @ts-${'ignore'}`),
    good: code('src/base/a.ts', `// TO${'DO'}(#12): after the schema change`, 'const todo = 1;'),
  },
];

/** What SQL must not do: make values that the log does not know, or rest correctness on what a database cannot shard. */
function bannedSql(): TextRule[] {
  const inStorage = (path: string): boolean => path.startsWith('src/storage/') && inProduction(path);
  const ban = (
    rule: string,
    instead: string,
    pattern: RegExp,
    samples: { bad: string[]; good: string[] },
  ): TextRule => ({
    rule,
    instead,
    applies: inStorage,
    find: (text) => findAll(withoutComments(text), new RegExp(pattern.source, 'gi')),
    bad: code('src/storage/a.ts', ...samples.bad),
    good: code('src/storage/a.ts', ...samples.good),
  });
  return [
    // clock_timestamp() stays: the engine reads it once in each batch, after its locks, and nothing else does.
    ban(
      'SQL takes no time from the transaction or from a default',
      'pass the instant in as a parameter; the engine has one for each batch.',
      /(?<![.\w])now\(\)(?!\s*[:{])|\b(statement|transaction)_timestamp\(|\bcurrent_(timestamp|date|time)\b|\blocaltimestamp\b/,
      {
        bad: ['sql`select now()`', '`current_timestamp`'],
        good: ['clock.now()', '// now() is banned', '{ now(): Instant }'],
      },
    ),
    ban(
      'SQL makes no ids and no randomness',
      'pass the id in, from Ids in src/base.',
      /\bgen_random_uuid\b|\buuid_generate_v\d|\bmd5\(\s*random|(?<![.\w])random\(\)(?!\s*[:{])/,
      { bad: ['`select gen_random_uuid()`', '`order by random()`'], good: ['random.fraction()', 'const a = random;'] },
    ),
    {
      rule: 'columns have no defaults',
      instead: 'write the value in the insert: what is not written in a row was not decided by anyone.',
      applies: inStorage,
      find: (text) => [
        ...findAll(withoutComments(text), /\.defaultTo\(/g),
        // A migration may fill what is there by a default that it drops in its next breath.
        ...findAll(
          stringsOnly(text),
          /\b(create table|alter table|add column)\b[^"'`]*\b(?<!drop )default\b(?![^;]{0,120}\bdrop default\b)/gi,
        ),
      ],
      bad: code('src/storage/a.ts', '`create table a (\n  b integer not null default 0)`', "col.defaultTo('x')"),
      good: code(
        'src/storage/a.ts',
        'export default a;',
        'switch (a) { default: b(); }',
        '`create table a (b integer)`',
        '`alter table a add column b integer not null default 0`, `alter table a alter column b drop default`',
      ),
    },
    ban(
      'no sequences, serials or identity columns',
      'ids are made by Ids in src/base; numbers that count belong in the row that counts them.',
      /\b(big|small)?serial\b|\bas identity\b|\bgeneratedAlwaysAsIdentity\b|\bnextval\(|\bcreate sequence\b/,
      {
        bad: ['`create table a (id bigserial)`', '`generated always as identity`', "`select nextval('a')`"],
        good: ['const serialized = 1;'],
      },
    ),
    ban(
      'no triggers',
      'what follows from a change is decided with it, in its command; readers follow the log.',
      /\bcreate (or replace )?(constraint )?trigger\b/,
      { bad: ['`create trigger a after insert on b`'], good: ["'the trigger of a flow'"] },
    ),
    ban(
      'rows are locked for no key update',
      'write `for no key update`: a plain `for update` also blocks every insert that refers to the row.',
      /\bfor\s+update\b|\.forUpdate\(/,
      { bad: ['`select 1 for update`', 'query.forUpdate()'], good: ['`select 1 for no key update skip locked`'] },
    ),
    ban(
      'no advisory locks',
      'lock the row that the decision is about, in the written order; leases are rows too.',
      /\bpg_(try_)?advisory_\w+/,
      { bad: ['`select pg_try_advisory_lock(1)`', '`pg_advisory_xact_lock(1)`'], good: ['`select 1`'] },
    ),
  ];
}

/** Whether a file holds text that the rules about text can read. */
export function isTextFile(path: string): boolean {
  const binary = ['.png', '.jpg', '.ico', '.woff2', '.xz', '.gz', '.tar', '.wasm', '.pdf'];
  return !binary.includes(extname(basename(path)));
}
