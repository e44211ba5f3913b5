import type { FlowTemplate } from './template.ts';

/** What is said to customers, and asked of them, before anybody else does. */

const byContact = { kind: 'conversation_opened', sources: ['contact'] } as const;

const welcomeAndAway: FlowTemplate = {
  id: 'welcome-away',
  name: 'Welcome and away messages',
  sentence: 'Says hello while the department is open, and otherwise that it is not.',
  begins: 'by_itself',
  asks: [
    {
      name: 'welcome',
      answer: 'text',
      sentence: 'What is said while it is open?',
      default: 'Hello! Somebody will be with you soon.',
    },
    {
      name: 'away',
      answer: 'text',
      sentence: 'And otherwise?',
      default: 'We are closed, and answer as soon as we are back.',
    },
  ],
  graph: {
    triggers: [byContact],
    steps: [
      {
        id: 'hours',
        kind: 'date_time',
        mode: 'business_hours',
        next: { inside: 'welcome', outside: 'away', failed: 'fallback' },
      },
      { id: 'welcome', kind: 'send_message', text: '<welcome>', next: { sent: 'end', failed: 'end' } },
      { id: 'away', kind: 'send_message', text: '<away>', next: { sent: 'end', failed: 'end' } },
    ],
  },
};

const consent: FlowTemplate = {
  id: 'consent',
  name: 'Consent to personal data',
  sentence:
    'Asks once whether personal data may be kept, writes the answer down, and closes where the contact says no.',
  begins: 'as_entry',
  asks: [
    {
      name: 'question',
      answer: 'text',
      sentence: 'What is asked?',
      default: 'May we keep what you tell us, to help you? (yes/no)',
    },
    {
      name: 'goodbye',
      answer: 'text',
      sentence: 'What is said to who says no?',
      default: 'Then we keep nothing. You may write again at any time.',
    },
  ],
  graph: {
    triggers: [byContact],
    steps: [
      {
        id: 'asked',
        kind: 'branch',
        branches: [{ id: 'given', when: { field: 'contact.field.consent', is: 'equal_to', value: true } }],
        next: { given: 'end', else: 'ask', failed: 'fallback' },
      },
      {
        id: 'ask',
        kind: 'ask',
        text: '<question>',
        answer: 'yes_no',
        saveAs: 'consent',
        field: { scope: 'contact', name: 'consent' },
        timeoutSeconds: 3_600,
        next: { answered: 'given', invalid: 'end', timeout: 'end', failed: 'fallback' },
      },
      {
        id: 'given',
        kind: 'branch',
        branches: [{ id: 'yes', when: { field: 'answer.consent', is: 'equal_to', value: true } }],
        next: { yes: 'end', else: 'goodbye', failed: 'fallback' },
      },
      { id: 'goodbye', kind: 'send_message', text: '<goodbye>', next: { sent: 'close', failed: 'close' } },
      { id: 'close', kind: 'close', reason: 'no consent', next: { closed: 'end', failed: 'fallback' } },
    ],
  },
};

const collect: FlowTemplate = {
  id: 'collect-email-phone',
  name: 'Collect e-mail and phone number',
  sentence: 'Asks for what is not known yet, and writes it to the contact. Either may be skipped.',
  begins: 'as_entry',
  asks: [
    {
      name: 'email',
      answer: 'text',
      sentence: 'How is the address asked for?',
      default: 'What is your e-mail address? Write “skip” to go on.',
    },
    {
      name: 'phone',
      answer: 'text',
      sentence: 'And the number?',
      default: 'And your phone number? Write “skip” to go on.',
    },
    { name: 'skip', answer: 'text', sentence: 'Which word skips a question?', default: 'skip' },
  ],
  graph: {
    triggers: [byContact],
    steps: [
      {
        id: 'has-email',
        kind: 'branch',
        branches: [{ id: 'known', when: { field: 'contact.field.email', is: 'exists' } }],
        next: { known: 'has-phone', else: 'email', failed: 'fallback' },
      },
      {
        id: 'email',
        kind: 'ask',
        text: '<email>',
        answer: 'email',
        saveAs: 'email',
        field: { scope: 'contact', name: 'email' },
        skipWords: ['<skip>'],
        timeoutSeconds: 3_600,
        next: { answered: 'has-phone', skipped: 'has-phone', invalid: 'has-phone', timeout: 'end', failed: 'fallback' },
      },
      {
        id: 'has-phone',
        kind: 'branch',
        branches: [{ id: 'known', when: { field: 'contact.field.phone', is: 'exists' } }],
        next: { known: 'end', else: 'phone', failed: 'fallback' },
      },
      {
        id: 'phone',
        kind: 'ask',
        text: '<phone>',
        answer: 'phone',
        saveAs: 'phone',
        field: { scope: 'contact', name: 'phone' },
        skipWords: ['<skip>'],
        timeoutSeconds: 3_600,
        next: { answered: 'end', skipped: 'end', invalid: 'end', timeout: 'end', failed: 'fallback' },
      },
    ],
  },
};

const satisfaction: FlowTemplate = {
  id: 'satisfaction',
  name: 'Ask how it was, and keep the answers',
  sentence:
    'An agent who is done sets a tag instead of closing: the customer is asked for one to five, the answer becomes a row of a spreadsheet, and the conversation is closed.',
  begins: 'by_itself',
  asks: [
    { name: 'tag', answer: 'text', sentence: 'Which tag?', default: 'solved' },
    { name: 'question', answer: 'text', sentence: 'What is asked?', default: 'How were we, from 1 (bad) to 5 (good)?' },
    { name: 'thanks', answer: 'text', sentence: 'What is said then?', default: 'Thank you!' },
    { name: 'spreadsheet', answer: 'text', sentence: 'The spreadsheet’s id?' },
    { name: 'secret', answer: 'name', sentence: 'Which secret holds the service account’s key?', default: 'google' },
  ],
  graph: {
    triggers: [
      { kind: 'tag_changed', tags: ['<tag>'], when: { field: 'ticket.tags', is: 'contains', value: '<tag>' } },
    ],
    steps: [
      {
        id: 'ask',
        kind: 'ask',
        text: '<question>',
        answer: 'rating',
        saveAs: 'rating',
        timeoutSeconds: 86_400,
        next: { answered: 'row', invalid: 'close', timeout: 'close', failed: 'end' },
      },
      {
        id: 'row',
        kind: 'sheet_row',
        spreadsheet: '<spreadsheet>',
        range: 'Answers',
        secret: '<secret>',
        values: ['{{time.date}}', '{{contact.name|}}', '{{owner.id}}', '{{answer.rating}}'],
        next: { added: 'thanks', timeout: 'thanks', failed: 'lost' },
      },
      {
        id: 'lost',
        kind: 'comment',
        text: 'The answer {{answer.rating}} was not written to the spreadsheet: {{last.code}}.',
        next: { done: 'thanks', failed: 'thanks' },
      },
      { id: 'thanks', kind: 'send_message', text: '<thanks>', next: { sent: 'close', failed: 'close' } },
      { id: 'close', kind: 'close', reason: 'solved', next: { closed: 'end', failed: 'end' } },
    ],
  },
};

const closeSpam: FlowTemplate = {
  id: 'close-spam',
  name: 'Close what blocked contacts write',
  sentence: 'What comes from contacts whose field blocked says yes is closed at once.',
  begins: 'as_entry',
  asks: [],
  graph: {
    triggers: [byContact, { kind: 'conversation_opened', sources: ['reopened'] }],
    steps: [
      {
        id: 'is-blocked',
        kind: 'branch',
        branches: [{ id: 'blocked', when: { field: 'contact.field.blocked', is: 'one_of', value: ['yes', true] } }],
        next: { blocked: 'close', else: 'end', failed: 'end' },
      },
      { id: 'close', kind: 'close', reason: 'spam', next: { closed: 'end', failed: 'fallback' } },
    ],
  },
};

export const talking: readonly FlowTemplate[] = [welcomeAndAway, consent, collect, satisfaction, closeSpam];
