import type { Configuration, ExternalEntry, FlowEntry } from './configuration.ts';
import type { ExternalFacts, FlowFacts, TransferFacts } from './transfer-facts.ts';

/** What the policy must know of flows and of contacts outside: they are configuration, so nothing has to be loaded. */
export function configuredTargets({
  flows,
  externals,
}: Pick<Configuration, 'flows' | 'externals'>): Required<
  Pick<TransferFacts, 'flow' | 'external' | 'flows' | 'externals'>
> {
  return {
    flow: (id) => factsOf(flows.get(id), flowFacts),
    external: (id) => factsOf(externals.get(id), externalFacts),
    flows: () => [...flows.values()].map(flowFacts),
    externals: () => [...externals.values()].map(externalFacts),
  };
}

function factsOf<E, F>(entry: E | undefined, read: (entry: E) => F): F | undefined {
  return entry === undefined ? undefined : read(entry);
}

function flowFacts({ id, name, department, published }: FlowEntry): FlowFacts {
  return { id, name, departmentId: department, published };
}

/** Whether it can be reached shows when it is asked: a transfer that does not get through fails, and the owner stays. */
function externalFacts({ id, name, enabled, answerSeconds, watchingQueue }: ExternalEntry): ExternalFacts {
  return { id, name, enabled, reachable: true, timeoutSeconds: answerSeconds, watchingQueueId: watchingQueue };
}
