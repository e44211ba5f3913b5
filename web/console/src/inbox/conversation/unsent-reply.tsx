import { useTranslation } from 'react-i18next';
import { Button } from '../../design/button.tsx';

export interface UnsentReplyProps {
  readonly text: string;
  readonly onMakeNote: () => void;
}

/** What one had begun to write before somebody else got the conversation: theirs to read only if one says so. */
export function UnsentReply({ text, onMakeNote }: UnsentReplyProps) {
  const { t } = useTranslation();
  return (
    <div className="mb-2 flex items-start gap-3 rounded-control border border-line bg-sunken px-3 py-2">
      <div className="min-w-0 flex-1">
        <p className="text-small text-muted">{t('inbox.compose.unsent')}</p>
        <p dir="auto" className="line-clamp-3 whitespace-pre-wrap wrap-anywhere">
          {text}
        </p>
      </div>
      <Button size="small" icon="note" onClick={onMakeNote}>
        {t('inbox.compose.makeNote')}
      </Button>
    </div>
  );
}
