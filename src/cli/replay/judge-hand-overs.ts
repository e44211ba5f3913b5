import type { Static } from 'typebox';
import type { ConversationView } from '../../contract/conversations.ts';
import type { lineage } from '../../contract/tickets.ts';
import type { Api } from './call-api.ts';
import { matchThreads } from './match-threads.ts';
import { type HandOverPlan, type IncidentPlan, sum } from './plan-hand-overs.ts';
import { readConversations } from './read-conversations.ts';
import { runCallers } from './run-callers.ts';

export type Lineage = Static<typeof lineage>;

/** What the API shows of a replay, beside what the file says. */
export interface HandOverVerdict {
  readonly conversations: number;
  readonly handOvers: number;
  readonly straightBack: number;
  /** Empty is clean. */
  readonly differences: readonly string[];
}

/** Asks the API for everything that became of the incidents. Nothing that was answered while playing is looked at. */
export async function judgeHandOvers(
  api: Api,
  callers: number,
  plan: HandOverPlan,
  stepped: () => void,
): Promise<HandOverVerdict> {
  const conversations = await readConversations(api);
  const expected = plan.incidents.map(({ number }) => number);
  const { byThread, differences } = matchThreads(conversations, expected, 'incident');
  const seen: string[][] = [];
  await runCallers(callers, plan.incidents, async (incident) => {
    const conversation = byThread.get(incident.number);
    if (conversation === undefined) return;
    const lineage = await api.call<Lineage>({ method: 'GET', path: `/v1/conversations/${conversation.id}/lineage` });
    differences.push(...compareIncident(incident, conversation, lineage));
    seen.push(lineage.tickets.map(({ departmentId }) => departmentId));
    stepped();
  });
  return {
    conversations: conversations.length,
    handOvers: sum(seen, (departments) => departments.length - 1),
    straightBack: sum(seen, (departments) => departments.filter((id, index) => departments[index - 2] === id).length),
    differences,
  };
}

/** In what the lineage differs from the plan, one sentence for each difference. */
export function compareIncident(
  plan: IncidentPlan,
  conversation: ConversationView,
  { tickets, segments, transfers }: Lineage,
): string[] {
  const differences: string[] = [];
  const compare = (what: string, wanted: readonly string[], seen: readonly string[]): void => {
    const isSame = wanted.length === seen.length && wanted.every((each, index) => each === seen[index]);
    if (!isSame)
      differences.push(`Incident ${plan.number}: ${what} must be ${list(wanted)}, and ${list(seen)} was found.`);
  };
  const last = plan.departments.length - 1;
  compare(
    'departments',
    plan.departments,
    tickets.map(({ departmentId }) => departmentId),
  );
  compare(
    'the states of its tickets',
    plan.departments.map((_, index) => (index < last ? 'moved' : 'closed')),
    tickets.map(({ state }) => state),
  );
  const links = tickets.slice(1).map(({ previousTicketId }) => previousTicketId ?? 'none');
  compare(
    'the links of its tickets',
    tickets.slice(0, -1).map(({ id }) => id),
    links,
  );
  compare(
    'owners',
    plan.stretches.map(({ department, owner }) => `${owner} in ${department}`),
    segments.map(({ departmentId, owner }) => `${owner.kind}:${owner.id} in ${departmentId}`),
  );
  const handOvers = plan.steps.filter(({ kind }) => kind === 'admit' || kind === 'offer');
  compare(
    'its transfers',
    handOvers.map(() => 'completed'),
    transfers.map(({ state }) => state),
  );
  const end = conversation.owner === null ? conversation.status : `${conversation.status} with an owner`;
  compare('its end', ['closed'], [end]);
  return differences;
}

function list(words: readonly string[]): string {
  return words.length === 0 ? 'nothing' : words.join(' → ');
}
