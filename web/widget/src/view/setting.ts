import { createContext } from 'preact';
import { useContext, useLayoutEffect, useState } from 'preact/hooks';
import type { Chat } from '../chat/chat.ts';
import type { ChatState } from '../chat/chat-state.ts';
import { type ChatWords, chatWords, type Language } from '../words.ts';

/** What every part of the view works with: the chat, and the words of the visitor's language. */
export interface Setting {
  readonly chat: Chat;
  readonly language: Language;
  readonly words: ChatWords;
  /** The visitor's own kind of that language, for times and numbers: `en-GB`. */
  readonly locale: string;
}

export const SettingContext = createContext<Setting | null>(null);

export function useSetting(): Setting {
  const setting = useContext(SettingContext);
  if (setting === null) throw new Error('A part of the chat stands outside of it.');
  return setting;
}

export function settingOf(chat: Chat, language: Language): Setting {
  const locale = navigator.languages.find((each) => each.split('-', 1)[0] === language) ?? language;
  return { chat, language, words: chatWords[language], locale };
}

/** Draws again after each change of what is watched. */
export function useChanges(watched: { watch(watcher: () => void): () => void }): void {
  const [, draw] = useState(0);
  // In the same turn as what was drawn: an ordinary effect comes later, and what changes in between would be missed.
  useLayoutEffect(() => watched.watch(() => draw((n) => n + 1)), [watched]);
}

/** The chat's state, now and after each change. */
export function useChatState(chat: Chat): ChatState {
  useChanges(chat);
  return chat.state;
}
