import type { TFunction } from 'i18next';
import { Problem } from '../../../client/src/index.ts';
import { problemText } from '../app/problem-text.ts';
import type { Names } from './desk/use-desk.ts';

type Data = Readonly<Record<string, unknown>>;

/** Codes whose reason we say with the names of what it is about. Everything else is said as everywhere. */
const named = [
  'not_owner',
  'no_move_rule',
  'receive_rule',
  'outside_program',
  'participant_conflict',
  'channel_not_served',
  'department_closed',
  'not_accepting',
  'queue_full',
  'skill_missing',
  'agent_offline',
  'agent_at_capacity',
  'direct_routing_off',
  'target_not_permitted',
  'transfers_disabled',
  'target_kind_off',
] as const;

/** Why something is refused, as a sentence: by its code, with what ids are called. */
export function reasonText(t: TFunction, names: Names, code: string, data: Data): string {
  const known = named.find((each) => each === code);
  if (known === undefined) return t(`problems.${code}` as 'problems.unknown', { defaultValue: t('problems.unknown') });
  // Each sentence takes some of these, and no sentence takes more.
  return String(t(`inbox.reasons.${known}`, namesOf(names, data, t) as never));
}

/** A sentence about anything that went wrong in the inbox. */
export function inboxProblemText(t: TFunction, names: Names, error: unknown): string {
  if (error instanceof Problem && named.some((code) => code === error.code)) {
    return reasonText(t, names, error.code, error.data);
  }
  return problemText(t, error);
}

function namesOf(names: Names, data: Data, t: TFunction): Record<string, string> {
  const text = (name: string): string => (typeof data[name] === 'string' ? (data[name] as string) : '');
  const named = (name: string, of: (id: string) => string): string => (text(name) === '' ? '' : of(text(name)));
  const ownerKind = text('ownerKind') as 'agent';
  return {
    department: named('department', names.department),
    from: named('from', names.department),
    to: named('to', names.department),
    agent: named('agent', names.agent),
    queue: named('queue', names.queue),
    owner: text('ownerId') === '' ? t('inbox.nobody') : names.owner({ kind: ownerKind, id: text('ownerId') }),
    channel: text('channel') === '' ? '' : channelName(t, text('channel')),
    presence:
      text('presence') === '' ? '' : t(`inbox.presenceWords.${text('presence') as 'away'}`, { defaultValue: '' }),
    skills: Array.isArray(data.skills) ? data.skills.join(', ') : '',
    address: text('address'),
    used: String(data.used ?? ''),
    capacity: String(data.capacity ?? ''),
    length: String(data.length ?? ''),
    lengthMax: String(data.lengthMax ?? ''),
  };
}

/** What a kind of channel is called. */
export function channelName(t: TFunction, kind: string): string {
  return t(`inbox.channels.${kind as 'webchat'}`, { defaultValue: kind });
}
