import type { CallResult, FlowCall } from '../../src/domain/flows/calls.ts';
import type { World } from './world.ts';

/**
 * Whom flows call: services, spreadsheets and language models that answer, fail, are slow or say nothing, as the seed has it.
 * What a node was told after its death nobody hears.
 */
export class Outside {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  async perform(call: FlowCall, owner: string): Promise<CallResult> {
    const { dice } = this.#world;
    const pace = dice.weighted({ quick: 8, slow: 2, late: 1, never: 1 });
    // A call has its own time; one that comes even later than its lease was held up by the node itself.
    const delayMs = {
      quick: dice.int(0, 50),
      slow: dice.int(100, call.timeoutMs),
      late: call.timeoutMs + dice.int(0, 15_000),
      never: call.timeoutMs,
    }[pace];
    await this.#world.sleep(delayMs, owner);
    return pace === 'never' ? { kind: 'failed', code: 'timeout', mayRetry: true } : this.#answer(call);
  }

  #answer(call: FlowCall): CallResult {
    const { dice } = this.#world;
    const isFailure = dice.chance(0.15);
    if (isFailure) {
      const code = dice.pick([
        'unreachable',
        'forbidden',
        'secret_missing',
        'bad_answer',
        'outcome_unknown',
        'refused',
      ]);
      return { kind: 'failed', code, mayRetry: dice.chance(0.5) };
    }
    switch (call.kind) {
      case 'http': {
        const status = dice.weighted({ 200: 8, 204: 1, 302: 1, 404: 1, 429: 1, 500: 2 });
        const body = dice.pick(['{"order":{"state":"sent"}}', 'sent', '', '{"order":null}', '[1,{"order":[]}]']);
        const retryAfterSeconds = status === '429' && dice.chance(0.5) ? dice.int(0, 20) : null;
        return { kind: 'http', status: Number(status), body, retryAfterSeconds };
      }
      case 'sheet':
        return { kind: 'sheet_done' };
      case 'chat': {
        const text = dice.chance(0.7) ? dice.pick(['Certainly.', 'Which order?', '{{contact.name}}']) : null;
        const tools = [
          { name: 'hand_over', arguments: { reason: 'A person was asked for.' } },
          { name: 'resolve', arguments: null },
          { name: 'update_field', arguments: { field: 'plan', value: 'gold' } },
          { name: 'update_field', arguments: { field: 'salary', value: 1 } },
          { name: 'add_tag', arguments: { tag: 'new' } },
          { name: 'transfer', arguments: { to: 'boss' } },
        ];
        return { kind: 'chat', text, toolCalls: dice.chance(0.4) ? [dice.pick(tools), dice.pick(tools)] : [] };
      }
    }
  }
}
