import { Temporal } from 'temporal-polyfill';
import type { DateTimeStep, WaitStep } from '../../domain/flows/graph.ts';
import type { WaitsFor } from '../../domain/flows/run.ts';
import { endOfWait } from '../../domain/flows/wait-time.ts';
import { isOpen, type Schedule } from '../../domain/hours.ts';
import { isPutAside } from '../../domain/sla-clock.ts';
import { port, type StepResult, type Turn } from './turn.ts';

/** Steps about time. */

export function wait(turn: Turn, step: WaitStep): StepResult {
  const { draft } = turn;
  const { now } = draft;
  const hours = draft.configuration.departments.get(turn.conversation?.departmentId ?? '')?.hours ?? null;
  const measure = measureOf(step, now);
  const leftMs = step.seconds * 1000;
  const end = endOfWait(measure, { leftMs, hours, now });
  if (end === null) return port('failed', 'never_opens');
  if (end <= now) return port('elapsed');
  const waitsFor = { kind: 'time', on: step.on, ...measure, pausedAt: null, interruptedBy: null } as const;
  // What is on hold already stands still from the beginning.
  const isAside = turn.open !== undefined && isPutAside(turn.open.ticket);
  if (isAside && step.on.hold === 'pause')
    return { kind: 'wait', waitsFor: { ...waitsFor, pausedAt: now, left: leftMs }, wakeAt: null };
  return { kind: 'wait', waitsFor, wakeAt: end };
}

type TimeWait = Extract<WaitsFor, { readonly kind: 'time' }>;

/** What the time of a step is counted in. */
function measureOf({ seconds, hours, until }: WaitStep, now: number): Pick<TimeWait, 'counts' | 'limitAt'> {
  if (until === 'opening') return { counts: 'opening', limitAt: now + seconds * 1000 };
  return hours === 'business' ? { counts: 'business' } : {};
}

export function waitOver(turn: Turn, waits: TimeWait): StepResult {
  if (waits.interruptedBy !== null) {
    if (waits.interruptedBy === 'reply') turn.marks.add('replied');
    return port(waits.interruptedBy);
  }
  // Taken up again with time left that the department's hours never hold any more.
  if (waits.pausedAt === null && waits.left !== undefined) return port('failed', 'never_opens');
  const { wakeAt } = turn.run;
  if (waits.pausedAt !== null || wakeAt === null || turn.draft.now < wakeAt)
    return { kind: 'wait', waitsFor: waits, wakeAt };
  return port('elapsed');
}

export function dateTime(turn: Turn, step: DateTimeStep): StepResult {
  const { configuration, now } = turn.draft;
  switch (step.mode) {
    case 'business_hours': {
      const id = step.department ?? turn.conversation?.departmentId;
      const department = configuration.departments.get(id ?? '');
      if (department === undefined) return port('failed', 'department_unknown');
      return port(department.hours === null || isOpen(department.hours, now) ? 'inside' : 'outside');
    }
    case 'times': {
      const weekly = Object.fromEntries(step.weekdays.map((day) => [day, [[step.from, step.to] as const]]));
      return port(isOpen(scheduleOf(step, weekly), now) ? 'inside' : 'outside');
    }
    case 'dates': {
      const today = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(step.zone).toPlainDate().toString();
      const isInside =
        (step.firstDate === null || today >= step.firstDate) && (step.lastDate === null || today <= step.lastDate);
      return port(isInside ? 'inside' : 'outside');
    }
  }
}

const schedules = new WeakMap<DateTimeStep, Schedule>();

/** Schedules keep what was worked out of them, so a step has one. */
function scheduleOf(step: DateTimeStep, weekly: Schedule['weekly']): Schedule {
  let schedule = schedules.get(step);
  if (schedule === undefined) {
    schedule = { zone: step.zone, weekly, holidays: [], overrides: {} };
    schedules.set(step, schedule);
  }
  return schedule;
}
