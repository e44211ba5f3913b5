import type { JSX, TargetedDragEvent, TargetedKeyboardEvent } from 'preact';
import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { newId } from '../../../client/src/new-id.ts';
import { Attachments, filesMax } from '../chat/attachments.ts';
import { fill } from '../words.ts';
import { AttachedFiles } from './attached-files.tsx';
import { ClipIcon, SendIcon } from './icons.tsx';
import { useChanges, useSetting } from './setting.ts';

const textLengthMax = 20_000;

/** Where the visitor writes: Enter sends, Shift and Enter begin a line, files go along by button, paste or drop. */
export function Composer(): JSX.Element {
  const { chat, locale, words } = useSetting();
  const [text, showText] = useState(chat.draft);
  const setText = (draft: string): void => {
    chat.draft = draft;
    showText(draft);
  };
  const [isTooMany, setTooMany] = useState(false);
  const attachments = useMemo(() => new Attachments((upload) => chat.upload(upload), newId), [chat]);
  useChanges(attachments);
  const area = useRef<HTMLTextAreaElement>(null);
  const chooser = useRef<HTMLInputElement>(null);
  useGrowing(area, text);
  const { list } = attachments;
  const isUploading = list.some(({ state }) => state === 'uploading');
  const hasFile = list.some(({ state }) => state === 'done');
  const maySend = (text.trim() !== '' || hasFile) && !isUploading;
  const add = (files: readonly File[]): void => {
    if (files.length > 0) setTooMany(!attachments.add(files));
  };
  const send = (): void => {
    if (!maySend) return;
    chat.send(text.trim(), attachments.take());
    setText('');
    setTooMany(false);
    area.current?.focus();
  };
  const onKeyDown = (event: TargetedKeyboardEvent<HTMLTextAreaElement>): void => {
    // An Enter that chooses a word of an input method sends nothing.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    send();
  };
  const takeDropped = (event: TargetedDragEvent<HTMLFormElement>): void => {
    const files = [...(event.dataTransfer?.files ?? [])];
    event.preventDefault();
    add(files);
  };
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
      onDragOver={(event) => event.preventDefault()}
      onDrop={takeDropped}
    >
      {list.length > 0 && <AttachedFiles attachments={attachments} />}
      {isTooMany && (
        <p class="fault" role="alert">
          {fill(words.tooManyFiles, { limit: new Intl.NumberFormat(locale).format(filesMax) })}
        </p>
      )}
      <div class="field">
        <button
          type="button"
          class="plain"
          aria-label={words.attach}
          title={words.attach}
          onClick={() => chooser.current?.click()}
        >
          <ClipIcon />
        </button>
        <input
          ref={chooser}
          class="hidden"
          type="file"
          multiple
          tabIndex={-1}
          aria-label={words.attach}
          onChange={({ currentTarget }) => {
            add([...(currentTarget.files ?? [])]);
            currentTarget.value = '';
          }}
        />
        <textarea
          ref={area}
          data-first-focus
          rows={1}
          dir="auto"
          value={text}
          maxLength={textLengthMax}
          placeholder={words.write}
          aria-label={words.write}
          enterkeyhint="send"
          onInput={({ currentTarget }) => setText(currentTarget.value)}
          onKeyDown={onKeyDown}
          onPaste={(event) => {
            const files = [...(event.clipboardData?.files ?? [])];
            if (files.length > 0) event.preventDefault();
            add(files);
          }}
        />
        <button type="submit" class="send" aria-label={words.send} title={words.send} aria-disabled={!maySend}>
          <SendIcon />
        </button>
      </div>
    </form>
  );
}

/** As high as what stands in it; beyond some lines it scrolls. */
function useGrowing(area: { readonly current: HTMLTextAreaElement | null }, text: string): void {
  useLayoutEffect(() => {
    const element = area.current;
    if (element === null) return;
    element.style.height = 'auto';
    element.style.height = text === '' ? '' : `${element.scrollHeight}px`;
  }, [area, text]);
}
