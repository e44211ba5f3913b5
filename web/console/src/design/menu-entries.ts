import type { ReactElement, ReactNode } from 'react';
import type { Choice } from './choice.tsx';
import type { IconName } from './icon.tsx';

/** Something that a menu does. */
export interface MenuAction {
  readonly kind?: 'action';
  readonly label: string;
  readonly icon?: IconName | undefined;
  /** The binding that does the same. */
  readonly keys?: string | undefined;
  readonly disabled?: boolean | undefined;
  /** Takes something away. */
  readonly critical?: boolean | undefined;
  readonly onSelect: () => void;
}

/** One of several that is chosen, such as presence. The menu closes when another one is. */
export interface MenuChoices {
  readonly kind: 'choices';
  readonly label: string;
  readonly value: string;
  readonly choices: readonly Choice[];
  readonly onChange: (value: string) => void;
}

/** Something that is on or off. The menu stays open. */
export interface MenuToggle {
  readonly kind: 'toggle';
  readonly label: string;
  readonly icon?: IconName | undefined;
  readonly on: boolean;
  readonly onChange: (on: boolean) => void;
}

/** A line between groups. */
export interface MenuLine {
  readonly kind: 'line';
}

export type MenuEntry = MenuAction | MenuChoices | MenuToggle | MenuLine;

export interface MenuProps {
  /** A button; it gets the roles and keys of one that opens a menu. */
  readonly trigger: ReactElement;
  readonly entries: readonly MenuEntry[];
  /** Above the entries: who one is, what this is about. */
  readonly head?: ReactNode;
  readonly side?: 'bottom' | 'top' | 'inline-end' | 'inline-start';
  readonly align?: 'start' | 'center' | 'end';
}
