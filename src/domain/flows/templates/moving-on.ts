import { moveTo, whyNotMoved } from './steps.ts';
import type { FlowTemplate } from './template.ts';

/** Conversations that nobody answers go on to somebody else. */

const quarterOfAnHour = 900;

/** “How to Promptly Transfer Conversation Between Agents”, setting by setting. */
const moveOn: FlowTemplate = {
  id: 'move-on',
  name: 'Move it on if nobody answers',
  sentence:
    'A conversation that a contact opens goes to one agent. If nothing was written to the customer in the set time, it goes on to somebody of a team who is online.',
  begins: 'by_itself',
  asks: [
    { name: 'first', answer: 'agent', sentence: 'Who gets it first?' },
    { name: 'wait', answer: 'seconds', sentence: 'How long do they have to answer?', default: quarterOfAnHour },
    { name: 'team', answer: 'department', sentence: 'Which team does it go on to?' },
  ],
  graph: {
    triggers: [{ kind: 'conversation_opened', sources: ['contact'] }],
    steps: [
      {
        id: 'first',
        kind: 'assign',
        name: 'Assign to the first agent',
        who: 'agent',
        agent: '<first>',
        next: { assigned: 'wait', nobody: 'second', declined: 'second', failed: 'fallback' },
      },
      { id: 'wait', kind: 'wait', seconds: '<wait>', next: { elapsed: 'check', failed: 'fallback' } },
      {
        id: 'check',
        kind: 'branch',
        name: 'Nobody has answered',
        branches: [
          {
            id: 'silent',
            when: {
              all: [
                { field: 'conversation.status', is: 'equal_to', value: 'open' },
                { field: 'time.since_last_outgoing', is: 'does_not_exist' },
              ],
            },
          },
        ],
        next: { silent: 'second', else: 'end', failed: 'fallback' },
      },
      {
        id: 'second',
        kind: 'assign',
        name: 'Assign to somebody of the team',
        who: 'team',
        team: '<team>',
        strategy: 'round_robin',
        onlyOnline: true,
        next: { assigned: 'tell', nobody: 'fallback', declined: 'fallback', failed: 'fallback' },
      },
      {
        id: 'tell',
        kind: 'comment',
        text: 'Moved on: {{owner.previous|nobody}} did not answer. Open for {{time.since_opened}} seconds.',
        next: { done: 'end', failed: 'end' },
      },
    ],
  },
};

/** The same without its limits: bots do not count as an answer, every assignment is watched, and it does not go round for ever. */
const watchEveryAssignment: FlowTemplate = {
  id: 'watch-every-assignment',
  name: 'Watch every assignment',
  sentence:
    'Whoever gets a conversation, first or later, has the set time to answer it themselves. Then it goes to somebody else of the team, after that to one person, and if they are silent too, those on duty are told.',
  begins: 'by_itself',
  asks: [
    { name: 'wait', answer: 'seconds', sentence: 'How long does each have to answer?', default: quarterOfAnHour },
    { name: 'team', answer: 'department', sentence: 'Which team does it go on to?' },
    { name: 'lead', answer: 'agent', sentence: 'Who gets it when several of them were silent?' },
  ],
  graph: {
    triggers: [{ kind: 'assignment_changed', to: ['agent'] }],
    steps: [
      {
        id: 'wait',
        kind: 'wait',
        seconds: '<wait>',
        on: { reply: 'end' },
        next: { elapsed: 'check', failed: 'fallback' },
      },
      {
        id: 'check',
        kind: 'branch',
        name: 'No person has answered',
        branches: [
          { id: 'answered', when: { field: 'reply.since_assignment', is: 'equal_to', value: true } },
          { id: 'several', when: { field: 'owners.count', is: 'greater_than', value: 2 } },
        ],
        next: { answered: 'end', several: 'lead', else: 'next', failed: 'fallback' },
      },
      {
        id: 'next',
        kind: 'assign',
        who: 'team',
        team: '<team>',
        strategy: 'least_open',
        onlyOnline: true,
        excludeEarlier: true,
        note: 'Moved on: {{owner.id}} did not answer for {{time.since_assigned}} seconds.',
        next: { assigned: 'end', nobody: 'lead', declined: 'lead', failed: 'fallback' },
      },
      {
        id: 'lead',
        kind: 'assign',
        who: 'agent',
        agent: '<lead>',
        note: 'Moved on after {{owners.earlier}}, none of whom answered.',
        next: { assigned: 'end', nobody: 'fallback', declined: 'fallback', failed: 'fallback' },
      },
    ],
  },
};

const customerWaits: FlowTemplate = {
  id: 'customer-waits',
  name: 'The customer waits for an answer',
  sentence:
    'Whenever the customer writes and no person answers in the set time, also when somebody answered before, it goes on to somebody else of the team; after three of them those on duty are told.',
  begins: 'by_itself',
  asks: [
    { name: 'wait', answer: 'seconds', sentence: 'How long may the customer wait?', default: quarterOfAnHour },
    { name: 'team', answer: 'department', sentence: 'Which team does it go on to?' },
  ],
  graph: {
    triggers: [{ kind: 'message_received' }],
    steps: [
      {
        id: 'wait',
        kind: 'wait',
        seconds: '<wait>',
        on: { reply: 'end', transfer: 'ignore' },
        next: { elapsed: 'check', failed: 'fallback' },
      },
      {
        id: 'check',
        kind: 'branch',
        branches: [{ id: 'waits', when: { field: 'time.customer_waiting', is: 'exists' } }],
        next: { waits: 'next', else: 'end', failed: 'fallback' },
      },
      {
        id: 'next',
        kind: 'assign',
        who: 'team',
        team: '<team>',
        strategy: 'least_open',
        onlyOnline: true,
        excludeEarlier: true,
        note: 'The customer has waited for {{time.customer_waiting}} seconds.',
        next: { assigned: 'again', nobody: 'fallback', declined: 'fallback', failed: 'fallback' },
      },
      { id: 'again', kind: 'jump', times: 3, next: { jump: 'wait', exhausted: 'fallback', failed: 'fallback' } },
    ],
  },
};

const nextShift: FlowTemplate = {
  id: 'next-shift',
  name: 'Hand over to the next shift',
  sentence: 'When a shift ends, what its agents have open goes to those of the next who are online, in turn.',
  begins: 'by_itself',
  asks: [
    { name: 'from', answer: 'department', sentence: 'Whose shift ends?' },
    { name: 'to', answer: 'department', sentence: 'Whose begins?' },
    { name: 'time', answer: 'time', sentence: 'When?', default: '14:00' },
    { name: 'zone', answer: 'zone', sentence: 'In which time zone?', default: 'UTC' },
  ],
  graph: {
    triggers: [
      {
        kind: 'schedule',
        zone: '<zone>',
        times: ['<time>'],
        each: 'conversation',
        departments: ['<from>'],
        when: { field: 'owner.kind', is: 'equal_to', value: 'agent' },
      },
    ],
    steps: [
      {
        id: 'hand-over',
        kind: 'assign',
        who: 'team',
        team: '<to>',
        strategy: 'round_robin',
        onlyOnline: true,
        note: 'From the shift before: {{owner.id}}.',
        next: { assigned: 'end', nobody: 'wait', declined: 'wait', failed: 'fallback' },
      },
      moveTo('wait', '<to>'),
      whyNotMoved,
    ],
  },
};

const unassignAfterClose: FlowTemplate = {
  id: 'unassign-after-close',
  name: 'Unassign after closing',
  sentence:
    'A closed conversation belongs to nobody. When the customer opens it again it waits for whoever is free, not for the agent who had it before.',
  begins: 'by_itself',
  asks: [],
  graph: {
    triggers: [{ kind: 'conversation_opened', sources: ['reopened'] }],
    steps: [
      {
        id: 'unassign',
        kind: 'assign',
        who: 'nobody',
        next: { assigned: 'end', nobody: 'end', declined: 'end', failed: 'fallback' },
      },
    ],
  },
};

const escalate: FlowTemplate = {
  id: 'escalate',
  name: 'Escalate by a tag',
  sentence:
    'An agent sets a tag, and the conversation goes to the second line, with the flag raised for its supervisors.',
  begins: 'by_itself',
  asks: [
    { name: 'tag', answer: 'text', sentence: 'Which tag?', default: 'escalate' },
    { name: 'team', answer: 'department', sentence: 'Who is the second line?' },
  ],
  graph: {
    triggers: [
      { kind: 'tag_changed', tags: ['<tag>'], when: { field: 'ticket.tags', is: 'contains', value: '<tag>' } },
    ],
    steps: [
      {
        id: 'second-line',
        kind: 'assign',
        who: 'team',
        team: '<team>',
        strategy: 'least_open',
        onlyOnline: true,
        note: 'Escalated by {{owner.id}}.',
        next: { assigned: 'flag', nobody: 'wait', declined: 'wait', failed: 'fallback' },
      },
      moveTo('wait', '<team>', 'flag'),
      whyNotMoved,
      {
        id: 'flag',
        kind: 'flag_supervisor',
        text: 'Escalated: {{message.text|no message}}',
        next: { flagged: 'end', failed: 'end' },
      },
    ],
  },
};

const supervise: FlowTemplate = {
  id: 'supervise',
  name: 'Tell supervisors of a long wait',
  sentence: 'When somebody has waited in a queue for the set time, the flag is raised and those on duty are told.',
  begins: 'by_itself',
  asks: [{ name: 'wait', answer: 'seconds', sentence: 'After how long?', default: 300 }],
  graph: {
    triggers: [{ kind: 'queue_wait_passed', seconds: '<wait>' }],
    steps: [
      {
        id: 'flag',
        kind: 'flag_supervisor',
        text: 'Nobody has taken it for <wait> seconds.',
        next: { flagged: 'alert', failed: 'alert' },
      },
      {
        id: 'alert',
        kind: 'alert',
        text: '{{contact.name|A customer}} has waited for <wait> seconds.',
        next: { alerted: 'end', failed: 'end' },
      },
    ],
  },
};

const reportAssignments: FlowTemplate = {
  id: 'report-assignments',
  name: 'Write assignments to a spreadsheet',
  sentence:
    'Each assignment becomes a row: when, who has it, who had it, which customer. Counted by agent, it is a leaderboard.',
  begins: 'by_itself',
  asks: [
    { name: 'spreadsheet', answer: 'text', sentence: 'The spreadsheet’s id?' },
    { name: 'secret', answer: 'name', sentence: 'Which secret holds the service account’s key?', default: 'google' },
  ],
  graph: {
    triggers: [{ kind: 'assignment_changed', to: ['agent'] }],
    steps: [
      {
        id: 'row',
        kind: 'sheet_row',
        spreadsheet: '<spreadsheet>',
        range: 'Assignments',
        secret: '<secret>',
        values: [
          '{{time.date}}',
          '{{time.of_day}}',
          '{{owner.id}}',
          '{{trigger.from_agent|}}',
          '{{contact.name|}}',
          '{{ticket.department}}',
        ],
        next: { added: 'end', timeout: 'end', failed: 'fallback' },
      },
    ],
  },
};

export const movingOn: readonly FlowTemplate[] = [
  moveOn,
  watchEveryAssignment,
  customerWaits,
  nextShift,
  unassignAfterClose,
  escalate,
  supervise,
  reportAssignments,
];
