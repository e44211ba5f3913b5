import type { FlowStep } from '../graph/entry.ts';

/** Whether a setting says anything as the others are: who is assigned decides what else is asked. What is not asked keeps its value. */
export function isAsked(step: FlowStep, name: string): boolean {
  const rule = rules[`${step.kind} ${name}`];
  return rule === undefined || rule(step);
}

const ofTeam = (step: FlowStep): boolean => step.who === 'team';
const ofChoice = (step: FlowStep): boolean => step.answer === 'choice';
const inside =
  (...modes: readonly string[]) =>
  (step: FlowStep): boolean =>
    modes.includes(String(step.mode));

const rules: Readonly<Record<string, (step: FlowStep) => boolean>> = {
  'assign agent': (step) => step.who === 'agent',
  'assign team': ofTeam,
  'assign strategy': ofTeam,
  'assign onlyOnline': ofTeam,
  'assign excludeEarlier': ofTeam,
  'ask options': ofChoice,
  'ask portPerOption': ofChoice,
  'date_time department': inside('business_hours'),
  'date_time zone': inside('times', 'dates'),
  'date_time weekdays': inside('times'),
  'date_time from': inside('times'),
  'date_time to': inside('times'),
  'date_time firstDate': inside('dates'),
  'date_time lastDate': inside('dates'),
};
