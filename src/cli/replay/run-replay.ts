import { basename } from 'node:path';
import { systemClock } from '../../base/clock.ts';
import { uuidIds } from '../../base/ids.ts';
import { secureRandom } from '../../base/random.ts';
import { Api, CallRefused, ServerAway } from './call-api.ts';
import { judgeDialogues } from './judge-dialogues.ts';
import { judgeHandOvers } from './judge-hand-overs.ts';
import { makeOrganization } from './make-organization.ts';
import { openDataFile } from './open-data-file.ts';
import { planDialogues } from './plan-dialogues.ts';
import { deskAgent, planHandOvers } from './plan-hand-overs.ts';
import { makeSecrets, playDialogues } from './play-dialogues.ts';
import { bringOnline, type Played, playHandOvers } from './play-hand-overs.ts';
import { readDialogues } from './read-dialogues.ts';
import { readIncidents } from './read-incidents.ts';
import { type Output, Progress } from './report-progress.ts';

/**
 * Drives a running server with real input, through the door that every integration uses, and then asks the same door
 * what became of it: the verdict rests on what can be read back, never on what was answered on the way.
 */

export const replayKinds = ['handovers', 'dialogues'] as const;
export type ReplayKind = (typeof replayKinds)[number];

export interface ReplayOptions {
  readonly url: string;
  /** A key that may make organizations. */
  readonly key: string;
  /** Conversations at once. */
  readonly callers: number;
  /** Only the first incidents or conversations of the file. */
  readonly limit?: number;
}

/** A replay that could not be finished says why in one sentence, without a stack. */
export class ReplayFailed extends Error {
  override name = 'ReplayFailed';
}

/** What a replay came to. */
export interface ReplayResult {
  readonly organizationId: string;
  /** Every difference between the file and what the API shows; empty is clean. */
  readonly differences: readonly string[];
  readonly commands: number;
  readonly playSeconds: number;
}

/**
 * Plays a file into a new organization and judges what the API shows of it afterwards.
 *
 * @throws ReplayFailed when the file, the key or the server does not allow it
 */
export async function runReplay(
  kind: ReplayKind,
  file: string,
  options: ReplayOptions,
  output: Output,
): Promise<ReplayResult> {
  const random = secureRandom();
  const connectionsMax = options.callers;
  if (!URL.canParse(options.url))
    throw new ReplayFailed(`${options.url} is no address of a server, such as http://127.0.0.1:7400.`);
  const admin = new Api({ url: options.url, key: options.key, connectionsMax, random });
  try {
    return await (kind === 'handovers' ? replayHandOvers : replayDialogues)(admin, file, options, output);
  } catch (failure) {
    if (failure instanceof CallRefused || failure instanceof ServerAway)
      throw new ReplayFailed(failure.message, { cause: failure });
    throw failure;
  } finally {
    admin.close();
  }
}

async function replayHandOvers(
  admin: Api,
  file: string,
  { callers, limit }: ReplayOptions,
  output: Output,
): Promise<ReplayResult> {
  const plan = planHandOvers(await fromFile(file, (text) => readIncidents(text, limit)));
  const { incidents, unknownIncidents, departments, agents } = plan;
  output.line(
    `${basename(file)}: ${count(incidents.length + unknownIncidents.length)} incidents, ${count(incidents.length)} of them with a known group; ` +
      `${count(departments.length)} departments, ${count(agents.length)} agents.`,
  );
  const organization = await makeOrganization(admin, newIds(), {
    name: `Replay of ${basename(file)}`,
    configuration: plan.configuration,
  });
  const { api } = organization;
  try {
    await bringOnline(api, callers, [deskAgent, ...agents]);
    const played = await timed('incidents played', incidents.length, output, (step) =>
      playHandOvers(api, callers, plan, step),
    );
    tellPlayed(
      output,
      api,
      played,
      `${count(plan.handOvers)} hand-overs between departments in the file, ${count(plan.straightBack)} of them straight back`,
    );
    const judged = await timed('incidents read back', incidents.length, output, (step) =>
      judgeHandOvers(api, callers, plan, step),
    );
    const { conversations, handOvers, straightBack, differences } = judged.result;
    output.line(
      `Read back in ${seconds(judged.seconds)}: ${count(conversations)} conversations, ${count(handOvers)} hand-overs between departments, ` +
        `${count(straightBack)} of them straight back.`,
    );
    return finish(output, { organizationId: organization.id, played, differences });
  } finally {
    api.close();
  }
}

async function replayDialogues(
  admin: Api,
  file: string,
  { callers, limit }: ReplayOptions,
  output: Output,
): Promise<ReplayResult> {
  const plan = planDialogues(await fromFile(file, (text) => readDialogues(text, limit)));
  const { dialogues, domains } = plan;
  output.line(
    `${basename(file)}: ${count(plan.messages)} messages of customers in ${count(dialogues.length)} conversations, on ${domains.length} accounts.`,
  );
  const ids = newIds();
  const organization = await makeOrganization(admin, ids, {
    name: `Replay of ${basename(file)}`,
    configuration: plan.configuration,
  });
  const { api, id: organizationId } = organization;
  try {
    const inbound = { organizationId, secrets: await makeSecrets(api, ids, domains), clock: systemClock };
    const played = await timed('conversations played', dialogues.length, output, (step) =>
      playDialogues(api, callers, plan, inbound, step),
    );
    tellPlayed(output, api, played, `${count(plan.messages)} messages in the file`);
    const judged = await timed('conversations read back', dialogues.length, output, (step) =>
      judgeDialogues(api, callers, plan, step),
    );
    const { conversations, messages, differences } = judged.result;
    output.line(
      `Read back in ${seconds(judged.seconds)}: ${count(messages)} messages in ${count(conversations)} conversations.`,
    );
    return finish(output, { organizationId, played, differences });
  } finally {
    api.close();
  }
}

async function fromFile<T>(file: string, read: (text: AsyncIterable<string>) => Promise<T>): Promise<T> {
  try {
    return await read(openDataFile(file));
  } catch (cause) {
    throw new ReplayFailed(`${file}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

function newIds() {
  return uuidIds(systemClock, secureRandom());
}

interface Timed<T> {
  readonly result: T;
  readonly seconds: number;
}

async function timed<T>(
  what: string,
  total: number,
  output: Output,
  work: (step: () => void) => Promise<T>,
): Promise<Timed<T>> {
  const progress = new Progress(what, total, output.progress);
  const startedAt = performance.now();
  try {
    return { result: await work(() => progress.step()), seconds: (performance.now() - startedAt) / 1000 };
  } finally {
    progress.end();
  }
}

/** How many differences and faults are printed: enough to see what is wrong. */
const printedMax = 10;

function tellPlayed(output: Output, api: Api, { result, seconds: duration }: Timed<Played>, inFile: string): void {
  const rate = count(Math.round(result.commands / duration));
  output.line(`Played in ${seconds(duration)} (${inFile}): ${count(result.commands)} commands, ${rate} a second.`);
  if (api.repeated > 0) {
    output.line(
      `${count(api.repeated)} requests were sent again, after busy answers or lost connections (${seconds(api.waitedMs / 1000)} waited in all).`,
    );
  }
  print(
    output,
    result.faults.map(({ sentence }) => sentence),
    'refused',
  );
}

function print(output: Output, sentences: readonly string[], word: string): void {
  for (const sentence of sentences.slice(0, printedMax)) output.line(`  ${sentence}`);
  if (sentences.length > printedMax) output.line(`  … and ${count(sentences.length - printedMax)} more ${word}.`);
}

function finish(
  output: Output,
  run: { organizationId: string; played: Timed<Played>; differences: readonly string[] },
): ReplayResult {
  const { organizationId, played, differences } = run;
  print(output, differences, 'differences');
  const verdict = differences.length === 0 ? 'clean' : `${count(differences.length)} differences`;
  output.line(`Verdict: ${verdict} (organization ${organizationId}).`);
  return { organizationId, differences, commands: played.result.commands, playSeconds: played.seconds };
}

function count(number: number): string {
  return number.toLocaleString('en-US');
}

function seconds(number: number): string {
  return `${number.toFixed(1)} s`;
}
