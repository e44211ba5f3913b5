import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { findLinks } from '../../../client/src/find-links.ts';
import type { Block, ShownMessage } from '../chat/arrange-thread.ts';
import { fill } from '../words.ts';
import { Avatar } from './header.tsx';
import { FileIcon } from './icons.tsx';
import { useSetting } from './setting.ts';
import { writeBytes, writeTime } from './write-times.ts';

/** What one author said in one go. */
export function MessageGroup({ group }: { readonly group: Extract<Block, { kind: 'group' }> }): JSX.Element {
  const { locale, words } = useSetting();
  const { from, name, messages } = group;
  const isOwn = from === 'visitor';
  const author = isOwn ? words.you : from === 'automatic' ? words.automatic : (name ?? words.colleague);
  const last = messages.at(-1) as ShownMessage;
  return (
    <div class={isOwn ? 'group own' : 'group'}>
      {!isOwn && <Avatar name={name} />}
      <div class="said">
        <p class={isOwn ? 'author hidden' : 'author'}>
          <bdi>{author}</bdi>
        </p>
        {messages.map((message) => (
          <Message key={message.id} message={message} />
        ))}
        {last.sending === null && <p class="time">{writeTime(last.at, locale)}</p>}
      </div>
    </div>
  );
}

function Message({ message }: { readonly message: ShownMessage }): JSX.Element {
  const { text, files, sending } = message;
  return (
    <div class={sending === null ? 'message' : `message ${sending}`}>
      {text !== '' && (
        <div class="text">
          <p dir="auto">
            <Text text={text} />
          </p>
        </div>
      )}
      {files.map((file) => (
        <ReceivedFile key={file.id} file={file} isStored={sending === null} />
      ))}
      {sending !== null && <Sending message={message} />}
    </div>
  );
}

/** Text as text, whatever stands in it; addresses of the web are links that tell nobody where one came from. */
function Text({ text }: { readonly text: string }): JSX.Element {
  return (
    <>
      {findLinks(text).map(({ text: piece, start, href }) =>
        href === null ? (
          piece
        ) : (
          <a key={start} href={href} target="_blank" rel="noopener noreferrer nofollow" dir="ltr">
            {piece}
          </a>
        ),
      )}
    </>
  );
}

/** A message on its way, or one that did not get there. */
function Sending({ message: { id, sending } }: { readonly message: ShownMessage }): JSX.Element {
  const { chat, words } = useSetting();
  if (sending !== 'failed') return <p class="time">{sending === 'held' ? words.tooFast : words.sending}</p>;
  return (
    <p class="time critical" role="alert">
      {words.notSent}{' '}
      <button type="button" class="link" onClick={() => chat.retry(id)}>
        {words.retry}
      </button>
      <button type="button" class="link" onClick={() => chat.discard(id)}>
        {words.discard}
      </button>
    </p>
  );
}

/** A file that somebody sent: saved by a press, never shown. */
function ReceivedFile({
  file: { id, name, bytes },
  isStored,
}: {
  readonly file: ShownMessage['files'][number];
  readonly isStored: boolean;
}): JSX.Element {
  const { chat, locale, words } = useSetting();
  const [state, setState] = useState<'ready' | 'busy' | 'failed'>('ready');
  const save = async (): Promise<void> => {
    if (state === 'busy') return;
    setState('busy');
    try {
      saveAs(await chat.file(id), name);
      setState('ready');
    } catch {
      setState('failed');
    }
  };
  return (
    <button
      type="button"
      class="file"
      disabled={!isStored}
      aria-busy={state === 'busy'}
      aria-label={fill(words.download, { name })}
      onClick={() => void save()}
    >
      <FileIcon />
      <span class="file-name" dir="auto">
        {name}
      </span>
      <span class="file-size">{state === 'failed' ? words.retry : writeBytes(bytes, locale)}</span>
    </button>
  );
}

function saveAs(bytes: Blob, name: string): void {
  const url = URL.createObjectURL(bytes);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser has taken it by the next turn; keeping it longer would keep the bytes.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
