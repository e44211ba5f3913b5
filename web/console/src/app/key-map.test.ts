import { describe, expect, test } from 'vitest';
import { bindingOf, isSingleKey, type KeyPress, mayFire } from './key-map.ts';

const press = (key: string, more: Partial<KeyPress> = {}): KeyPress => ({
  key,
  code: /^[a-z]$/i.test(key) ? `Key${key.toUpperCase()}` : '',
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...more,
});
const elsewhere = { isApple: false };
const apple = { isApple: true };

describe('the binding of a press', () => {
  test.each([
    ['a letter', press('t'), 't'],
    ['a letter with caps lock', press('T'), 't'],
    ['a letter with shift', press('J', { shiftKey: true }), 'shift+j'],
    ['a sign, whatever key it takes to write it', press('?', { shiftKey: true, code: 'Slash' }), '?'],
    ['Ctrl', press('k', { ctrlKey: true }), 'mod+k'],
    ['Ctrl and Enter', press('Enter', { ctrlKey: true }), 'mod+enter'],
    ['shift and a key that writes nothing', press('Enter', { shiftKey: true }), 'shift+enter'],
    ['Alt', press('s', { altKey: true }), 'alt+s'],
    ['Escape', press('Escape'), 'escape'],
    ['the space bar', press(' ', { code: 'Space' }), 'space'],
    ['a letter of another script, by its place', press('ف', { code: 'KeyT' }), 't'],
    ['Ctrl on another script', press('л', { code: 'KeyK', ctrlKey: true }), 'mod+k'],
  ])('is read for %s', (_, given, binding) => {
    expect(bindingOf(given, elsewhere)).toBe(binding);
  });

  test('takes the command key on Apple’s keyboards, and its Alt by place', () => {
    expect(bindingOf(press('k', { metaKey: true }), apple)).toBe('mod+k');
    expect(bindingOf(press('ß', { altKey: true, code: 'KeyS' }), apple)).toBe('alt+s');
  });

  test('is none for a modifier alone, nor with the other platform’s command key', () => {
    expect(bindingOf(press('Shift', { shiftKey: true }), elsewhere)).toBeUndefined();
    expect(bindingOf(press('k', { metaKey: true }), elsewhere)).toBeUndefined();
    expect(bindingOf(press('k', { ctrlKey: true }), apple)).toBeUndefined();
  });
});

describe('a single key (WCAG 2.1.4)', () => {
  test('is one character without Ctrl, Alt or the command key', () => {
    expect(['t', '?', 'shift+j', 'space', '1'].every(isSingleKey)).toBe(true);
    expect(['mod+k', 'alt+s', 'escape', 'arrowup', 'mod+shift+j'].some(isSingleKey)).toBe(false);
  });

  const quiet = { typing: false, covered: false, singleKeys: true };

  test('acts where nothing is typed, and can be switched off', () => {
    expect(mayFire('t', quiet)).toBe(true);
    expect(mayFire('t', { ...quiet, singleKeys: false })).toBe(false);
    expect(mayFire('mod+k', { ...quiet, singleKeys: false })).toBe(true);
    expect(mayFire('escape', { ...quiet, singleKeys: false })).toBe(true);
  });

  test('never acts while typing; what is held with Ctrl or Alt does', () => {
    for (const binding of ['t', '?', 'shift+j', 'escape', 'arrowdown']) {
      expect(mayFire(binding, { ...quiet, typing: true }), binding).toBe(false);
    }
    expect(mayFire('mod+enter', { ...quiet, typing: true })).toBe(true);
  });

  test('nor anything else while a dialog or menu lies over the page', () => {
    expect(mayFire('mod+k', { ...quiet, covered: true })).toBe(false);
  });
});
