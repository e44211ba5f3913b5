import { readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { resolve } from 'node:path';
import { cruise, type ICruiseResult } from 'dependency-cruiser';

/** One import, by the paths of both files; `to` is a package's name when it is not ours. */
export interface Import {
  readonly from: string;
  readonly to: string;
  readonly kind: 'ours' | 'package' | 'dev package' | 'node';
  readonly typeOnly: boolean;
}

/** What a folder of `src` may import besides itself, and where to go when that is not enough (style, section 2). */
const directions: Readonly<Record<string, { readonly may: readonly string[]; readonly instead: string }>> = {
  base: { may: [], instead: 'base/ imports nothing of ours; what needs the words of the domain belongs in domain/.' },
  domain: { may: ['base'], instead: 'domain/ is pure: take it as an argument, and load it in engine/ or reads/.' },
  contract: {
    may: ['base', 'domain'],
    instead: 'contract/ says only what crosses the wire; the logic belongs in domain/ or commands/.',
  },
  storage: {
    may: ['base', 'domain'],
    instead: 'storage/ saves and loads and never decides; the decision belongs in domain/, its use in engine/.',
  },
  log: {
    may: ['base', 'domain', 'storage'],
    instead: 'log/ knows events only; what reacts to them belongs in jobs/ or live/.',
  },
  engine: {
    may: ['base', 'domain', 'storage', 'log'],
    instead: 'engine/ decides any command that main registers; name none here, and put shared words into domain/.',
  },
  routing: {
    may: ['base', 'domain', 'storage', 'log', 'engine', 'commands'],
    instead: 'routing/ submits commands through engine/; what it needs from elsewhere, main passes in.',
  },
  commands: {
    may: ['base', 'domain', 'contract'],
    instead: 'a command names what it needs and the engine loads it; rules about words belong in domain/.',
  },
  reads: {
    may: ['base', 'domain', 'contract', 'storage', 'log'],
    instead: 'reads/ answers questions; a change is a command, submitted by whoever calls.',
  },
  backup: {
    may: ['base', 'storage'],
    instead: 'backup/ carries tables and files and knows no word of ours; node.ts passes in where files lie.',
  },
  demo: {
    may: ['base', 'domain'],
    instead: 'demo/ is a customer like any other: call the server over HTTP; main.ts passes in the rest.',
  },
  'sign-in': {
    may: ['base', 'domain', 'contract', 'commands', 'engine', 'reads', 'log', 'storage'],
    instead: 'sign-in/ is asked by the others through node.ts; what it needs of http/, main passes in.',
  },
  outbound: {
    may: ['base'],
    instead: 'outbound/ speaks to servers elsewhere and knows no word of ours; who calls it translates.',
  },
  ...Object.fromEntries(
    ['http', 'live', 'jobs', 'channels', 'cli'].map((edge) => [
      edge,
      {
        may: [
          ...['base', 'domain', 'contract', 'commands', 'engine', 'reads', 'log'],
          ...(edge === 'jobs' || edge === 'channels' ? ['outbound'] : []),
        ],
        instead: `${edge}/ meets the others in the engine: submit a command, ask reads/, follow log/; main passes in the rest.`,
      },
    ]),
  ),
};

/** Files of storage that lock or write; everything else of it reads. */
export const storageWriteHalf = ['src/storage/lock-and-load.ts', 'src/storage/save.ts'];

const databaseClients = ['pg', 'kysely', '@electric-sql/pglite'];

/** Reads every import below the given folders, those of types too. */
export async function readImports(folders: readonly string[]): Promise<{ modules: string[]; imports: Import[] }> {
  const { output } = await cruise([...folders], {
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['^web/dist/', '^web/client/dist/'] },
  });
  const { modules } = output as ICruiseResult;
  const own = modules.filter(({ source }) => folders.some((folder) => source.startsWith(`${folder}/`)));
  const imports = own.flatMap(({ source: from, dependencies }) =>
    dependencies.map(({ module, resolved, dependencyTypes }): Import => {
      const kind = kindOf(module);
      const typeOnly = dependencyTypes.includes('type-only');
      return { from, to: kind === 'ours' ? resolved : module, kind, typeOnly };
    }),
  );
  return { modules: own.map(({ source }) => source), imports };
}

const root = resolve(import.meta.dirname, '../..');
const manifest = JSON.parse(readFileSync(resolve(root, 'package.json'), 'utf8')) as {
  dependencies: Record<string, string>;
};

/** A package that our own dependencies do not list is one of development, or of nobody: knip names those. */
function kindOf(module: string): Import['kind'] {
  if (module.startsWith('.')) return 'ours';
  if (isBuiltin(module)) return 'node';
  const name = module
    .split('/')
    .slice(0, module.startsWith('@') ? 2 : 1)
    .join('/');
  return name in manifest.dependencies ? 'package' : 'dev package';
}

/** What is wrong with one import, with the place to go instead; undefined when nothing is. */
export function judgeImport({ from, to, kind }: Import): string | undefined {
  if (isTest(from)) return undefined;
  const fault = kind === 'ours' ? judgeDirection(from, to) : judgePackage({ from, to, kind });
  return fault && `${from} imports ${to}: ${fault}`;
}

function judgeDirection(from: string, to: string): string | undefined {
  if (isTest(to)) return 'what runs in production imports no test code; move the shared part into src/.';
  if (from.startsWith('web/')) return judgeWeb(from, to);
  const [source, target] = [areaOf(from), areaOf(to)];
  if (!target) return 'src/ imports only src/.';
  if (source === 'main' || source === 'node') return undefined;
  if (target === 'node')
    return 'node.ts puts everything together, and only main.ts starts it; take what you need as an argument.';
  if (target === 'main') return 'only npm scripts start main.ts; what others need from it belongs in a folder.';
  const direction = source === undefined ? undefined : directions[source];
  if (!direction) return `src/${source} is not in the layout of style, section 1; use one of its folders.`;
  if (source !== target && !direction.may.includes(target)) return direction.instead;
  if (source === 'sign-in' && target === 'storage' && !to.startsWith('src/storage/sign-in-')) {
    return 'of storage/ only sign-in-*.ts is for sign-in/; what else is stored, commands change and reads/ answers.';
  }
  if (storageWriteHalf.includes(to) && !['storage', 'log', 'engine'].includes(String(source))) {
    return 'only engine/ and log/ write; submit a command instead.';
  }
  return undefined;
}

function judgeWeb(from: string, to: string): string | undefined {
  const area = from.split('/').slice(0, 2).join('/');
  const allowed = [area, 'web/client', 'src/contract'].filter((it) => area !== 'web/client' || it !== 'web/console');
  if (allowed.some((folder) => to.startsWith(`${folder}/`))) return undefined;
  return 'web/ imports src/contract and web/client only, and the widget never the console; share through web/client.';
}

function judgePackage({ from, to, kind }: Pick<Import, 'from' | 'to' | 'kind'>): string | undefined {
  if (kind === 'dev package') {
    return 'src/ imports no development dependency; move it to dependencies, or the code to test/.';
  }
  const client = databaseClients.find((name) => to === name || to.startsWith(`${name}/`));
  if (client && areaOf(from) !== 'storage') {
    return 'only src/storage/ speaks to the database; ask it through a function there.';
  }
  if (kind === 'node' && areaOf(from) === 'domain') return 'domain/ does no I/O; pass in what it should know.';
  return undefined;
}

/** `src/domain/hours.ts` → `domain`, `src/main.ts` → `main`, anything outside src → undefined. */
function areaOf(path: string): string | undefined {
  return /^src\/([^/.]+)/.exec(path)?.[1];
}

function isTest(path: string): boolean {
  return path.startsWith('test/') || path.includes('.test.');
}

/** Every cycle once, as the row of files that leads back to its first. */
export function findCycles(imports: readonly Pick<Import, 'from' | 'to'>[]): string[][] {
  const targets = Map.groupBy(imports, ({ from }) => from);
  const finished = new Set<string>();
  const cycles: string[][] = [];
  const visit = (file: string, trail: readonly string[]): void => {
    const start = trail.indexOf(file);
    if (start >= 0) cycles.push([...trail.slice(start), file]);
    if (start >= 0 || finished.has(file)) return;
    for (const { to } of targets.get(file) ?? []) visit(to, [...trail, file]);
    finished.add(file);
  };
  for (const file of targets.keys()) visit(file, []);
  return cycles;
}
