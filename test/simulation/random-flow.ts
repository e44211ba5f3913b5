import { type ChannelKind, channelKinds } from '../../src/domain/channel.ts';
import type { WrittenDocument, WrittenFlow } from '../../src/domain/fill-configuration.ts';
import type { Condition, Scalar } from '../../src/domain/flows/conditions.ts';
import {
  answerKinds,
  httpMethods,
  type Interruption,
  interruptions,
  openingSources,
  ownerKinds,
  type StepKind,
  type Trigger,
  type TriggerKind,
  transferOutcomes,
} from '../../src/domain/flows/graph.ts';
import { weekdays } from '../../src/domain/hours.ts';
import { strategyNames } from '../../src/domain/strategy-names.ts';
import type { Target } from '../../src/domain/transfer.ts';
import type { Dice } from './scheduler.ts';

/**
 * Flows that a seed draws: any steps in any order, valid by construction. Steps stand in a row and lead forward only, to a later
 * one or to an end; back goes a jump alone. What the ports of each kind are is said here once more, so that a slip in the
 * language's own table does not go unnoticed.
 */

/** What there is to refer to. */
export interface Places {
  readonly agents: readonly string[];
  readonly departments: readonly string[];
  readonly queues: readonly string[];
  readonly externals: readonly string[];
  readonly accounts: readonly string[];
  /** Published ones. */
  readonly flows: readonly string[];
}

/** The places of a setup. Of its flows those that are published, but for what is still to be drawn. */
export function placesOf(document: WrittenDocument): Places {
  const ids = (list: readonly { readonly id: string }[] | undefined): string[] => (list ?? []).map(({ id }) => id);
  return {
    agents: ids(document.agents),
    departments: (document.departments ?? []).filter(({ botOnly }) => botOnly !== true).map(({ id }) => id),
    queues: (document.queues ?? [])
      .filter(({ department }) => document.departments?.find(({ id }) => id === department)?.botOnly !== true)
      .map(({ id }) => id),
    externals: ids(document.externals),
    accounts: ids(document.accounts),
    flows: ids(document.flows?.filter(({ published }) => published !== false)),
  };
}

export interface FlowOptions {
  readonly id: string;
  readonly stepsMax: number;
  /** Where it lives; `botOnly` where no people are, so that every way must lead out. */
  readonly department?: string;
  readonly botOnly?: boolean;
  /** Of which triggers some are drawn. */
  readonly triggers?: readonly TriggerKind[];
  readonly kinds?: readonly StepKind[];
  /** Around when schedules are due. Default: at any time. */
  readonly now?: number;
  /** The longest wait. */
  readonly secondsMax?: number;
}

/** A step as people write it. */
export type WrittenStep = { readonly id: string; readonly kind: StepKind } & Readonly<Record<string, unknown>>;

const stepWeights: Readonly<Record<StepKind, number>> = {
  send_message: 5,
  ask: 4,
  assign: 5,
  branch: 5,
  update_tag: 2,
  update_field: 2,
  open: 1,
  close: 1,
  comment: 1,
  jump: 3,
  wait: 6,
  date_time: 2,
  http_request: 3,
  trigger_flow: 2,
  sheet_row: 2,
  ai_agent: 3,
  transfer: 5,
  consult: 2,
  flag_supervisor: 1,
  alert: 1,
};

export function drawFlow(dice: Dice, places: Places, options: FlowOptions): WrittenFlow {
  const { id, stepsMax, department, botOnly = false, triggers: triggerKinds = [], kinds, now } = options;
  const count = dice.int(1, stepsMax);
  const drawnKinds = Object.entries(stepWeights).filter(([kind]) => kinds?.includes(kind as StepKind) ?? true);
  const weights = Object.fromEntries(drawnKinds) as Record<StepKind, number>;
  const steps: WrittenStep[] = [];
  for (let i = 0; i < count; i++) {
    const isLast = i === count - 1;
    const kind = dice.weighted(weights);
    const drawn = isLast && botOnly ? wayOut(dice, places) : { kind, ...drawSettings(dice, places, kind, options) };
    const step = { id: `s${i}`, ...(dice.chance(0.1) ? { name: `Step ${i}` } : {}), ...drawn } as WrittenStep;
    steps.push({ ...step, next: drawNext(dice, step, { index: i, count, botOnly }) });
  }
  const triggers =
    triggerKinds.length === 0 ? [] : [dice.pick(triggerKinds)].map((kind) => drawTrigger(dice, places, kind, now));
  if (triggerKinds.length > 0 && dice.chance(0.3))
    triggers.push(drawTrigger(dice, places, dice.pick(triggerKinds), now));
  return {
    id,
    ...(department === undefined ? {} : { department }),
    ...(dice.chance(0.5) || botOnly ? { duty: [dice.pick(places.agents)] } : {}),
    ...(dice.chance(0.3) ? { start: 's0' } : {}),
    triggers,
    steps,
  };
}

/** What leads out of a department without people. */
function wayOut(dice: Dice, { departments }: Places): Omit<WrittenStep, 'id'> {
  if (dice.chance(0.3)) return { kind: 'close' };
  return { kind: 'transfer', target: { kind: 'department', id: dice.pick(departments) } };
}

/** The ports of a step as it is written, the usual way on first. */
export function portsOfWritten(step: WrittenStep): readonly string[] {
  const row = (name: string): string[] =>
    ((step[name] ?? []) as readonly { readonly id: string }[]).map(({ id }) => id);
  switch (step.kind) {
    case 'send_message':
      return ['sent', 'failed'];
    case 'ask': {
      const answered = step.portPerOption === true ? row('options') : ['answered'];
      const skipped = ((step.skipWords ?? []) as string[]).length > 0 ? ['skipped'] : [];
      return [...answered, ...skipped, 'invalid', 'timeout', 'failed'];
    }
    case 'assign':
      return ['assigned', 'nobody', 'declined', 'failed'];
    case 'branch':
      return [...row('branches'), 'else', 'failed'];
    case 'update_tag':
    case 'update_field':
    case 'comment':
      return ['done', 'failed'];
    case 'open':
      return ['opened', 'failed'];
    case 'close':
      return ['closed', 'failed'];
    case 'jump':
      return ['exhausted', 'jump', 'failed'];
    case 'wait': {
      const on = (step.on ?? {}) as Readonly<Record<string, string>>;
      return ['elapsed', ...interruptions.filter((cause) => on[cause] === 'port'), 'failed'];
    }
    case 'date_time':
      return ['inside', 'outside', 'failed'];
    case 'http_request':
      return ['ok', 'error_status', 'timeout', 'failed'];
    case 'trigger_flow':
      return ['started', 'failed'];
    case 'sheet_row':
      return ['added', 'timeout', 'failed'];
    case 'ai_agent': {
      const tools = (step.tools ?? ['hand_over']) as readonly string[];
      return ['handed_over', ...(tools.length > 0 ? ['resolved'] : []), 'turns', 'timeout', 'failed'];
    }
    case 'transfer':
      return ['completed', 'refused', 'returned', 'fell_back', 'cancelled', 'failed'];
    case 'consult':
      return ['answered', 'refused', 'timeout', 'failed'];
    case 'flag_supervisor':
      return ['flagged', 'failed'];
    case 'alert':
      return ['alerted', 'failed'];
  }
}

function drawNext(
  dice: Dice,
  step: WrittenStep,
  { index, count, botOnly }: { readonly index: number; readonly count: number; readonly botOnly: boolean },
): Record<string, string> {
  const next: Record<string, string> = {};
  for (const [i, port] of portsOfWritten(step).entries()) {
    const ahead = index + 1 < count ? `s${dice.chance(0.7) ? index + 1 : dice.int(index + 1, count - 1)}` : undefined;
    if (step.kind === 'jump' && port === 'jump') next[port] = `s${dice.int(0, index)}`;
    // The first port leads on, so that every step can be come to.
    else if (i === 0 && ahead !== undefined) next[port] = `s${index + 1}`;
    else if (botOnly) next[port] = i === 0 ? 'end' : ahead !== undefined && dice.chance(0.5) ? ahead : 'fallback';
    else next[port] = ahead !== undefined && dice.chance(0.6) ? ahead : dice.pick(['end', 'end', 'fallback']);
  }
  return next;
}

function drawSettings(
  dice: Dice,
  places: Places,
  kind: StepKind,
  { secondsMax = 120 }: FlowOptions,
): Readonly<Record<string, unknown>> {
  const seconds = (least: number): number => Math.max(least, dice.int(1, secondsMax));
  const some = <T>(value: () => T, chance = 0.5): T | undefined => (dice.chance(chance) ? value() : undefined);
  switch (kind) {
    case 'send_message':
      return { text: drawText(dice) };
    case 'ask': {
      const answer = dice.pick(answerKinds);
      const options = Array.from({ length: dice.int(1, 3) }, (_, i) => ({ id: `o${i}`, label: `Option ${i}` }));
      return given({
        text: drawText(dice),
        answer,
        options: answer === 'choice' ? options : undefined,
        portPerOption: answer === 'choice' ? some(() => true) : undefined,
        saveAs: some(() => dice.pick(['answer', 'order'])),
        field: some(() => drawPlace(dice), 0.3),
        retries: some(() => dice.int(0, 3)),
        retryText: some(() => 'I did not understand.'),
        skipWords: some(() => ['skip', 'message 3'], 0.3),
        timeoutSeconds: seconds(10),
      });
    }
    case 'assign': {
      const who = dice.pick(['agent', 'team', 'team', 'team', 'nobody'] as const);
      return given({
        who,
        agent: who === 'agent' ? dice.pick(places.agents) : undefined,
        team: some(() => dice.pick(places.departments)),
        strategy: some(() => dice.pick(strategyNames)),
        onlyOnline: some(() => dice.chance(0.5)),
        excludeEarlier: some(() => dice.chance(0.5)),
        note: some(() => drawText(dice), 0.3),
      });
    }
    case 'branch':
      return {
        branches: Array.from({ length: dice.int(1, 3) }, (_, i) => ({
          id: `b${i}`,
          ...(dice.chance(0.2) ? { name: `Way ${i}` } : {}),
          when: drawCondition(dice, places, 2),
        })),
      };
    case 'update_tag':
      return given({
        scope: some(() => dice.pick(['ticket', 'shared'] as const)),
        add: some(() => [dice.pick(tags)], 0.7),
        remove: some(() => [dice.pick(tags)], 0.4),
      });
    case 'update_field':
      return { field: drawPlace(dice), value: dice.pick(['gold', null, '{{message.text}}', '{{answer.answer|none}}']) };
    case 'open':
    case 'jump':
    case 'close':
      return kind === 'jump'
        ? { times: dice.int(1, 3) }
        : kind === 'close'
          ? given({
              disposition: some(() => dice.pick(['solved', 'solved', 'unheard-of']), 0.4),
              reason: some(() => 'done'),
            })
          : {};
    case 'comment':
      return { text: drawText(dice) };
    case 'wait':
      return given({
        seconds: seconds(1),
        hours: some(() => dice.pick(['always', 'business'] as const), 0.3),
        until: some(() => dice.pick(['time', 'opening'] as const), 0.3),
        on: some(() => drawInterruptions(dice), 0.7),
      });
    case 'date_time':
      return given({
        mode: dice.pick(['business_hours', 'times', 'dates'] as const),
        department: some(() => dice.pick(places.departments), 0.3),
        zone: some(() => dice.pick(['Europe/Berlin', 'America/New_York', 'UTC'])),
        weekdays: some(() => [dice.pick(weekdays)]),
        from: some(() => '08:30'),
        to: some(() => dice.pick(['17:00', '06:00'])),
        firstDate: '2026-01-01',
        lastDate: some(() => '2026-01-07'),
      });
    case 'http_request':
      return given({
        method: some(() => dice.pick(httpMethods)),
        url: dice.pick(['https://shop.example/orders', 'https://shop.example/orders?of={{contact.name}}']),
        headers: some(() => [
          { name: 'content-type', value: 'application/json' },
          { name: 'authorization', value: 'Bearer {{secret.shop}}' },
        ]),
        body: some(() => '{"said":"{{message.text}}","tags":"{{ticket.tags}}"}'),
        timeoutSeconds: dice.int(1, 20),
        retries: some(() => dice.int(0, 3)),
        save: some(() => [
          { from: '/order/state', as: 'order' },
          { from: '', as: 'answer' },
        ]),
      });
    case 'trigger_flow':
      return { flow: dice.pick(places.flows) };
    case 'sheet_row':
      return { spreadsheet: 'sheet-1', values: ['{{contact.name}}', '{{answer.order}}', 'x'], secret: 'sheets' };
    case 'ai_agent':
      return given({
        endpoint: 'https://model.example/v1',
        model: 'small',
        secret: some(() => 'model'),
        instructions: drawText(dice),
        tools: some(() => ['hand_over', ...['resolve', 'update_field', 'add_tag'].filter(() => dice.chance(0.5))]),
        fields: some(() => ['plan']),
        tags: some(() => ['new']),
        turns: some(() => dice.int(1, 4)),
        timeoutSeconds: dice.int(1, 20),
        idleSeconds: seconds(10),
      });
    case 'transfer':
      return given({
        target: drawTarget(dice, places, [
          'agent',
          'agent',
          'queue',
          'queue',
          'department',
          'department',
          'flow',
          'external',
        ]),
        note: some(() => drawText(dice), 0.3),
        reason: some(() => 'by_flow', 0.3),
        release: some(() => dice.pick(['now', 'on_accept'] as const), 0.4),
        whenBlocked: some(() => dice.pick(['refuse', 'wait', 'next', 'deliver_when_back'] as const), 0.6),
      });
    case 'consult':
      return given({
        target: drawTarget(dice, places, ['agent', 'external']),
        question: drawText(dice),
        timeoutSeconds: seconds(10),
        saveAs: some(() => 'advice'),
      });
    case 'flag_supervisor':
      return { text: drawText(dice) };
    case 'alert':
      return given({
        people: some(() => [...new Set([dice.pick(places.agents), dice.pick(places.agents)])]),
        text: drawText(dice),
        repeatSeconds: dice.int(10, 60),
      });
  }
}

function given(settings: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
}

const tags = ['new', 'seen', 'vip'];

function drawText(dice: Dice): string {
  return dice.pick([
    'Hello.',
    'Hello {{contact.name|there}}.',
    'You said {{message.text}}, {{answer.answer|nothing}}.',
    '{{owner.kind}} {{owner.id}} since {{time.since_assigned}}',
    '{{answer.order}}',
  ]);
}

function drawPlace(dice: Dice): { readonly scope: string; readonly name: string } {
  return { scope: dice.pick(['ticket', 'shared', 'contact']), name: dice.pick(['plan', 'mood', 'Order number']) };
}

function drawTarget(dice: Dice, places: Places, kinds: readonly Target['kind'][]): Target {
  switch (dice.pick(kinds)) {
    case 'agent': {
      const target = { kind: 'agent', id: dice.pick(places.agents) } as const;
      return dice.chance(0.3) ? { ...target, departmentId: dice.pick(places.departments) } : target;
    }
    case 'queue':
      return { kind: 'queue', id: dice.pick(places.queues) };
    case 'department':
      return { kind: 'department', id: dice.pick(places.departments) };
    case 'flow':
      return { kind: 'flow', id: dice.pick(places.flows) };
    case 'external':
      return { kind: 'external', id: dice.pick(places.externals) };
  }
}

function drawInterruptions(dice: Dice): Partial<Record<Interruption, string>> {
  const on: Partial<Record<Interruption, string>> = {};
  for (const cause of interruptions) {
    if (dice.chance(0.4)) continue;
    on[cause] = dice.pick(cause === 'hold' ? ['ignore', 'end', 'port', 'pause', 'pause'] : ['ignore', 'end', 'port']);
  }
  return on;
}

// ---------------------------------------------------------------------------------------------------- conditions

/** What a field is compared with: values that it may have in the simulation, and others. */
const comparisons: readonly (readonly [field: string, values: readonly Scalar[]])[] = [
  ['conversation.status', ['open', 'closed']],
  ['conversation.channel', ['webchat', 'email']],
  ['conversation.account', ['chat', 'mail']],
  ['conversation.on_hold', [true, false]],
  ['conversation.source', ['contact', 'agent', 'api']],
  ['ticket.department', ['support', 'billing']],
  ['ticket.tags', ['new', 'seen']],
  ['ticket.field.plan', ['gold', 'free']],
  ['form.topic', ['refund']],
  ['shared.tags', ['vip']],
  ['shared.field.mood', ['good']],
  ['contact.name', ['Customer t1']],
  ['contact.address', ['+t1']],
  ['contact.field.plan', ['gold']],
  ['contact.earlier_conversations', [0, 1]],
  ['owner.kind', ['queue', 'agent', 'flow']],
  ['owner.id', ['a0', 'support']],
  ['owner.online', [true, false]],
  ['owners.earlier', ['a0', 'boss']],
  ['owners.count', [0, 1]],
  ['messages.incoming', [1, 2]],
  ['messages.outgoing', [0, 1]],
  ['messages.human', [0, 1]],
  ['message.text', ['message', 'hello']],
  ['message.has_file', [true, false]],
  ['time.since_last_outgoing', [1, 60]],
  ['time.since_last_incoming', [1, 60]],
  ['time.since_last_human_reply', [1, 60]],
  ['time.since_opened', [1, 60]],
  ['time.since_assigned', [1, 60]],
  ['time.customer_waiting', [1, 60]],
  ['reply.since_assignment', [true, false]],
  ['hours.open', [true, false]],
  ['time.weekday', ['mon', 'sat']],
  ['time.of_day', ['09:00']],
  ['time.date', ['2026-01-06']],
  ['answer.answer', ['yes', 1]],
  ['last.port', ['failed', 'timeout']],
  ['last.code', ['ticket_closed']],
  ['trigger.kind', ['owner', 'message_received']],
  ['trigger.from_agent', ['a0']],
];

export function drawCondition(dice: Dice, places: Places, depth: number): Condition {
  if (depth > 0 && dice.chance(0.35)) {
    const parts = Array.from({ length: dice.int(1, 3) }, () => drawCondition(dice, places, depth - 1));
    return dice.pick([{ all: parts }, { any: parts }, { not: parts[0] as Condition }]);
  }
  const [field, values] = dice.pick(comparisons);
  const value = dice.pick(values);
  switch (dice.weighted({ same: 4, list: 2, part: 2, more: 3, there: 2, pattern: 1 })) {
    case 'same':
      return { field, is: dice.pick(['equal_to', 'not_equal_to'] as const), value };
    case 'list':
      return { field, is: dice.pick(['one_of', 'none_of'] as const), value: [...values] };
    case 'part':
      return { field, is: dice.pick(['contains', 'does_not_contain'] as const), value };
    case 'more':
      return { field, is: dice.pick(['greater_than', 'less_than'] as const), value };
    case 'there':
      return { field, is: dice.pick(['exists', 'does_not_exist'] as const) };
    case 'pattern':
      return { field, is: 'matches', value: dice.pick(['^m', '[0-9]+$', 'a|b']) };
  }
}

// ---------------------------------------------------------------------------------------------------- triggers

function drawTrigger(dice: Dice, places: Places, kind: TriggerKind, now?: number): Partial<Trigger> {
  const some = <T>(value: () => T, chance = 0.4): T | undefined => (dice.chance(chance) ? value() : undefined);
  const when = some(() => drawCondition(dice, places, 1));
  const departments = some(() => [dice.pick(places.departments)]);
  const ofConversation = {
    accounts: some(() => [dice.pick(places.accounts)]),
    channels: some((): ChannelKind[] => [dice.pick(channelKinds)], 0.15),
    departments,
    when,
  };
  const drawn = (settings: Readonly<Record<string, unknown>>) => given({ kind, ...settings }) as Partial<Trigger>;
  switch (kind) {
    case 'conversation_opened':
      return drawn({ ...ofConversation, sources: some(() => [...openingSources]) });
    case 'conversation_closed':
    case 'message_received':
      return drawn(ofConversation);
    case 'assignment_changed':
      return drawn({ ...ofConversation, to: some(() => [dice.pick(ownerKinds)]) });
    case 'transfer_ended':
      return drawn({ ...ofConversation, outcomes: some(() => [...transferOutcomes]) });
    case 'queue_wait_passed':
      return drawn({ ...ofConversation, queues: some(() => [dice.pick(places.queues)]), seconds: dice.int(1, 60) });
    case 'tag_changed':
      return drawn({ ...ofConversation, tags: some(() => [dice.pick(tags)]) });
    case 'field_changed':
      return drawn({ ...ofConversation, fields: some(() => ['plan']) });
    case 'presence_changed':
      return drawn({ to: some(() => ['online', 'offline']), departments });
    case 'schedule': {
      const minutesMs = 60_000;
      const time = (): string =>
        new Date((now ?? dice.int(0, 86_400_000)) + dice.int(0, 8) * minutesMs).toISOString().slice(11, 16);
      const times = [...new Set(Array.from({ length: dice.int(1, 8) }, time))];
      return drawn({
        times,
        zone: some(() => 'Europe/Berlin', now === undefined ? 0.5 : 0),
        each: some(() => dice.pick(['conversation', 'none'])),
        departments,
        when,
      });
    }
    case 'webhook':
    case 'flow':
      return drawn({ when });
  }
}
