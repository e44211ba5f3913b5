import type { AttachmentName } from './attachments.ts';

/**
 * A conversation of the demo as it is played: what its customer writes, what whoever has it in hand answers and notes, and
 * where it goes. A person may take it over at any turn; then the customer still says what stands here, as answers to what
 * the person writes, and everything else is left to the person.
 */
export interface Story {
  /** Lower case with hyphens; the key of the thread begins with it, so that it is known again after a restart. */
  readonly id: string;
  readonly account: StoryAccount;
  readonly customer: { readonly name: string; readonly address: string };
  readonly language: Language;
  /** What was asked before the chat. */
  readonly form?: Readonly<Record<string, string>>;
  readonly turns: readonly Turn[];
}

/** The demo's accounts by which played customers write. */
export type StoryAccount = 'chat' | 'whatsapp' | 'post' | 'trade';
export type Language = 'en' | 'de' | 'es' | 'fr' | 'pt' | 'ar';
export type DemoDepartment = 'support' | 'billing' | 'sales';

/**
 * - `says`: the customer writes, perhaps with a file.
 * - `replies`, `notes`: the owner answers, or writes something for colleagues only.
 * - `moves`: the owner hands it to another department.
 * - `asks`: the owner hands it to a colleague of the same department.
 * - `tries`: the owner tries a department that the rules do not allow, and goes on with the next turn.
 * - `ends`: the owner closes it, and says in the wrap-up how it went.
 */
export type Turn =
  | { readonly kind: 'says'; readonly text: string; readonly file?: AttachmentName }
  | { readonly kind: 'replies' | 'notes'; readonly text: string }
  | { readonly kind: 'moves'; readonly to: DemoDepartment; readonly note: string }
  | { readonly kind: 'asks'; readonly note: string }
  | { readonly kind: 'tries'; readonly to: DemoDepartment; readonly note: string }
  | { readonly kind: 'ends'; readonly disposition: string; readonly note: string };

export function says(text: string, file?: AttachmentName): Turn {
  return file === undefined ? { kind: 'says', text } : { kind: 'says', text, file };
}

export function replies(text: string): Turn {
  return { kind: 'replies', text };
}

export function notes(text: string): Turn {
  return { kind: 'notes', text };
}

export function moves(to: DemoDepartment, note: string): Turn {
  return { kind: 'moves', to, note };
}

export function asks(note: string): Turn {
  return { kind: 'asks', note };
}

export function tries(to: DemoDepartment, note: string): Turn {
  return { kind: 'tries', to, note };
}

export function ends(disposition: string, note: string): Turn {
  return { kind: 'ends', disposition, note };
}
