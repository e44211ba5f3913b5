import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { arrangeThread, type Block } from '../chat/arrange-thread.ts';
import { shownEntries } from '../chat/chat-state.ts';
import { Avatar } from './header.tsx';
import { DownIcon } from './icons.tsx';
import { MessageGroup } from './message.tsx';
import { sentenceOfTurn } from './sentence-of-turn.ts';
import { useChatState, useSetting } from './setting.ts';
import { dayOf, writeDay } from './write-times.ts';

/** Within so many pixels of its end, the thread follows what comes. */
const nearPx = 80;

/** The conversation, oldest first, at its newest. */
export function Thread(): JSX.Element {
  const { chat, locale, words } = useSetting();
  const state = useChatState(chat);
  const blocks = arrangeThread(shownEntries(state), state.outgoing, { today: new Date().toDateString(), of: dayOf });
  const { thread, onScroll, isBehind, toEnd } = useFollowedScroll(blocks);
  const { account, older, isLoadingOlder, isAnew } = state;
  return (
    <div class="thread-frame">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <div class="thread" ref={thread} onScroll={onScroll} tabIndex={0} role="log" aria-label={words.conversation}>
        {older !== null && !isAnew && (
          <button type="button" class="quiet" aria-disabled={isLoadingOlder} onClick={() => void chat.loadOlder()}>
            {words.earlier}
          </button>
        )}
        {blocks.length === 0 && <Greeting text={account?.greeting ?? null} />}
        {blocks.map((block) =>
          block.kind === 'group' ? (
            <MessageGroup key={block.key} group={block} />
          ) : block.kind === 'turn' ? (
            <Turn key={block.key} block={block} />
          ) : (
            <p key={block.key} class="day">
              <span>{writeDay(block.at, new Date(), { locale, words })}</span>
            </p>
          ),
        )}
      </div>
      {isBehind && (
        <button type="button" class="to-end" onClick={toEnd}>
          <DownIcon />
          {words.newMessages}
        </button>
      )}
    </div>
  );
}

function Greeting({ text }: { readonly text: string | null }): JSX.Element {
  const { words } = useSetting();
  return (
    <div class="greeting">
      <p class="greeting-words" dir="auto">
        {text ?? words.greeting}
      </p>
      <p class="greeting-more">{words.greetingMore}</p>
    </div>
  );
}

/** A quiet line: what became of the conversation. */
function Turn({ block: { turn, isLast } }: { readonly block: Extract<Block, { kind: 'turn' }> }): JSX.Element {
  const { words } = useSetting();
  const { code, view } = turn;
  const isPerson = (code === 'served' || code === 'back') && view.agent !== null;
  const isUnderWay = isLast && (code === 'bringing' || code === 'waiting');
  return (
    <p class="turn">
      {isPerson && <Avatar name={view.agent} />}
      <span>
        {sentenceOfTurn(turn, words)}
        {isUnderWay && (
          <span class="steps" aria-hidden="true">
            <i />
            <i />
            <i />
          </span>
        )}
      </span>
    </p>
  );
}

/**
 * A thread that stays at its end while one is there, stays where it is while one reads further up, and does not jump when
 * earlier messages come in above.
 */
function useFollowedScroll(blocks: readonly Block[]) {
  const thread = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  const before = useRef({ first: '', height: 0, last: '' });
  const [isBehind, setBehind] = useState(false);
  const last = lastKeyOf(blocks);
  const isOwnLast = blocks.at(-1)?.kind === 'group' && (blocks.at(-1) as { from?: string }).from === 'visitor';
  const toEnd = (): void => {
    const element = thread.current;
    if (element !== null) element.scrollTop = element.scrollHeight;
    setBehind(false);
  };
  const onScroll = (): void => {
    const element = thread.current;
    if (element === null) return;
    isAtEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < nearPx;
    if (isAtEnd.current) setBehind(false);
  };
  useLayoutEffect(() => {
    const element = thread.current;
    if (element === null) return;
    const { first, height, last: lastBefore } = before.current;
    const isNew = last !== lastBefore;
    const firstNow = blocks[0]?.key ?? '';
    before.current = { first: firstNow, height: element.scrollHeight, last };
    // Earlier days begin above with a divider of their own, so the first key changes.
    if (!isAtEnd.current && !isNew && firstNow !== first) element.scrollTop += element.scrollHeight - height;
    else if (isAtEnd.current || (isNew && isOwnLast)) toEnd();
    else if (isNew) setBehind(true);
  });
  useEffect(() => {
    const element = thread.current;
    if (element === null) return;
    // A keyboard that opens, or a composer that grows, takes room from below.
    const observer = new ResizeObserver(() => {
      if (isAtEnd.current) element.scrollTop = element.scrollHeight;
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return { thread, onScroll, isBehind, toEnd };
}

function lastKeyOf(blocks: readonly Block[]): string {
  const last = blocks.at(-1);
  return last === undefined ? '' : last.kind === 'group' ? `${last.key} ${last.messages.length}` : last.key;
}
