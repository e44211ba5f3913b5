import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../design/icon.tsx';
import type { DraftKind } from '../desk/drafts.ts';

export interface KindTabsProps {
  readonly kind: DraftKind;
  readonly mayReply: boolean;
  readonly onChange: (kind: DraftKind) => void;
}

/** Reply or note: two radio buttons that look like tabs, because one box belongs to both. */
export function KindTabs({ kind, mayReply, onChange }: KindTabsProps) {
  const { t } = useTranslation();
  const name = useId();
  const kinds = mayReply ? (['reply', 'note'] as const) : (['note'] as const);
  return (
    <fieldset className="flex gap-1 border-b border-line px-2">
      <legend className="sr-only">{t('inbox.compose.kind')}</legend>
      {kinds.map((each) => (
        <label
          key={each}
          className="control relative flex h-8 cursor-default items-center gap-1.5 px-1.5 font-medium text-muted select-none hover:text-ink has-checked:text-ink has-checked:after:absolute has-checked:after:inset-x-0 has-checked:after:-bottom-px has-checked:after:h-0.5 has-checked:after:rounded-full has-checked:after:bg-accent has-focus-visible:outline-2 has-focus-visible:-outline-offset-2 has-focus-visible:outline-focus pointer-coarse:h-11"
        >
          <input type="radio" name={name} className="sr-only" checked={each === kind} onChange={() => onChange(each)} />
          <Icon name={each === 'reply' ? 'reply' : 'note'} size={14} />
          {t(`inbox.compose.${each}`)}
        </label>
      ))}
    </fieldset>
  );
}
