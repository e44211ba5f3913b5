import type { JSX } from 'preact';
import { asksFirst, type ChatState, hasEnded } from '../chat/chat-state.ts';
import { Composer } from './composer.tsx';
import { focusFirst } from './focus-first.ts';
import { Header } from './header.tsx';
import { PreChat } from './pre-chat.tsx';
import { useChatState, useSetting } from './setting.ts';
import { Thread } from './thread.tsx';

/** The whole chat. `onClose` is null where nothing is around it that it could be closed into. */
export function App({ onClose }: { readonly onClose: (() => void) | null }): JSX.Element {
  const { chat } = useSetting();
  const state = useChatState(chat);
  return (
    <main class="chat">
      <Header onClose={onClose} />
      {state.phase === 'ready' ? <Conversation state={state} /> : <Absent phase={state.phase} />}
    </main>
  );
}

function Conversation({ state }: { readonly state: ChatState }): JSX.Element {
  const { chat, words } = useSetting();
  const { link } = state;
  return (
    <>
      <Thread />
      <div class="banner" role="status">
        {link !== 'fine' && <p>{link === 'offline' ? words.offline : words.reconnecting}</p>}
      </div>
      {hasEnded(state) ? (
        <div class="ended">
          <button type="button" class="filled" data-first-focus onClick={() => startAnew(chat)}>
            {words.startNew}
          </button>
        </div>
      ) : asksFirst(state) ? (
        <PreChat questions={state.account?.preChat ?? []} />
      ) : (
        <Composer />
      )}
    </>
  );
}

function startAnew(chat: { startAnew(): void }): void {
  chat.startAnew();
  focusFirst();
}

/** There is no conversation to be shown, and why. */
function Absent({ phase }: { readonly phase: Exclude<ChatState['phase'], 'ready'> }): JSX.Element {
  const { chat, words } = useSetting();
  const sentences = {
    starting: words.starting,
    unreachable: words.unreachable,
    unavailable: words.unavailable,
    signed_out: words.signedOut,
  };
  return (
    <div class={`absent ${phase}`} role="status">
      <p>{sentences[phase]}</p>
      {phase === 'unreachable' && (
        <button type="button" class="outlined" onClick={() => chat.retryStart()}>
          {words.tryAgain}
        </button>
      )}
    </div>
  );
}
