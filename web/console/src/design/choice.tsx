import type { ReactNode } from 'react';

/** Something that can be chosen. */
export interface Choice<V extends string = string> {
  readonly value: V;
  readonly label: string;
  /** Beside the label, quieter: a load, a place, a time. */
  readonly detail?: ReactNode;
  /** Before the label: an icon, an avatar. */
  readonly icon?: ReactNode;
  readonly disabled?: boolean | undefined;
}

/** Choices under a heading; without `label` they stand first, without one. */
export interface ChoiceGroup<V extends string = string> {
  readonly label?: string | undefined;
  readonly choices: readonly Choice<V>[];
}

/** How headings inside a list of choices look. */
export const groupLabelLook = 'px-2 pt-2 pb-1 text-tiny font-medium text-faint select-none';

/** The inside of a choice: icon, text, detail. */
export function ChoiceLine({ choice, text }: { readonly choice: Omit<Choice, 'value'>; readonly text: ReactNode }) {
  return (
    <>
      {choice.icon}
      <span className="min-w-0 flex-1 truncate">{text}</span>
      {choice.detail !== undefined && <span className="text-small text-muted tabular-nums">{choice.detail}</span>}
    </>
  );
}
