import type { JSX } from 'preact';
import { CloseIcon, Mark } from './icons.tsx';
import { sentenceOfStanding } from './sentence-of-standing.ts';
import { sentenceOfTurn } from './sentence-of-turn.ts';
import { useChatState, useSetting } from './setting.ts';

/** Who serves, or whose chat this is; and, while a hand-over is under way, where it leads. */
export function Header({ onClose }: { readonly onClose: (() => void) | null }): JSX.Element {
  const { chat, locale, words } = useSetting();
  const { account, view, isAnew, standing } = useChatState(chat);
  const shown = isAnew ? null : view;
  const agent = shown?.phase === 'served' ? shown.agent : null;
  const isUnderWay = shown !== null && (shown.to !== null || shown.phase === 'waiting');
  const place = shown?.phase === 'waiting' && shown.to === null ? standing : null;
  const subtitle =
    shown === null
      ? ''
      : shown.to !== null
        ? sentenceOfTurn({ code: 'bringing', view: shown }, words)
        : shown.phase === 'closed'
          ? ''
          : place !== null
            ? sentenceOfStanding(place, { words, locale })
            : (shown.department ?? '');
  return (
    <header class="header">
      <div class="who">
        <Avatar name={agent} />
        <div class="titles">
          <h1>
            <bdi>{agent ?? account?.name ?? words.conversation}</bdi>
          </h1>
          {subtitle !== '' && (
            <p role={place === null ? undefined : 'status'}>
              <bdi>{subtitle}</bdi>
            </p>
          )}
        </div>
      </div>
      {onClose !== null && (
        <button type="button" class="plain" aria-label={words.close} title={words.close} onClick={onClose}>
          <CloseIcon />
        </button>
      )}
      <div class={isUnderWay ? 'relay under-way' : 'relay'} />
    </header>
  );
}

/** The first letters of a name; the mark where there is none. */
export function Avatar({ name }: { readonly name: string | null }): JSX.Element {
  const letters = (name ?? '')
    .split(/\s+/u)
    .filter((part) => /^\p{L}/u.test(part))
    .map((part) => [...part][0] as string);
  const initials = letters.length > 2 ? [letters[0], letters.at(-1)] : letters;
  return (
    <span class="avatar" aria-hidden="true">
      {initials.length === 0 ? <Mark /> : initials.join('').toLocaleUpperCase()}
    </span>
  );
}
