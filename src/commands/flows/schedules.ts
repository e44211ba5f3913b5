import { type CommandDefinition, done, type Outcome } from '../../domain/command.ts';
import { firingAt, nextFiringOf } from '../../domain/flows/next-firing.ts';
import { runInTheWay, startRun, triggeredBy } from '../../domain/flows/runs.ts';

/**
 * Flows that begin at times of the day. A time that is due is a firing: it begins its runs one conversation after the other, by
 * commands of their own, and is over when every conversation that was open then has had one. Times that passed while no server
 * ran fire once.
 */

/** The time of a schedule has come. Sent by the sweeper, under a key of flow and time. */
export const fireSchedule: CommandDefinition<{ readonly flowId: string; readonly firingId: string }, null> = {
  name: 'fireSchedule',
  needs: ({ flowId }) => ({ flowSchedules: [flowId] }),
  decide(draft, { flowId, firingId }): Outcome<null> {
    const schedule = draft.find('flowSchedule', flowId);
    if (schedule === undefined || schedule.nextAt === null || draft.now < schedule.nextAt) return done(null);
    // The firing before has conversations left: it goes first.
    if (schedule.firingId !== null) return done(null);
    const flow = draft.configuration.flows.get(flowId);
    const triggers = flow?.published === true ? flow.triggers : [];
    const firing = firingAt(triggers, schedule.nextAt);
    const ofConversations = firing.filter(({ trigger }) => trigger.each === 'conversation');
    const isAll = ofConversations.some(({ trigger }) => trigger.departments === 'all');
    const departments = ofConversations.flatMap(({ trigger }) =>
      trigger.departments === 'all' ? [] : trigger.departments,
    );
    draft.change('flowSchedule', flowId, {
      nextAt: nextFiringOf(triggers, draft.now),
      firingId: ofConversations.length > 0 ? firingId : null,
      firedAt: schedule.nextAt,
      departments: isAll ? null : departments,
    });
    draft.emit('flow.schedule_fired', { details: { flowId, firedAt: schedule.nextAt, firingId } });
    const places = firing.flatMap(({ trigger, place }) => (trigger.each === 'none' ? [place] : []));
    if (flow !== undefined && places.length > 0)
      startRun(draft, { flow, conversation: null, trigger: triggeredBy('schedule', null, places), owns: false });
    return done(null);
  },
};

/**
 * One conversation of a firing. Sent by the sweeper, under a key of firing and conversation. What the flow asks for no more, since
 * it was published anew meanwhile, begins nothing.
 */
export const startScheduledRun: CommandDefinition<
  { readonly flowId: string; readonly firingId: string; readonly conversationId: string },
  null
> = {
  name: 'startScheduledRun',
  needs: ({ flowId, conversationId }) => ({ conversations: [conversationId], flowSchedules: [flowId] }),
  decide(draft, { flowId, firingId, conversationId }): Outcome<null> {
    const conversation = draft.find('conversation', conversationId);
    const flow = draft.configuration.flows.get(flowId);
    const schedule = draft.find('flowSchedule', flowId);
    if (conversation === undefined || flow === undefined || schedule?.firingId !== firingId) return done(null);
    const isRunning = runInTheWay(draft, conversation, flowId) !== undefined;
    if (conversation.status !== 'open' || !flow.published || isRunning) return done(null);
    const places = firingAt(flow.triggers, schedule.firedAt ?? draft.now).flatMap(({ trigger, place }) => {
      const isHere = trigger.departments === 'all' || trigger.departments.includes(conversation.departmentId);
      return trigger.each === 'conversation' && isHere ? [place] : [];
    });
    if (places.length === 0) return done(null);
    startRun(draft, {
      flow,
      conversation,
      trigger: triggeredBy('schedule', null, places),
      owns: false,
      firingId,
    });
    return done(null);
  },
};

/** Every conversation of a firing has had its run. Sent by the sweeper. */
export const finishFiring: CommandDefinition<{ readonly flowId: string; readonly firingId: string }, null> = {
  name: 'finishFiring',
  needs: ({ flowId }) => ({ flowSchedules: [flowId] }),
  decide(draft, { flowId, firingId }): Outcome<null> {
    const schedule = draft.find('flowSchedule', flowId);
    if (schedule?.firingId !== firingId) return done(null);
    draft.change('flowSchedule', flowId, { firingId: null });
    draft.emit('flow.schedule_set', { details: { flowId, nextAt: schedule.nextAt } });
    return done(null);
  },
};
