import type { Ids } from '../base/ids.ts';
import { joinAsAgent } from '../commands/memberships.ts';
import type { RefusalAnswer } from '../domain/command.ts';
import type { Configuration } from '../domain/configuration.ts';
import type { Answer, Submission } from '../engine/submission.ts';

/** What of the engine signing in needs. */
export interface SubmitPort {
  submit<I, A>(submission: Submission<I, A>): Promise<Answer<A>>;
  readonly configurations: {
    peek(organizationId: string): Configuration | undefined;
    refresh(organizationId: string): Promise<Configuration | null>;
  };
}

export interface Joining {
  readonly organizationId: string;
  readonly agentId: string;
  readonly userId: string;
  /** Of the invitation that is answered; null when Baton itself makes the membership. */
  readonly invitationHash: string | null;
}

/** Makes users agents, by the command that decides it. */
export class Memberships {
  readonly #engine: SubmitPort;
  readonly #ids: Ids;

  constructor({ engine, ids }: { readonly engine: SubmitPort; readonly ids: Ids }) {
    this.#engine = engine;
    this.#ids = ids;
  }

  /** Null when the user signs in as the agent from now on, or why not. @throws EngineError */
  async join({ organizationId, agentId, userId, invitationHash }: Joining): Promise<RefusalAnswer | null> {
    const answer = await this.#engine.submit({
      organizationId,
      principal: invitationHash === null ? { kind: 'system', part: 'sign-in' } : { kind: 'user', userId, agentId },
      key: this.#ids.next(),
      requestHash: '',
      definition: joinAsAgent,
      input: { agentId, userId, invitationHash },
    });
    return answer.kind === 'refused' ? answer.refusal : null;
  }

  /** Whether the agent stands in the organization's configuration. */
  async isAgent(organizationId: string, agentId: string): Promise<boolean> {
    const has = (configuration: Configuration | null | undefined) => configuration?.agents.has(agentId) === true;
    if (has(this.#engine.configurations.peek(organizationId))) return true;
    return has(await this.#engine.configurations.refresh(organizationId));
  }
}
