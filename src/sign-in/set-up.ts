import type { Static } from 'typebox';
import { assert } from '../base/assert.ts';
import { hashToken } from '../base/hash-token.ts';
import { applyConfiguration } from '../commands/apply-configuration.ts';
import { createOrganization, systemOrganizationId } from '../commands/organizations.ts';
import type { setUpBody } from '../contract/sign-in.ts';
import { parseConfiguration } from '../domain/check-configuration.ts';
import type { Principal } from '../domain/principal.ts';
import { EngineError } from '../engine/submission.ts';
import { readAddress } from './email-address.ts';
import type { SignIn } from './sign-in.ts';

/** Who makes the first organization, before there is anybody. */
const setUpPrincipal: Principal = { kind: 'system', part: 'set-up' };
/** The agent that the first administrator is. */
const firstAgentId = 'administrator';

/** How far the first run of a node has come. */
interface FirstRun {
  /** Made by an attempt that broke off half way: the same link goes on with it. */
  unfinished: string | null;
  /** The last of the attempts, which follow one another. */
  turn: Promise<unknown>;
}
const firstRuns = new WeakMap<SignIn, FirstRun>();

function firstRunOf(signIn: SignIn): FirstRun {
  let run = firstRuns.get(signIn);
  if (run === undefined) firstRuns.set(signIn, (run = { unfinished: null, turn: Promise.resolve() }));
  return run;
}

/**
 * The first run: makes an organization, its administrator and their sign-in; the user's id. Of several who try at once, on
 * whichever nodes, one makes it.
 *
 * @throws `already_set_up`, `token_invalid`, `password_weak`
 */
export async function setUp(signIn: SignIn, given: Static<typeof setUpBody>, ip: string): Promise<string> {
  const { attempts, options } = signIn;
  const { problem } = options;
  const run = firstRunOf(signIn);
  const isInvited = await attempts.attempt(
    { address: ip, account: null },
    async () => {
      await refuseSecond(signIn, run);
      return signIn.isSetUpToken(given.token);
    },
    (isRight) => !isRight,
  );
  if (!isInvited) throw problem('token_invalid');
  const { name, password } = given;
  const email = readAddress(given.email);
  if (email === null) throw addressFault(signIn);
  signIn.refuseWeak(password, { name, email });
  const passwordHash = await (await signIn.library()).hashPassword(password);
  const made = run.turn.then(() =>
    make(signIn, run, { organizationName: given.organizationName, name, email, passwordHash }),
  );
  run.turn = made.catch(() => {});
  return made;
}

async function refuseSecond(signIn: SignIn, { unfinished }: FirstRun): Promise<void> {
  if (unfinished === null && (await signIn.isSetUp())) throw signIn.options.problem('already_set_up');
}

interface Founder {
  readonly organizationName: string;
  readonly name: string;
  readonly email: string;
  readonly passwordHash: string;
}

async function make(
  signIn: SignIn,
  run: FirstRun,
  { organizationName, name, email, passwordHash }: Founder,
): Promise<string> {
  const { clock, ids } = signIn.options;
  await refuseSecond(signIn, run);
  const organizationId = (run.unfinished ??= await makeOrganization(signIn, organizationName));
  await makeAdministrator(signIn, organizationId, name);
  const userId = await signIn.users.ensure({ id: ids.next(), name, email }, clock.now());
  await signIn.users.voidAccess(userId, clock.now());
  const refusal = await signIn.memberships.join({
    organizationId,
    agentId: firstAgentId,
    userId,
    invitationHash: null,
  });
  assert(refusal === null, 'The first administrator joins the organization that was made for them.');
  await signIn.users.setPassword({ id: userId, accountId: ids.next(), passwordHash }, clock.now());
  run.unfinished = null;
  return userId;
}

/** 400, as the contract's own validation would answer it. */
export function addressFault({ options: { problem } }: SignIn): Error {
  const fault = {
    in: 'body',
    path: '/email',
    code: 'bad_pattern',
    message: 'This must be an e-mail address.',
  } as const;
  return problem('validation', { data: { faultCount: 1 }, faults: [fault] });
}

/**
 * Every attempt of every node submits the same command under one key: the store lets one of them be the first, and that it
 * was another's is told by their different hashes.
 */
async function makeOrganization({ options }: SignIn, name: string): Promise<string> {
  const id = options.ids.next();
  try {
    await options.engine.submit({
      organizationId: systemOrganizationId,
      principal: setUpPrincipal,
      key: 'set-up',
      requestHash: hashToken(id),
      definition: createOrganization,
      input: { id, name, key: null },
    });
  } catch (error) {
    if (error instanceof EngineError && error.reason === 'key_reused') throw options.problem('already_set_up');
    throw error;
  }
  return id;
}

async function makeAdministrator({ options }: SignIn, organizationId: string, name: string): Promise<void> {
  const parsed = parseConfiguration({ agents: [{ id: firstAgentId, name, role: 'administrator' }] });
  assert(parsed.ok, 'A setup of one administrator is a good one.');
  const answer = await options.engine.submit({
    organizationId,
    principal: setUpPrincipal,
    key: 'set-up',
    requestHash: hashToken(organizationId),
    definition: applyConfiguration,
    input: { document: parsed.document, successors: parsed.retire },
  });
  assert(answer.kind === 'done', 'A new organization takes its first setup.');
  await options.engine.configurations.refresh(organizationId);
}
