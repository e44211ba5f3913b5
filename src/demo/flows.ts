import type { WrittenFlow } from '../domain/fill-configuration.ts';

/** The shop's flows: one that agents hand over to when they are done, and one to look at and publish. */
export const demoFlows: readonly WrittenFlow[] = [
  {
    id: 'how-was-it',
    name: 'Ask how it was',
    department: 'support',
    start: 'rate',
    steps: [
      {
        id: 'rate',
        kind: 'ask',
        text: 'Before you go: how was it, from 1 (poor) to 5 (splendid)?',
        answer: 'rating',
        saveAs: 'rating',
        field: { scope: 'ticket', name: 'rating' },
        timeoutSeconds: 3600,
        next: { answered: 'which', invalid: 'close', timeout: 'close', failed: 'fallback' },
      },
      {
        id: 'which',
        kind: 'branch',
        branches: [{ id: 'poor', name: 'Poor', when: { field: 'answer.rating', is: 'less_than', value: 3 } }],
        next: { poor: 'sorry', else: 'thanks', failed: 'fallback' },
      },
      {
        id: 'sorry',
        kind: 'send_message',
        text: 'We are sorry. A supervisor will read this.',
        next: { sent: 'flag', failed: 'fallback' },
      },
      {
        id: 'flag',
        kind: 'alert',
        text: '{{contact.name|A customer}} rated us {{answer.rating}} of 5.',
        next: { alerted: 'close', failed: 'fallback' },
      },
      { id: 'thanks', kind: 'send_message', text: 'Thank you!', next: { sent: 'close', failed: 'fallback' } },
      { id: 'close', kind: 'close', disposition: 'solved', next: { closed: 'end', failed: 'fallback' } },
    ],
  },
  {
    id: 'nobody-answered',
    name: 'Move it on if nobody answered',
    department: 'support',
    published: false,
    triggers: [{ kind: 'assignment_changed', to: ['agent'], departments: ['support'] }],
    start: 'wait',
    steps: [
      {
        id: 'wait',
        kind: 'wait',
        name: 'A quarter of an hour',
        seconds: 900,
        next: { elapsed: 'silent', failed: 'fallback' },
      },
      {
        id: 'silent',
        kind: 'branch',
        name: 'Has somebody answered?',
        branches: [
          { id: 'no', name: 'Nobody has', when: { field: 'reply.since_assignment', is: 'equal_to', value: false } },
        ],
        next: { no: 'assign', else: 'end', failed: 'fallback' },
      },
      {
        id: 'assign',
        kind: 'assign',
        name: 'Somebody else of Support',
        strategy: 'least_open',
        next: { assigned: 'tell', nobody: 'fallback', declined: 'fallback', failed: 'fallback' },
      },
      {
        id: 'tell',
        kind: 'comment',
        text: 'Came from {{trigger.from_agent|the queue}}: nobody had answered for a quarter of an hour.',
        next: { done: 'end', failed: 'end' },
      },
    ],
  },
];
