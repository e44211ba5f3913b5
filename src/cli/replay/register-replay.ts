import { type Command, InvalidArgumentError } from 'commander';
import { ReplayFailed, type ReplayKind, replayKinds, runReplay } from './run-replay.ts';

const callersDefault = 64;
const defaultUrl = 'http://127.0.0.1:7400';

const descriptions: Readonly<Record<ReplayKind, string>> = {
  handovers: 'the hand-overs of a service desk’s log (CSV, also .xz), as departments, agents and transfers',
  dialogues: 'the customers of a set of service chats (TSV, also .xz), as messages that come in',
};

interface Flags {
  readonly url: string;
  readonly key?: string;
  readonly callers: number;
  readonly limit?: number;
}

/** Adds `replay handovers FILE` and `replay dialogues FILE`. Exit code 1 on any difference, or when it cannot run. */
export function registerReplay(program: Command, environment: NodeJS.ProcessEnv = process.env): void {
  const replay = program
    .command('replay')
    .description('play real input into a running server, and check what became of it');
  for (const kind of replayKinds) {
    replay
      .command(`${kind} <file>`)
      .description(descriptions[kind])
      .option('--url <url>', 'the server (BATON_URL)', environment.BATON_URL || defaultUrl)
      .option('--key <key>', 'a key that may make organizations (BATON_ADMIN_KEY or BATON_API_KEY)')
      .option('--callers <number>', 'how many conversations at once', atLeastOne, callersDefault)
      .option('--limit <number>', 'only the first ones of the file', atLeastOne)
      .action(async (file: string, flags: Flags) => {
        process.exitCode = await replayFile(kind, file, flags, environment);
      });
  }
}

function atLeastOne(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw new InvalidArgumentError('This takes a whole number from 1 on.');
  return number;
}

async function replayFile(
  kind: ReplayKind,
  file: string,
  flags: Flags,
  environment: NodeJS.ProcessEnv,
): Promise<number> {
  const key = flags.key || environment.BATON_ADMIN_KEY || environment.BATON_API_KEY;
  const { url, callers, limit } = flags;
  try {
    if (!key)
      throw new ReplayFailed('This needs a key that may make organizations: --key, BATON_ADMIN_KEY or BATON_API_KEY.');
    const options = { url, key, callers, ...(limit === undefined ? {} : { limit }) };
    const output = { line: (text: string) => void process.stdout.write(`${text}\n`), progress: process.stderr };
    const { differences } = await runReplay(kind, file, options, output);
    return differences.length === 0 ? 0 : 1;
  } catch (failure) {
    if (!(failure instanceof ReplayFailed)) throw failure;
    process.stderr.write(`${failure.message}\n`);
    return 1;
  }
}
