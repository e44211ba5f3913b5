import { moveTo, whyNotMoved } from './steps.ts';
import type { FlowTemplate } from './template.ts';

/** Customers who come go to the department that is for them. */

const byContact = { kind: 'conversation_opened', sources: ['contact'] } as const;

const byShifts: FlowTemplate = {
  id: 'route-by-shifts',
  name: 'Route by shifts',
  sentence: 'A conversation goes to the shift that works when it is opened.',
  begins: 'as_entry',
  asks: [
    { name: 'zone', answer: 'zone', sentence: 'In which time zone?', default: 'UTC' },
    { name: 'morning', answer: 'department', sentence: 'Who works in the morning?' },
    { name: 'morningFrom', answer: 'time', sentence: 'From when?', default: '06:00' },
    { name: 'evening', answer: 'department', sentence: 'Who works in the evening?' },
    { name: 'eveningFrom', answer: 'time', sentence: 'From when?', default: '14:00' },
    { name: 'night', answer: 'department', sentence: 'Who works at night?' },
    { name: 'nightFrom', answer: 'time', sentence: 'From when?', default: '22:00' },
  ],
  graph: {
    triggers: [byContact],
    steps: [
      {
        id: 'is-morning',
        kind: 'date_time',
        mode: 'times',
        zone: '<zone>',
        from: '<morningFrom>',
        to: '<eveningFrom>',
        next: { inside: 'morning', outside: 'is-evening', failed: 'fallback' },
      },
      {
        id: 'is-evening',
        kind: 'date_time',
        mode: 'times',
        zone: '<zone>',
        from: '<eveningFrom>',
        to: '<nightFrom>',
        next: { inside: 'evening', outside: 'night', failed: 'fallback' },
      },
      moveTo('morning', '<morning>'),
      moveTo('evening', '<evening>'),
      moveTo('night', '<night>'),
      whyNotMoved,
    ],
  },
};

const vip: FlowTemplate = {
  id: 'route-vip',
  name: 'Route VIP contacts',
  sentence: 'Contacts whose field vip says yes go to their own agent, or to that team when the agent is not there.',
  begins: 'as_entry',
  asks: [
    { name: 'agent', answer: 'agent', sentence: 'Who looks after them?' },
    { name: 'team', answer: 'department', sentence: 'And when that agent is not there?' },
    { name: 'others', answer: 'department', sentence: 'Who is for everybody else?' },
  ],
  graph: {
    triggers: [byContact],
    steps: [
      {
        id: 'is-vip',
        kind: 'branch',
        branches: [{ id: 'vip', when: { field: 'contact.field.vip', is: 'one_of', value: ['yes', true] } }],
        next: { vip: 'agent', else: 'others', failed: 'fallback' },
      },
      {
        id: 'agent',
        kind: 'assign',
        who: 'agent',
        agent: '<agent>',
        note: 'VIP',
        next: { assigned: 'end', nobody: 'team', declined: 'team', failed: 'fallback' },
      },
      moveTo('team', '<team>'),
      moveTo('others', '<others>'),
      whyNotMoved,
    ],
  },
};

const language: FlowTemplate = {
  id: 'route-language',
  name: 'Route by preferred language',
  sentence: 'Asks once which language the contact prefers, remembers it, and routes by it.',
  begins: 'as_entry',
  asks: [
    { name: 'question', answer: 'text', sentence: 'What is asked?', default: 'Which language do you prefer?' },
    { name: 'one', answer: 'text', sentence: 'The first language, in its own word?', default: 'English' },
    { name: 'oneTeam', answer: 'department', sentence: 'Who speaks it?' },
    { name: 'two', answer: 'text', sentence: 'The second?', default: 'العربية' },
    { name: 'twoTeam', answer: 'department', sentence: 'Who speaks it?' },
  ],
  graph: {
    triggers: [byContact],
    steps: [
      {
        id: 'known',
        kind: 'branch',
        branches: [
          { id: 'one', when: { field: 'contact.field.language', is: 'equal_to', value: '<one>' } },
          { id: 'two', when: { field: 'contact.field.language', is: 'equal_to', value: '<two>' } },
        ],
        next: { one: 'one-team', two: 'two-team', else: 'ask', failed: 'fallback' },
      },
      {
        id: 'ask',
        kind: 'ask',
        text: '<question>',
        answer: 'choice',
        options: [
          { id: 'one', label: '<one>' },
          { id: 'two', label: '<two>' },
        ],
        portPerOption: true,
        field: { scope: 'contact', name: 'language' },
        timeoutSeconds: 600,
        next: { one: 'one-team', two: 'two-team', invalid: 'one-team', timeout: 'one-team', failed: 'fallback' },
      },
      moveTo('one-team', '<oneTeam>'),
      moveTo('two-team', '<twoTeam>'),
      whyNotMoved,
    ],
  },
};

const teamFunction: FlowTemplate = {
  id: 'route-team-function',
  name: 'Route by what it is about',
  sentence: 'A menu asks what it is about, and routes to the team for that; who does not answer goes to the last one.',
  begins: 'as_entry',
  asks: [
    { name: 'question', answer: 'text', sentence: 'What is asked?', default: 'What is it about?' },
    { name: 'one', answer: 'text', sentence: 'The first answer?', default: 'I want to buy something' },
    { name: 'oneTeam', answer: 'department', sentence: 'Who is for that?' },
    { name: 'two', answer: 'text', sentence: 'The second?', default: 'My invoice' },
    { name: 'twoTeam', answer: 'department', sentence: 'Who is for that?' },
    { name: 'three', answer: 'text', sentence: 'The third?', default: 'Something else' },
    { name: 'threeTeam', answer: 'department', sentence: 'Who is for that?' },
  ],
  graph: {
    triggers: [byContact],
    steps: [
      {
        id: 'menu',
        kind: 'ask',
        text: '<question>',
        answer: 'choice',
        options: [
          { id: 'one', label: '<one>' },
          { id: 'two', label: '<two>' },
          { id: 'three', label: '<three>' },
        ],
        portPerOption: true,
        saveAs: 'subject',
        field: { scope: 'shared', name: 'subject' },
        timeoutSeconds: 600,
        next: {
          one: 'one-team',
          two: 'two-team',
          three: 'three-team',
          invalid: 'three-team',
          timeout: 'three-team',
          failed: 'fallback',
        },
      },
      moveTo('one-team', '<oneTeam>'),
      moveTo('two-team', '<twoTeam>'),
      moveTo('three-team', '<threeTeam>'),
      whyNotMoved,
    ],
  },
};

const newOrReturning: FlowTemplate = {
  id: 'route-new-returning',
  name: 'Route new and returning contacts',
  sentence: 'Who writes for the first time goes to one team, who was here before to another.',
  begins: 'as_entry',
  asks: [
    { name: 'newTeam', answer: 'department', sentence: 'Who is for new contacts?' },
    { name: 'returningTeam', answer: 'department', sentence: 'Who is for those who come back?' },
  ],
  graph: {
    triggers: [byContact],
    steps: [
      {
        id: 'is-new',
        kind: 'branch',
        branches: [{ id: 'returning', when: { field: 'contact.earlier_conversations', is: 'greater_than', value: 0 } }],
        next: { returning: 'returning-team', else: 'new-team', failed: 'fallback' },
      },
      moveTo('new-team', '<newTeam>'),
      moveTo('returning-team', '<returningTeam>'),
      whyNotMoved,
    ],
  },
};

const assistantTools = { tools: ['hand_over', 'resolve'], turns: 20, timeoutSeconds: 30, idleSeconds: 900 } as const;
const afterAssistant = {
  handed_over: 'team',
  resolved: 'solved',
  turns: 'team',
  timeout: 'team',
  failed: 'team',
} as const;

const preferredAssistant: FlowTemplate = {
  id: 'route-ai-agent',
  name: 'Route to the preferred AI agent',
  sentence:
    'A menu offers two AI agents, and the contact’s choice is remembered. Each talks until it has solved the matter, or hands over to a team with its reason.',
  begins: 'as_entry',
  asks: [
    { name: 'endpoint', answer: 'url', sentence: 'Where is the model asked, such as https://host/v1?' },
    { name: 'model', answer: 'text', sentence: 'Which model?' },
    { name: 'secret', answer: 'name', sentence: 'Which secret holds its key?', default: 'model' },
    { name: 'one', answer: 'text', sentence: 'The first assistant’s name?', default: 'Shop assistant' },
    { name: 'oneDoes', answer: 'text', sentence: 'What is it to do?', default: 'You help with buying.' },
    { name: 'two', answer: 'text', sentence: 'The second’s name?', default: 'Service assistant' },
    { name: 'twoDoes', answer: 'text', sentence: 'What is it to do?', default: 'You help with what was bought.' },
    { name: 'team', answer: 'department', sentence: 'Whom do they hand over to?' },
  ],
  graph: {
    triggers: [],
    steps: [
      {
        id: 'known',
        kind: 'branch',
        branches: [
          { id: 'one', when: { field: 'contact.field.assistant', is: 'equal_to', value: '<one>' } },
          { id: 'two', when: { field: 'contact.field.assistant', is: 'equal_to', value: '<two>' } },
        ],
        next: { one: 'one', two: 'two', else: 'ask', failed: 'fallback' },
      },
      {
        id: 'ask',
        kind: 'ask',
        text: 'Who may help you?',
        answer: 'choice',
        options: [
          { id: 'one', label: '<one>' },
          { id: 'two', label: '<two>' },
        ],
        portPerOption: true,
        field: { scope: 'contact', name: 'assistant' },
        timeoutSeconds: 600,
        next: { one: 'one', two: 'two', invalid: 'team', timeout: 'team', failed: 'fallback' },
      },
      {
        id: 'one',
        kind: 'ai_agent',
        endpoint: '<endpoint>',
        model: '<model>',
        secret: '<secret>',
        instructions: '<oneDoes>',
        ...assistantTools,
        next: afterAssistant,
      },
      {
        id: 'two',
        kind: 'ai_agent',
        endpoint: '<endpoint>',
        model: '<model>',
        secret: '<secret>',
        instructions: '<twoDoes>',
        ...assistantTools,
        next: afterAssistant,
      },
      { id: 'solved', kind: 'close', reason: 'solved', next: { closed: 'end', failed: 'fallback' } },
      { ...moveTo('team', '<team>'), note: '{{answer.handover_reason|}}' },
      whyNotMoved,
    ],
  },
};

export const routing: readonly FlowTemplate[] = [
  byShifts,
  vip,
  language,
  teamFunction,
  newOrReturning,
  preferredAssistant,
];
