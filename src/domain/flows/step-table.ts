import { channelKinds } from '../channel.ts';
import { weekdays } from '../hours.ts';
import { strategyNames } from '../strategy-names.ts';
import { targetKinds } from '../transfer.ts';
import {
  aiTools,
  answerKinds,
  httpMethods,
  openingSources,
  ownerKinds,
  type StepKind,
  type StepOf,
  type TriggerKind,
  transferOutcomes,
} from './graph.ts';

/**
 * Every kind of step and trigger with its settings, as a table: documents are read by it, the published schema and the forms of
 * the console are made from it. What a setting is when it is left out is its default; one without a default must be given.
 */
export type SettingSpec = SettingKind & {
  readonly sentence: string;
  /** What it is when it is left out; none where it must be given. */
  readonly default?: unknown;
};

export const references = ['agent', 'department', 'queue', 'flow', 'external', 'account'] as const;
export type Reference = (typeof references)[number];

export type SettingKind =
  /** `fills` where `{{…}}` is filled in; with secrets too in what is sent outside. */
  | {
      readonly kind: 'text';
      readonly lengthMax: number;
      readonly fills?: 'fields' | 'secrets';
      readonly lines?: boolean;
      readonly mayBeEmpty?: boolean;
      readonly nullable?: boolean;
    }
  | { readonly kind: 'name'; readonly nullable?: boolean }
  | { readonly kind: 'word'; readonly words: readonly string[]; readonly nullable?: boolean }
  | { readonly kind: 'words'; readonly words: readonly string[]; readonly filled?: boolean }
  | { readonly kind: 'yes_no' }
  | { readonly kind: 'integer'; readonly min: number; readonly max: number; readonly unit?: 'seconds' }
  | { readonly kind: 'reference'; readonly to: Reference; readonly nullable?: boolean }
  /** Ids, or `all` where `mayBeAll`. */
  | { readonly kind: 'references'; readonly to: Reference; readonly mayBeAll?: boolean }
  | {
      readonly kind: 'texts';
      readonly lengthMax: number;
      readonly countMax: number;
      readonly mayBeAll?: boolean;
      readonly fills?: 'fields';
    }
  | { readonly kind: 'words_or_all'; readonly words: readonly string[] }
  | { readonly kind: 'target'; readonly kinds: readonly string[] }
  | { readonly kind: 'condition'; readonly nullable?: boolean }
  | { readonly kind: 'field_place'; readonly nullable?: boolean }
  | { readonly kind: 'zone' }
  | { readonly kind: 'time' }
  | { readonly kind: 'times' }
  | { readonly kind: 'date'; readonly nullable?: boolean }
  | { readonly kind: 'url'; readonly fills?: 'secrets' }
  | { readonly kind: 'interruptions' }
  | {
      readonly kind: 'rows';
      readonly columns: Readonly<Record<string, SettingSpec>>;
      readonly countMax: number;
      readonly filled?: boolean;
    };

/** A port that a step has, or that it has for each item of one of its settings. */
export type PortSpec =
  | string
  /** One for each row of a setting, by its id; only where another setting is on, if `where` names one. */
  | { readonly each: string; readonly where?: string }
  /** Only where a setting is off. */
  | { readonly port: string; readonly unless: string }
  /** Only where a list is not empty. */
  | { readonly port: string; readonly ifAny: string }
  /** One for each interruption that is to be a port. */
  | { readonly interruptions: string };

export interface KindSpec<S> {
  readonly sentence: string;
  readonly settings: { readonly [K in keyof S]: SettingSpec };
  readonly ports: readonly PortSpec[];
  /** Whether it waits for something: then it has a limit of time and a port for it. */
  readonly waits?: true;
}

type Settings<K extends StepKind> = Omit<StepOf<K>, 'id' | 'kind' | 'name' | 'next'>;

const day = 86_400;
const text = (sentence: string, lengthMax = 5_000): SettingSpec => ({
  kind: 'text',
  lengthMax,
  lines: true,
  fills: 'fields',
  sentence,
});
const optionalText = (sentence: string, lengthMax = 5_000): SettingSpec => ({
  kind: 'text',
  lengthMax,
  lines: true,
  fills: 'fields',
  mayBeEmpty: true,
  sentence,
  default: '',
});
const seconds = (sentence: string, min: number, max: number, otherwise: number): SettingSpec => ({
  kind: 'integer',
  min,
  max,
  unit: 'seconds',
  sentence,
  default: otherwise,
});

export const stepTable: { readonly [K in StepKind]: KindSpec<Settings<K>> } = {
  send_message: {
    sentence: 'Sends a message to the customer, marked as automatic.',
    settings: { text: text('What is said.') },
    ports: ['sent', 'failed'],
  },
  ask: {
    sentence: 'Asks the customer something and waits for the answer.',
    settings: {
      text: text('The question.'),
      answer: { kind: 'word', words: answerKinds, sentence: 'What counts as an answer.', default: 'text' },
      options: {
        kind: 'rows',
        countMax: 50,
        columns: {
          id: { kind: 'name', sentence: 'Its word in the flow.' },
          label: { kind: 'text', lengthMax: 200, sentence: 'What the customer reads.' },
        },
        sentence: 'Of a choice: what there is to choose from.',
        default: [],
      },
      portPerOption: { kind: 'yes_no', sentence: 'Whether each option goes its own way.', default: false },
      saveAs: { kind: 'name', sentence: 'The name of the answer.', default: 'answer' },
      field: { kind: 'field_place', nullable: true, sentence: 'A field that it is also written to.', default: null },
      retries: { kind: 'integer', min: 0, max: 5, sentence: 'How often it is asked again.', default: 2 },
      retryText: optionalText('What is said then; empty asks the same again.'),
      skipWords: {
        kind: 'texts',
        lengthMax: 100,
        countMax: 10,
        sentence: 'Words that skip the question.',
        default: [],
      },
      timeoutSeconds: seconds('How long an answer is waited for.', 10, 30 * day, day),
    },
    ports: [
      { each: 'options', where: 'portPerOption' },
      { port: 'answered', unless: 'portPerOption' },
      { port: 'skipped', ifAny: 'skipWords' },
      'invalid',
      'timeout',
      'failed',
    ],
    waits: true,
  },
  assign: {
    sentence: 'Gives the ticket to an agent, or to somebody of a team.',
    settings: {
      who: { kind: 'word', words: ['agent', 'team', 'nobody'], sentence: 'To whom.', default: 'team' },
      agent: { kind: 'reference', to: 'agent', nullable: true, sentence: 'The agent.', default: null },
      team: {
        kind: 'reference',
        to: 'department',
        nullable: true,
        sentence: 'The team; none is the ticket’s department.',
        default: null,
      },
      strategy: {
        kind: 'word',
        words: strategyNames,
        sentence: 'Who of the team comes first.',
        default: 'round_robin',
      },
      onlyOnline: { kind: 'yes_no', sentence: 'Only assign to agents who are online.', default: true },
      excludeEarlier: { kind: 'yes_no', sentence: 'Leave out who had it since it was opened.', default: true },
      note: optionalText('A comment for whoever gets it.', 2_000),
    },
    ports: ['assigned', 'nobody', 'declined', 'failed'],
    waits: true,
  },
  branch: {
    sentence: 'Goes the way of the first condition that holds.',
    settings: {
      branches: {
        kind: 'rows',
        countMax: 20,
        filled: true,
        columns: {
          id: { kind: 'name', sentence: 'Its word in the flow.' },
          name: { kind: 'text', lengthMax: 200, nullable: true, sentence: 'What people call it.', default: null },
          when: { kind: 'condition', sentence: 'What must hold.' },
        },
        sentence: 'The ways, in the order in which they are tried.',
      },
    },
    ports: [{ each: 'branches' }, 'else', 'failed'],
  },
  update_tag: {
    sentence: 'Adds tags, and takes tags away.',
    settings: {
      scope: {
        kind: 'word',
        words: ['ticket', 'shared'],
        sentence: 'The department’s tags, or those that go along everywhere.',
        default: 'ticket',
      },
      add: { kind: 'texts', lengthMax: 100, countMax: 20, sentence: 'Tags to add.', default: [] },
      remove: { kind: 'texts', lengthMax: 100, countMax: 20, sentence: 'Tags to take away.', default: [] },
    },
    ports: ['done', 'failed'],
  },
  update_field: {
    sentence: 'Writes a field.',
    settings: {
      field: { kind: 'field_place', sentence: 'The field.' },
      value: {
        kind: 'text',
        lengthMax: 2_000,
        fills: 'fields',
        nullable: true,
        sentence: 'Its value; none takes the field away.',
        default: null,
      },
    },
    ports: ['done', 'failed'],
  },
  open: {
    sentence: 'Opens a closed conversation again, in its department’s queue.',
    settings: {},
    ports: ['opened', 'failed'],
  },
  close: {
    sentence: 'Closes the conversation.',
    settings: {
      disposition: {
        kind: 'name',
        nullable: true,
        sentence: 'How it ended: one of the department’s dispositions.',
        default: null,
      },
      reason: optionalText('Why, in a few words.', 200),
    },
    ports: ['closed', 'failed'],
  },
  comment: {
    sentence: 'Writes a note that the customer never sees.',
    settings: { text: text('The note.') },
    ports: ['done', 'failed'],
  },
  jump: {
    sentence: 'Goes back to an earlier step, so often at most.',
    settings: { times: { kind: 'integer', min: 1, max: 100, sentence: 'How often in one run.', default: 3 } },
    ports: ['jump', 'exhausted', 'failed'],
  },
  wait: {
    sentence: 'Waits.',
    settings: {
      seconds: seconds('How long; until an opening, how long at most.', 1, 90 * day, 900),
      hours: {
        kind: 'word',
        words: ['always', 'business'],
        sentence: 'Whether only open hours count.',
        default: 'always',
      },
      until: {
        kind: 'word',
        words: ['time', 'opening'],
        sentence: 'Until the time is over, or the department opens.',
        default: 'time',
      },
      on: {
        kind: 'interruptions',
        sentence: 'What a reply, a message of the customer, a hand-over, a hold, closing and merging do to it.',
        default: { reply: 'ignore', message: 'ignore', transfer: 'end', hold: 'pause', close: 'end', merge: 'end' },
      },
    },
    ports: ['elapsed', { interruptions: 'on' }, 'failed'],
    waits: true,
  },
  date_time: {
    sentence: 'Goes one way within hours, times or dates, and another outside.',
    settings: {
      mode: {
        kind: 'word',
        words: ['business_hours', 'times', 'dates'],
        sentence: 'Within what.',
        default: 'business_hours',
      },
      department: {
        kind: 'reference',
        to: 'department',
        nullable: true,
        sentence: 'Whose hours; none are the ticket’s department’s.',
        default: null,
      },
      zone: { kind: 'zone', sentence: 'The time zone of times and dates.', default: 'UTC' },
      weekdays: { kind: 'words', words: weekdays, sentence: 'On which days.', default: weekdays },
      from: { kind: 'time', sentence: 'From this time of the day.', default: '09:00' },
      to: { kind: 'time', sentence: 'To this time, past midnight where it is not later.', default: '17:00' },
      firstDate: { kind: 'date', nullable: true, sentence: 'From this day on.', default: null },
      lastDate: { kind: 'date', nullable: true, sentence: 'To this day, included.', default: null },
    },
    ports: ['inside', 'outside', 'failed'],
  },
  http_request: {
    sentence: 'Calls a service of somebody else.',
    settings: {
      method: { kind: 'word', words: httpMethods, sentence: 'How.', default: 'POST' },
      url: { kind: 'url', fills: 'secrets', sentence: 'Where: http or https, in the public internet.' },
      headers: {
        kind: 'rows',
        countMax: 30,
        columns: {
          name: { kind: 'text', lengthMax: 100, sentence: 'The header.' },
          value: { kind: 'text', lengthMax: 2_000, fills: 'secrets', sentence: 'Its value.' },
        },
        sentence: 'Headers; what is secret as {{secret.NAME}}.',
        default: [],
      },
      body: {
        kind: 'text',
        lengthMax: 20_000,
        lines: true,
        fills: 'secrets',
        mayBeEmpty: true,
        sentence: 'What is sent; in JSON, values are escaped.',
        default: '',
      },
      timeoutSeconds: seconds('How long an answer may take.', 1, 60, 10),
      retries: { kind: 'integer', min: 0, max: 5, sentence: 'How often it is tried again.', default: 2 },
      save: {
        kind: 'rows',
        countMax: 20,
        columns: {
          from: {
            kind: 'text',
            lengthMax: 500,
            mayBeEmpty: true,
            sentence: 'Where it stands in the answer: a JSON pointer.',
          },
          as: { kind: 'name', sentence: 'Its name: {{answer.NAME}}.' },
        },
        sentence: 'What is kept of the answer.',
        default: [],
      },
    },
    ports: ['ok', 'error_status', 'timeout', 'failed'],
    waits: true,
  },
  trigger_flow: {
    sentence: 'Starts another flow, which goes its own way.',
    settings: { flow: { kind: 'reference', to: 'flow', sentence: 'Which.' } },
    ports: ['started', 'failed'],
  },
  sheet_row: {
    sentence: 'Adds a row to a Google spreadsheet.',
    settings: {
      spreadsheet: { kind: 'text', lengthMax: 200, sentence: 'The spreadsheet’s id.' },
      range: { kind: 'text', lengthMax: 200, sentence: 'Sheet and table, in A1 notation.', default: 'Sheet1' },
      values: { kind: 'texts', lengthMax: 5_000, countMax: 100, fills: 'fields', sentence: 'The cells of the row.' },
      secret: { kind: 'name', sentence: 'The secret that holds the service account’s key.' },
    },
    ports: ['added', 'timeout', 'failed'],
    waits: true,
  },
  ai_agent: {
    sentence: 'Lets a language model talk with the customer, until it hands over.',
    settings: {
      endpoint: { kind: 'url', sentence: 'The endpoint that it is asked at, such as https://host/v1.' },
      model: { kind: 'text', lengthMax: 200, sentence: 'The model’s name.' },
      secret: { kind: 'name', nullable: true, sentence: 'The secret that holds its key.', default: null },
      instructions: text('What it is to do, and how.', 20_000),
      tools: { kind: 'words', words: aiTools, sentence: 'What it may do besides answering.', default: ['hand_over'] },
      fields: {
        kind: 'texts',
        lengthMax: 100,
        countMax: 20,
        sentence: 'The ticket’s fields that it may write.',
        default: [],
      },
      tags: { kind: 'texts', lengthMax: 100, countMax: 20, sentence: 'The tags that it may add.', default: [] },
      turns: { kind: 'integer', min: 1, max: 50, sentence: 'How often it speaks at most.', default: 10 },
      timeoutSeconds: seconds('How long one answer may take.', 1, 120, 30),
      idleSeconds: seconds('How long the customer may be silent.', 10, 7 * day, 900),
    },
    ports: ['handed_over', { port: 'resolved', ifAny: 'tools' }, 'turns', 'timeout', 'failed'],
    waits: true,
  },
  transfer: {
    sentence: 'Hands the ticket over, as a person would.',
    settings: {
      target: { kind: 'target', kinds: targetKinds, sentence: 'To whom.' },
      note: optionalText('A note for whoever gets it.', 2_000),
      reason: optionalText('Why, as a word.', 200),
      release: {
        kind: 'word',
        words: ['on_accept', 'now'],
        nullable: true,
        sentence: 'Whether the owner keeps it until it is taken.',
        default: null,
      },
      whenBlocked: {
        kind: 'word',
        words: ['refuse', 'wait', 'next', 'deliver_when_back'],
        nullable: true,
        sentence: 'What happens when nobody can take it now.',
        default: null,
      },
    },
    ports: [...transferOutcomes],
    waits: true,
  },
  consult: {
    sentence: 'Asks a colleague, or somebody outside, in private.',
    settings: {
      target: { kind: 'target', kinds: ['agent', 'external'], sentence: 'Whom.' },
      question: text('What is asked.', 2_000),
      timeoutSeconds: seconds('How long an answer is waited for.', 10, day, 300),
      saveAs: { kind: 'name', sentence: 'The name of the answer.', default: 'advice' },
    },
    ports: ['answered', 'refused', 'timeout', 'failed'],
    waits: true,
  },
  flag_supervisor: {
    sentence: 'Raises the flag for the supervisors of the department.',
    settings: { text: text('What is wrong.', 2_000) },
    ports: ['flagged', 'failed'],
  },
  alert: {
    sentence: 'Tells a named person, then the next, until one acknowledges it.',
    settings: {
      people: {
        kind: 'references',
        to: 'agent',
        sentence: 'Who is told, in this order; nobody named are those on duty.',
        default: [],
      },
      text: text('What they read.', 500),
      repeatSeconds: seconds('After how long the next is told.', 10, 3_600, 120),
    },
    ports: ['alerted', 'failed'],
  },
};

const ofConversation: Readonly<Record<string, SettingSpec>> = {
  accounts: {
    kind: 'references',
    to: 'account',
    mayBeAll: true,
    sentence: 'Of which channel accounts.',
    default: 'all',
  },
  channels: { kind: 'words_or_all', words: channelKinds, sentence: 'Of which kinds of channel.', default: 'all' },
  departments: {
    kind: 'references',
    to: 'department',
    mayBeAll: true,
    sentence: 'In which departments.',
    default: 'all',
  },
  when: { kind: 'condition', nullable: true, sentence: 'What must hold besides.', default: null },
};
const when: SettingSpec = { kind: 'condition', nullable: true, sentence: 'What must hold besides.', default: null };
const departments: SettingSpec = {
  kind: 'references',
  to: 'department',
  mayBeAll: true,
  sentence: 'In which departments.',
  default: 'all',
};

export const triggerTable: {
  readonly [K in TriggerKind]: { readonly sentence: string; readonly settings: Readonly<Record<string, SettingSpec>> };
} = {
  conversation_opened: {
    sentence: 'A conversation is opened.',
    settings: {
      sources: {
        kind: 'words',
        words: openingSources,
        filled: true,
        sentence: 'By whom, or how.',
        default: ['contact'],
      },
      ...ofConversation,
    },
  },
  conversation_closed: { sentence: 'A conversation is closed.', settings: ofConversation },
  message_received: { sentence: 'The customer writes.', settings: ofConversation },
  assignment_changed: {
    sentence: 'Somebody becomes the owner.',
    settings: {
      to: { kind: 'words', words: ownerKinds, filled: true, sentence: 'Who it is now.', default: ['agent'] },
      ...ofConversation,
    },
  },
  transfer_ended: {
    sentence: 'A hand-over ends.',
    settings: {
      outcomes: {
        kind: 'words',
        words: transferOutcomes,
        filled: true,
        sentence: 'How.',
        default: ['refused', 'returned', 'fell_back', 'failed'],
      },
      ...ofConversation,
    },
  },
  queue_wait_passed: {
    sentence: 'Somebody has waited so long in a queue.',
    settings: {
      queues: { kind: 'references', to: 'queue', mayBeAll: true, sentence: 'In which queues.', default: 'all' },
      seconds: seconds('How long.', 1, 30 * day, 300),
      ...ofConversation,
    },
  },
  tag_changed: {
    sentence: 'A tag is added or taken away.',
    settings: {
      tags: { kind: 'texts', lengthMax: 100, countMax: 100, mayBeAll: true, sentence: 'Which.', default: 'all' },
      ...ofConversation,
    },
  },
  field_changed: {
    sentence: 'A field of the ticket or the conversation changes.',
    settings: {
      fields: { kind: 'texts', lengthMax: 100, countMax: 100, mayBeAll: true, sentence: 'Which.', default: 'all' },
      ...ofConversation,
    },
  },
  presence_changed: {
    sentence: 'An agent comes or goes.',
    settings: {
      to: {
        kind: 'words',
        words: ['online', 'away', 'offline'],
        filled: true,
        sentence: 'What they are now.',
        default: ['offline'],
      },
      departments,
    },
  },
  schedule: {
    sentence: 'At times of the day.',
    settings: {
      zone: { kind: 'zone', sentence: 'In which time zone.', default: 'UTC' },
      weekdays: { kind: 'words', words: weekdays, filled: true, sentence: 'On which days.', default: weekdays },
      times: { kind: 'times', sentence: 'At which times.' },
      each: {
        kind: 'word',
        words: ['conversation', 'none'],
        sentence: 'Once for every open conversation, or once.',
        default: 'conversation',
      },
      departments,
      when,
    },
  },
  webhook: { sentence: 'Another system calls.', settings: { when } },
  flow: { sentence: 'Another flow starts it.', settings: { when } },
};
