import type { ChannelKind } from './channel.ts';
import type { WrittenMoveRule } from './fill-configuration.ts';

/** What a preset may be filled with. */
export interface PresetAnswers {
  readonly destinations?: readonly string[] | undefined;
  readonly channels?: readonly ChannelKind[] | undefined;
  /** The channels that may go anywhere besides. */
  readonly otherChannels?: readonly ChannelKind[] | undefined;
}

export interface MoveRulePreset {
  readonly id: string;
  readonly name: string;
  readonly sentence: string;
  /** What must be chosen before it says anything. */
  readonly asks: readonly (keyof PresetAnswers)[];
  /** The department's rows; null while something that it asks for is missing. */
  readonly rows: readonly WrittenMoveRule[] | null;
}

type Filled = { readonly [A in keyof PresetAnswers]-?: NonNullable<PresetAnswers[A]> };

const presets: readonly (Omit<MoveRulePreset, 'rows'> & { readonly make: (answers: Filled) => WrittenMoveRule[] })[] = [
  {
    id: 'open_to_all',
    name: 'Open to all',
    sentence: 'Every channel may leave for every department. It is how a first row begins.',
    asks: [],
    make: () => [{ label: 'Open to all', channels: 'all', destinations: 'all' }],
  },
  {
    id: 'these_departments_only',
    name: 'These departments only',
    sentence: 'Every channel may leave, for the departments that are named and no other.',
    asks: ['destinations'],
    make: ({ destinations }) => [{ label: 'These departments only', channels: 'all', destinations }],
  },
  {
    id: 'these_channels_only',
    name: 'These channels only',
    sentence: 'The channels that are named may leave for every department; the others stay.',
    asks: ['channels'],
    make: ({ channels }) => [{ label: 'These channels only', channels, destinations: 'all' }],
  },
  {
    id: 'channels_to_departments',
    name: 'Some channels to some departments, others anywhere',
    sentence:
      'The channels that are named may leave only for the departments that are named; the other ones for every department.',
    asks: ['channels', 'destinations', 'otherChannels'],
    make: ({ channels, destinations, otherChannels }) => [
      { label: 'To these departments only', channels, destinations },
      { label: 'Anywhere', channels: otherChannels, destinations: 'all' },
    ],
  },
  {
    id: 'block_outgoing',
    name: 'Block outgoing',
    sentence: 'Nothing may leave. What others may send here is their rules’ question.',
    asks: [],
    make: () => [],
  },
  {
    id: 'bots_leave_freely',
    name: 'Bots may leave freely',
    sentence:
      'For a department that lives by automation: flows, assistants, integrations and deadlines may hand over to every department, by every channel.',
    asks: [],
    make: () => [
      {
        label: 'Bots may leave freely',
        channels: 'all',
        destinations: 'all',
        actors: ['flow', 'assistant', 'key', 'system'],
      },
    ],
  },
];

/** Every preset of a department's move rules, filled with the answers as far as they go. */
export function listMoveRulePresets(answers: PresetAnswers): readonly MoveRulePreset[] {
  return presets.map(({ make, ...preset }) => {
    const isFilled = preset.asks.every((name) => (answers[name]?.length ?? 0) > 0);
    return { ...preset, rows: isFilled ? make(answers as Filled) : null };
  });
}
