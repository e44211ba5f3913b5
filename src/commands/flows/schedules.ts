import { type CommandDefinition, done, type Outcome } from '../../domain/command.ts';
import { firingAt, nextFiringOf } from '../../domain/flows/next-firing.ts';
import { liveRuns, startRun } from '../../domain/flows/runs.ts';

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
    const ofConversations = firing.filter(({ each }) => each === 'conversation');
    const isAll = ofConversations.some(({ departments }) => departments === 'all');
    const departments = ofConversations.flatMap((each) => (each.departments === 'all' ? [] : each.departments));
    draft.change('flowSchedule', flowId, {
      nextAt: nextFiringOf(triggers, draft.now),
      firingId: ofConversations.length > 0 ? firingId : null,
      firedAt: schedule.nextAt,
      departments: isAll ? null : departments,
    });
    draft.emit('flow.schedule_fired', { details: { flowId, firedAt: schedule.nextAt, firingId } });
    if (flow !== undefined && firing.some(({ each }) => each === 'none')) {
      startRun(draft, { flow, conversation: null, trigger: { kind: 'schedule', agentId: null }, owns: false });
    }
    return done(null);
  },
};

/** One conversation of a firing. Sent by the sweeper, under a key of firing and conversation. */
export const startScheduledRun: CommandDefinition<
  { readonly flowId: string; readonly firingId: string; readonly conversationId: string },
  null
> = {
  name: 'startScheduledRun',
  needs: ({ conversationId }) => ({ conversations: [conversationId] }),
  decide(draft, { flowId, firingId, conversationId }): Outcome<null> {
    const conversation = draft.find('conversation', conversationId);
    const flow = draft.configuration.flows.get(flowId);
    if (conversation === undefined || flow === undefined) return done(null);
    const isRunning = liveRuns(draft, conversation).some((run) => run.flowId === flowId);
    if (conversation.status !== 'open' || !flow.published || isRunning) return done(null);
    startRun(draft, { flow, conversation, trigger: { kind: 'schedule', agentId: null }, owns: false, firingId });
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
