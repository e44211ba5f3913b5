import { type ChangeEvent, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../design/icon.tsx';
import { IconButton } from '../../design/icon-button.tsx';
import { Spinner } from '../../design/spinner.tsx';
import { FileSize } from '../thread/file-chip.tsx';
import type { Attachments } from './use-attachments.ts';

/** The files that go with the next message. */
export function AttachedFiles({ attachments }: { readonly attachments: Attachments }) {
  const { t } = useTranslation();
  if (attachments.files.length === 0) return null;
  return (
    <ul className="flex flex-wrap gap-1.5 px-3 pb-2">
      {attachments.files.map((file) => (
        <li
          key={file.key}
          className="inline-flex h-7 max-w-full items-center gap-1.5 rounded-small border border-line bg-surface ps-2 text-small"
        >
          {file.fileId === null ? (
            <Spinner size={12} label={t('inbox.compose.uploading')} />
          ) : (
            <Icon name="attach" size={14} />
          )}
          <span dir="auto" className="min-w-0 truncate">
            {file.name}
          </span>
          <FileSize bytes={file.bytes} />
          <IconButton
            icon="cross"
            size="small"
            label={t('design.remove', { name: file.name })}
            onClick={() => attachments.remove(file.key)}
          />
        </li>
      ))}
    </ul>
  );
}

/** Chooses files to attach. */
export function AttachButton({ onFiles }: { readonly onFiles: (files: readonly File[]) => void }) {
  const { t } = useTranslation();
  const input = useRef<HTMLInputElement>(null);
  const choose = (event: ChangeEvent<HTMLInputElement>): void => {
    onFiles([...(event.target.files ?? [])]);
    // The same file may be chosen again after it was removed.
    event.target.value = '';
  };
  return (
    <>
      <input ref={input} type="file" multiple hidden aria-label={t('inbox.compose.attach')} onChange={choose} />
      <IconButton icon="attach" size="small" label={t('inbox.compose.attach')} onClick={() => input.current?.click()} />
    </>
  );
}
