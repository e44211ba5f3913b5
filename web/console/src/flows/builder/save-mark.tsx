import { useTranslation } from 'react-i18next';
import { problemText } from '../../app/problem-text.ts';
import { Button } from '../../design/button.tsx';
import { useEditor } from './use-editor.ts';

/** Whether what one sees is kept. */
export function SaveMark() {
  const { t } = useTranslation();
  const { saved, saver } = useEditor();
  const { state, error } = saved;
  if (state === 'conflict') return null;
  return (
    <span className="flex items-center gap-2 text-small text-muted">
      <span role="status" data-save={state}>
        {t(`flows.save.${state}`)}
        {state === 'failed' && `: ${problemText(t, error)}`}
      </span>
      {state === 'failed' && (
        <Button size="small" onClick={() => void saver.flush()}>
          {t('flows.save.again')}
        </Button>
      )}
    </span>
  );
}
