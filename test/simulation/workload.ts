import type { Answer } from '../../src/engine/submission.ts';
import { EngineError } from '../../src/engine/submission.ts';
import type { Call } from './audit-answers.ts';
import { type Errand, Errands, type Household } from './errands.ts';
import type { Dice } from './scheduler.ts';
import { NodeGone, type World } from './world.ts';

/**
 * Sends what people and channels ask for (`errands.ts`) to nodes that may die, in bursts, again with the same key when no answer
 * came, and twice at once now and then.
 */
export class Workload {
  readonly calls = new Map<string, Call & { readonly organizationId: string; readonly sent: Errand }>();
  readonly #world: World;
  readonly #dice: Dice;
  readonly #households: readonly Household[];
  /** Spoils a definition, for the tests of the auditor. */
  readonly #alter: (definition: Errand['definition']) => Errand['definition'];
  readonly #errands: Errands;
  #keys = 0;

  constructor(
    world: World,
    households: readonly Household[],
    alter: (definition: Errand['definition']) => Errand['definition'] = (same) => same,
  ) {
    this.#world = world;
    this.#dice = world.dice;
    this.#households = households;
    this.#alter = alter;
    this.#errands = new Errands(world, households, (household, sent) => this.#go(household, sent));
  }

  /** Everybody's first presence, as people come to work. */
  async open(): Promise<void> {
    for (const household of this.#households) {
      const ids = [...household.auditor.house.agents.keys()];
      for (const id of ids) {
        if (this.#dice.chance(0.8)) this.#go(household, this.#errands.arrival(id));
      }
    }
  }

  /** A handful of commands that come at once, at different nodes, mostly about the same conversation. */
  burst(): void {
    const dice = this.#dice;
    const household = dice.chance(0.85) ? (this.#households[0] as Household) : dice.pick(this.#households);
    const focus = dice.chance(0.7) ? dice.maybe(this.#errands.open(household)) : undefined;
    const count = dice.int(1, 5);
    for (let i = 0; i < count; i++) {
      const conversation = focus ?? dice.maybe(this.#errands.open(household));
      const drawn = this.#errands.draw(household, conversation);
      if (drawn !== undefined) this.#go(household, drawn);
    }
    if (dice.chance(0.1)) this.#repeatEarlier(household);
  }

  /** Sends a command until it is answered or given up, and remembers what was heard. */
  #go(household: Household, sent: Errand, key = `k${this.#keys++}`): void {
    let call = this.calls.get(key);
    if (call === undefined) {
      call = {
        key,
        name: sent.definition.name,
        input: sent.input,
        heard: [],
        failures: [],
        organizationId: household.organizationId,
        sent,
      };
      this.calls.set(key, call);
    }
    const copies = this.#dice.chance(0.06) ? 2 : 1;
    for (let i = 0; i < copies; i++) void this.#send(household, sent, call);
  }

  async #send(household: Household, sent: Errand, call: Call): Promise<void> {
    const dice = this.#dice;
    const signal = { aborted: false };
    if (dice.chance(0.02)) void this.#world.sleep(dice.int(0, 5)).then(() => (signal.aborted = true));
    for (let attempt = 0; attempt < 6; attempt++) {
      await this.#world.sleep(attempt === 0 ? dice.int(0, 8) : dice.int(100, 1000));
      const node = dice.maybe(this.#world.ready);
      if (node === undefined) continue;
      try {
        const submission = {
          organizationId: household.organizationId,
          principal: sent.principal,
          key: call.key,
          requestHash: `${sent.definition.name} ${JSON.stringify(sent.input)}`,
          definition: this.#alter(sent.definition),
          input: sent.input as never,
          signal,
        };
        const answer: Answer = await this.#world.submit(node, submission);
        this.#world.trace(
          `${node.owner} answered ${call.name} ${call.key}: ${JSON.stringify(answer.kind === 'done' ? 'done' : answer.refusal).slice(0, 300)}`,
        );
        call.heard.push({
          kind: answer.kind,
          answer: answer.kind === 'done' ? answer.answer : answer.refusal,
          repeated: answer.repeated,
        });
        return;
      } catch (error) {
        const reason = error instanceof EngineError ? error.reason : error instanceof NodeGone ? 'gone' : 'defect';
        call.failures.push(reason);
        if (reason === 'defect') this.#world.fail(error);
        if (reason !== 'busy' && reason !== 'gone') return;
      }
    }
  }

  #repeatEarlier(household: Household): void {
    const dice = this.#dice;
    const earlier = dice.maybe(
      [...this.calls.values()].filter((call) => call.organizationId === household.organizationId),
    );
    if (earlier === undefined) return;
    const { sent } = earlier;
    // Now and then somebody uses the key for another request.
    const other = dice.chance(0.2) ? { ...sent, input: { ...sent.input, spoilt: true } } : sent;
    void this.#send(household, other, earlier);
  }
}
