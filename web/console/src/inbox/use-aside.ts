import { useState } from 'react';
import { broad, phone, useMedia } from '../design/use-media.ts';

const key = 'baton.inbox.aside';

function readChoice(): boolean {
  try {
    return localStorage.getItem(key) !== 'closed';
  } catch {
    return true;
  }
}

/**
 * Whether the third region is open. On a broad window that is a choice, kept in this browser; where it covers the
 * conversation, it is open only when somebody has just asked for it.
 */
export function useAside(hasConversation: boolean) {
  const isBroad = useMedia(broad);
  const isAlone = useMedia(phone);
  const [chosen, setChosen] = useState(readChoice);
  const [over, setOver] = useState(false);
  const isOpen = hasConversation && (isBroad ? chosen : over);
  const toggle = (): void => {
    if (!isBroad) return setOver(!over);
    setChosen(!chosen);
    try {
      localStorage.setItem(key, chosen ? 'closed' : 'open');
    } catch {
      // Storage is switched off: the choice then lasts as long as the page.
    }
  };
  return { isOpen, isAlone, toggle };
}
