import type { JSX } from 'preact';
import { type Attachment, type Attachments, fileBytesMax } from '../chat/attachments.ts';
import { fill } from '../words.ts';
import { CloseIcon, FileIcon } from './icons.tsx';
import { useSetting } from './setting.ts';
import { writeBytes } from './write-times.ts';

/** The files that go along with what is being written, each with how far it is. */
export function AttachedFiles({ attachments }: { readonly attachments: Attachments }): JSX.Element {
  const { words } = useSetting();
  return (
    <ul class="attached" aria-label={words.files}>
      {attachments.list.map((attachment) => (
        <AttachedFile key={attachment.id} attachment={attachment} attachments={attachments} />
      ))}
    </ul>
  );
}

function AttachedFile({
  attachment: { id, file, state, progress },
  attachments,
}: {
  readonly attachment: Attachment;
  readonly attachments: Attachments;
}): JSX.Element {
  const { locale, words } = useSetting();
  const percent = new Intl.NumberFormat(locale, { style: 'percent' }).format(progress);
  return (
    <li class={state === 'failed' || state === 'too_large' ? 'attachment critical' : 'attachment'}>
      <FileIcon />
      <span class="file-name" dir="auto">
        {file.name}
      </span>
      <span class="file-size">
        {state === 'uploading' && fill(words.uploading, { percent })}
        {state === 'done' && writeBytes(file.size, locale)}
        {state === 'too_large' && fill(words.fileTooLarge, { limit: writeBytes(fileBytesMax, locale) })}
        {state === 'failed' && (
          <>
            {words.fileFailed}{' '}
            <button type="button" class="link" onClick={() => attachments.retry(id)}>
              {words.retry}
            </button>
          </>
        )}
      </span>
      <button
        type="button"
        class="plain small"
        aria-label={fill(words.removeFile, { name: file.name })}
        onClick={() => attachments.remove(id)}
      >
        <CloseIcon />
      </button>
      {state === 'uploading' && <progress value={progress} max={1} aria-label={file.name} />}
    </li>
  );
}
