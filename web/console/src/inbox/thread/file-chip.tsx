import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../design/icon.tsx';
import { useDesk } from '../desk/use-desk.ts';

/** Kinds that a browser shows without running anything. */
const pictures: ReadonlySet<string> = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp']);
const pictureBytesMax = 3_000_000;

/** A file of a message: what it is called, how large it is, and the way to save it. Small pictures are shown. */
export function FileChip({ id }: { readonly id: string }) {
  const { t } = useTranslation();
  const { client } = useDesk();
  const { data: file } = useQuery({
    queryKey: ['file', id],
    queryFn: () => client.get('/v1/files/{id}/details', { path: { id } }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const name = file?.name ?? t('inbox.file');
  const isPicture = file !== undefined && pictures.has(file.mediaType) && file.bytes <= pictureBytesMax;
  return (
    <a
      href={`/v1/files/${encodeURIComponent(id)}`}
      download
      className="control lifts inline-flex max-w-full flex-col gap-2 rounded-control border border-line bg-raised p-1.5 text-ui text-ink no-underline"
    >
      {isPicture && (
        <img
          src={`/v1/files/${encodeURIComponent(id)}`}
          alt=""
          loading="lazy"
          className="max-h-48 rounded-small object-contain"
        />
      )}
      <span className="flex items-center gap-2 px-1">
        <Icon name="attach" className="text-muted" />
        <span dir="auto" className="min-w-0 truncate font-medium">
          {name}
        </span>
        {file !== undefined && <FileSize bytes={file.bytes} />}
      </span>
    </a>
  );
}

/** A size as people read it: `12 kB`. */
export function FileSize({ bytes }: { readonly bytes: number }) {
  const { i18n } = useTranslation();
  const [unit, value] =
    bytes < 1_000_000 ? (['kilobyte', bytes / 1000] as const) : (['megabyte', bytes / 1_000_000] as const);
  const text = new Intl.NumberFormat(i18n.language, {
    style: 'unit',
    unit,
    unitDisplay: 'short',
    maximumFractionDigits: value < 10 ? 1 : 0,
  }).format(value);
  return <span className="shrink-0 text-small text-muted tabular-nums">{text}</span>;
}
