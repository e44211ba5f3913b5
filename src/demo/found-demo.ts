import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Caller, Refused } from './call-server.ts';
import { type DemoPerson, demoConfiguration, demoOrganizationName, demoPeople } from './organization.ts';

/** What the demo keeps in the data folder, readable by its owner only, so that it goes on after a restart. */
export interface FoundedDemo {
  readonly organizationId: string;
  /** A key of the organization that may act for its agents. */
  readonly key: string;
  /** The signing secrets of the accounts by which customers are played. */
  readonly secrets: Readonly<Record<string, string>>;
}

export interface Founding {
  readonly dataDir: string;
  /** The administration key's voice, in the organization that is named (before there is one: in none). */
  readonly asAdministrator: (organizationId: string | null) => Caller;
  readonly hasOrganizations: () => Promise<boolean>;
  /** Makes the sign-in of an agent, or sets its password where there is one. */
  readonly createUser: (user: Omit<DemoPerson, 'role'> & { readonly organizationId: string }) => Promise<unknown>;
  /** The zone of the departments' hours. */
  readonly zone: string;
}

/** Played customers write by these accounts; the fifth is the widget's. */
const playedAccounts = ['chat', 'whatsapp', 'post', 'trade'];

const keyScopes = [
  'act_as',
  'conversation.start',
  'conversation.reply',
  'ticket.read_all',
  'presence.set_any',
  'configuration.read',
  'events.read',
  'users.manage',
];

/**
 * The demo of this data folder: the one that was made before, or a new one where nobody has made an organization yet; null
 * where there are others. A server that was ended while it made the demo goes on with it at the next start: until the last
 * step the file says that it is being made, and every step may be repeated.
 */
export async function foundDemo(founding: Founding): Promise<FoundedDemo | null> {
  const kept = readKept(founding.dataDir);
  if (kept !== null && kept !== 'being made') return (await isThere(founding, kept)) ? kept : null;
  if (kept === null && (await founding.hasOrganizations())) return null;
  keep(founding.dataDir, 'being made');
  const made = await make(founding);
  keep(founding.dataDir, made);
  return made;
}

async function make({ asAdministrator, createUser, zone }: Founding): Promise<FoundedDemo> {
  const { id: organizationId } = await asAdministrator(null).call<{ id: string }>({
    method: 'POST',
    path: '/v1/organizations',
    headers: { 'idempotency-key': 'demo' },
    body: { name: demoOrganizationName },
  });
  const server = asAdministrator(organizationId);
  await server.call({ method: 'PUT', path: '/v1/configuration', body: demoConfiguration(zone) });
  for (const { role: _, ...person } of demoPeople) await createUser({ ...person, organizationId });
  const { apiKey } = await server.call<{ apiKey: string }>({
    method: 'POST',
    path: '/v1/api-keys',
    body: { name: 'The demo', scopes: keyScopes },
  });
  const secrets: Record<string, string> = {};
  for (const account of playedAccounts) {
    const path = `/v1/channel-accounts/${account}/secrets`;
    secrets[account] = (await server.call<{ secret: string }>({ method: 'POST', path, body: {} })).secret;
  }
  return { organizationId, key: apiKey, secrets };
}

/** Agents who have a sign-in: people, whom nobody plays. */
export async function agentsWithSignIn(server: Caller): Promise<Set<string>> {
  const found = new Set<string>();
  for (let cursor: string | null = ''; cursor !== null; ) {
    const path: string = `/v1/users?limit=100${cursor === '' ? '' : `&cursor=${cursor}`}`;
    const page: UserPage = await server.call({ method: 'GET', path });
    for (const { agentId, hasSignIn } of page.items) if (hasSignIn) found.add(agentId);
    cursor = page.nextCursor;
  }
  return found;
}

interface UserPage {
  readonly items: readonly { readonly agentId: string; readonly hasSignIn: boolean }[];
  readonly nextCursor: string | null;
}

/** Whether the store still has it: the folder may have been used with another database since. */
async function isThere({ asAdministrator }: Founding, { organizationId }: FoundedDemo): Promise<boolean> {
  try {
    await asAdministrator(organizationId).call({ method: 'GET', path: '/v1/queues?limit=1' });
    return true;
  } catch (error) {
    if (error instanceof Refused) return false;
    throw error;
  }
}

const fileName = 'demo.json';

function readKept(dataDir: string): FoundedDemo | 'being made' | null {
  try {
    return JSON.parse(readFileSync(join(dataDir, fileName), 'utf8')) as FoundedDemo | 'being made';
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** Written beside and put in place, so that a server that is ended meanwhile leaves a whole file. */
function keep(dataDir: string, demo: FoundedDemo | 'being made'): void {
  const path = join(dataDir, fileName);
  writeFileSync(`${path}.new`, JSON.stringify(demo), { mode: 0o600 });
  renameSync(`${path}.new`, path);
}
