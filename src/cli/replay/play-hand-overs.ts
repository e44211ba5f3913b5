import type { Static } from 'typebox';
import type { startConversationAnswer } from '../../contract/conversations.ts';
import type { offerAnswer, transferAnswer } from '../../contract/transfers.ts';
import { type Api, CallRefused } from './call-api.ts';
import { type HandOverPlan, type IncidentPlan, incidentAccount, type Step } from './plan-hand-overs.ts';
import { runCallers } from './run-callers.ts';

/** A step that the server refused, or answered otherwise than planned. What came after it in its incident was not played. */
export interface Fault {
  readonly line: number;
  readonly sentence: string;
}

export interface Played {
  /** Commands that were done. */
  readonly commands: number;
  readonly faults: readonly Fault[];
}

/** So many refusals are no accident: something is set up wrong, and playing on would only take time. */
const faultsMax = 100;

/** Brings every agent online, so that they may be asked. */
export async function bringOnline(api: Api, callers: number, agents: readonly string[]): Promise<void> {
  await runCallers(callers, agents, async (agent) => {
    await api.call({ method: 'PUT', path: `/v1/agents/${agent}/presence`, body: { presence: 'online' } });
  });
}

/** Plays every incident: its steps one after another, incidents beside each other. `stepped` is called after each incident. */
export async function playHandOvers(
  api: Api,
  callers: number,
  plan: HandOverPlan,
  stepped: () => void,
): Promise<Played> {
  const faults: Fault[] = [];
  let commands = 0;
  await runCallers(callers, plan.incidents, async (incident) => {
    if (faults.length >= faultsMax) return;
    const player = new IncidentPlayer(api, incident);
    const fault = await player.play();
    commands += player.commands;
    if (fault !== null) faults.push(fault);
    stepped();
  });
  return { commands, faults };
}

class IncidentPlayer {
  commands = 0;
  readonly #api: Api;
  readonly #incident: IncidentPlan;
  #ticketId = '';

  constructor(api: Api, incident: IncidentPlan) {
    this.#api = api;
    this.#incident = incident;
  }

  /** What went wrong, or null. @throws ServerAway */
  async play(): Promise<Fault | null> {
    for (const step of this.#incident.steps) {
      const sentence = await this.#take(step).catch((failure: unknown) => {
        if (failure instanceof CallRefused) return failure.message;
        throw failure;
      });
      if (sentence !== undefined)
        return { line: step.line, sentence: `Incident ${this.#incident.number}, line ${step.line}: ${sentence}` };
    }
    return null;
  }

  async #take(step: Step): Promise<string | undefined> {
    switch (step.kind) {
      case 'open':
        return this.#open(step);
      case 'admit':
        return this.#admit(step);
      case 'offer':
        return this.#offer(step);
      case 'close':
        await this.#post(step, `/v1/tickets/${this.#ticketId}/close`, {});
        return undefined;
    }
  }

  async #open(step: Step & { kind: 'open' }): Promise<string | undefined> {
    const { number } = this.#incident;
    const body = {
      accountId: incidentAccount,
      threadKey: number,
      contact: { address: number },
      owner: { kind: 'department', id: step.department },
    };
    const answer = await this.#post<Static<typeof startConversationAnswer>>(step, '/v1/conversations', body);
    this.#ticketId = answer.ticketId;
    return answer.opened ? undefined : 'The incident has an open conversation already.';
  }

  async #admit(step: Step & { kind: 'admit' }): Promise<string | undefined> {
    const target = { kind: step.isMove ? 'department' : 'queue', id: step.department };
    const transfer = await this.#request(step, target);
    if (transfer.state !== 'completed')
      return `The transfer to ${step.department} is ${transfer.state}, not completed.`;
    this.#ticketId = transfer.newTicketId ?? transfer.ticketId;
    return undefined;
  }

  async #offer(step: Step & { kind: 'offer' }): Promise<string | undefined> {
    const transfer = await this.#request(step, { kind: 'agent', id: step.agent, departmentId: step.department });
    if (transfer.state !== 'offered') return `The transfer to ${step.agent} is ${transfer.state}, not offered.`;
    const path = `/v1/transfers/${transfer.id}/accept`;
    const answer = await this.#post<Static<typeof offerAnswer>>(step, path, {}, step.agent);
    this.#ticketId = answer.ticketId;
    return undefined;
  }

  #request(step: Step & { by: string }, target: object): Promise<Static<typeof transferAnswer>> {
    return this.#post(step, `/v1/tickets/${this.#ticketId}/transfers`, { target }, step.by);
  }

  async #post<T>(step: Step, path: string, body: object, actAs?: string): Promise<T> {
    // The line names the step in this organization, and the last word of the path tells its two commands apart.
    const idempotencyKey = `line-${step.line}-${step.kind}-${path.slice(path.lastIndexOf('/') + 1)}`;
    const answer = await this.#api.call<T>({
      method: 'POST',
      path,
      body,
      idempotencyKey,
      ...(actAs === undefined ? {} : { actAs }),
    });
    this.commands++;
    return answer;
  }
}
