import { expect, test } from 'vitest';
import type { MessageEntry, TurnEntry } from '../../../../src/contract/webchat.ts';
import { arrangeThread, type Block } from './arrange-thread.ts';
import type { Outgoing } from './chat-state.ts';

const at = (minutes: number, day = 1): string => `2026-03-0${day}T10:${String(minutes).padStart(2, '0')}:00.000Z`;
const message = (text: string, more: Partial<MessageEntry> = {}): MessageEntry => ({
  kind: 'message',
  cursor: text,
  id: text,
  from: 'visitor',
  name: null,
  text,
  files: [],
  at: at(0),
  ...more,
});
const turn = (code: TurnEntry['code'], more: Partial<TurnEntry> = {}): TurnEntry => ({
  kind: 'turn',
  cursor: code,
  code,
  view: { phase: 'waiting', agent: null, department: null, to: null },
  at: at(0),
  ...more,
});
const days = { today: '2026-03-01', of: (instant: string) => instant.slice(0, 10) };
const inShort = (blocks: readonly Block[]): string[] =>
  blocks.map((block) =>
    block.kind === 'group'
      ? `${block.name ?? block.from}: ${block.messages.map(({ text, sending }) => text + (sending ?? '')).join(' | ')}`
      : block.kind === 'turn'
        ? `(${block.turn.code}${block.isLast ? ', last' : ''})`
        : `--- ${block.at.slice(0, 10)}`,
  );

test('messages of one author stand together until another speaks, something happens, or time passes', () => {
  const entries = [
    message('a'),
    message('b', { at: at(2) }),
    message('c', { at: at(9) }),
    message('d', { at: at(9), from: 'agent', name: 'Tom' }),
    turn('bringing', { at: at(9) }),
    message('e', { at: at(9), from: 'agent', name: 'Tom' }),
    message('f', { at: at(9), from: 'agent', name: 'Priya' }),
  ];
  expect(inShort(arrangeThread(entries, [], days))).toEqual([
    ...['visitor: a | b', 'visitor: c', 'Tom: d', '(bringing, last)', 'Tom: e', 'Priya: f'],
  ]);
});

test('what is on its way stands at the end', () => {
  const outgoing: Outgoing[] = [
    { id: '1', text: 'y', files: [], form: null, state: 'sent', at: at(1) },
    { id: '2', text: 'z', files: [], form: null, state: 'failed', at: at(1) },
  ];
  expect(inShort(arrangeThread([message('x')], outgoing, days))).toEqual(['visitor: x | y | zfailed']);
});

test('days are told where there are several, or where it was not today', () => {
  expect(inShort(arrangeThread([message('x')], [], days))).toEqual(['visitor: x']);
  const entries = [message('x'), message('y', { at: at(0, 2) })];
  expect(inShort(arrangeThread(entries, [], { ...days, today: '2026-03-02' }))).toEqual([
    ...['--- 2026-03-01', 'visitor: x', '--- 2026-03-02', 'visitor: y'],
  ]);
});

test('whoever writes first is in line after it', () => {
  const entries = [turn('waiting'), message('hello'), turn('served', { cursor: 's', at: at(1) })];
  expect(inShort(arrangeThread(entries, [], days))).toEqual(['visitor: hello', '(waiting)', '(served, last)']);
  const begunByUs = [turn('waiting'), message('hello', { at: at(3) })];
  expect(inShort(arrangeThread(begunByUs, [], days))).toEqual(['(waiting, last)', 'visitor: hello']);
});
