import { useEffect, useRef, useSyncExternalStore } from 'react';
import type { IconName } from '../design/icon.tsx';
import { isApple } from '../design/platform.ts';
import { bindingOf, mayFire, placeOf } from './key-map.ts';
import { preferences } from './preferences.ts';

/** The headings under which the palette and the sheet of keys show commands, in this order. */
export const commandGroups = ['conversation', 'list', 'flow', 'go', 'presence', 'appearance', 'you'] as const;
export type CommandGroup = (typeof commandGroups)[number];

/** Something that can be done from where one is: by its key, from the palette, and told on the sheet of keys. */
export interface Command {
  /** Unique among those that are registered together, such as `go.inbox`. */
  readonly id: string;
  readonly title: string;
  readonly group: CommandGroup;
  /** `t`, `?`, `mod+k`, `mod+enter`, `shift+j`, `escape`. With two of the same, the one registered last acts. */
  readonly keys?: string | undefined;
  readonly icon?: IconName | undefined;
  /** What else is searched for in the palette. */
  readonly alsoCalled?: string | undefined;
  /** Default true. One that is not is nowhere. */
  readonly enabled?: boolean | undefined;
  /** Left out of the palette, where it makes no sense: the palette itself, moving in a list. Default false. */
  readonly onlyByKey?: boolean | undefined;
  readonly run: () => void;
}

const registered = new Map<symbol, readonly Command[]>();
const listeners = new Set<() => void>();
let snapshot: readonly Command[] = [];

function changed(): void {
  snapshot = [...registered.values()].flat().filter(({ enabled }) => enabled !== false);
  for (const listener of listeners) listener();
}

/** Registers commands for as long as the component is on the page. They may be made anew with every render. */
export function useCommands(commands: readonly Command[]): void {
  const slot = useRef<symbol>(undefined);
  slot.current ??= Symbol('commands');
  useEffect(() => {
    registered.set(slot.current as symbol, commands);
    changed();
  }, [commands]);
  useEffect(
    () => () => {
      registered.delete(slot.current as symbol);
      changed();
    },
    [],
  );
}

/** Registers one command, as `useCommands` does. */
export function useCommand(command: Command): void {
  useCommands([command]);
}

/** All commands of where one is. */
export function useRegisteredCommands(): readonly Command[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => snapshot,
  );
}

/** Commands under one heading. */
export interface GroupOfCommands {
  readonly name: CommandGroup;
  readonly items: Command[];
}

/** Commands under their headings, in the order of the groups; groups that have none are left out. */
export function groupCommands(commands: readonly Command[]): GroupOfCommands[] {
  return commandGroups
    .map((name) => ({ name, items: commands.filter(({ group }) => group === name) }))
    .filter(({ items }) => items.length > 0);
}

/** The command that a binding means here; of several, the one registered last. */
export function findCommand(commands: readonly Command[], binding: string): Command | undefined {
  return commands.findLast(({ keys }) => keys === binding);
}

function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return;
  const binding = bindingOf(event, { isApple });
  const command = binding === undefined ? undefined : findCommand(snapshot, binding);
  if (!command || binding === undefined) return;
  if (!mayFire(binding, placeOf(event.target, preferences().singleKeys))) return;
  event.preventDefault();
  command.run();
}

/** Listens for the keys of all commands; the shell does so once. */
export function useCommandKeys(): void {
  useEffect(() => {
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
}
