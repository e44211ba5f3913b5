import { useTranslation } from 'react-i18next';
import { Banner } from '../../design/banner.tsx';
import { Button } from '../../design/button.tsx';
import { useEditor } from './use-editor.ts';

/** Somebody else has saved the draft meanwhile: theirs or ours, and nothing in between. */
export function ConflictBanner() {
  const { t } = useTranslation();
  const { saved, saver } = useEditor();
  if (saved.state !== 'conflict') return null;
  return (
    <Banner
      tone="critical"
      className="mx-3 mb-2"
      title={t('flows.save.conflictTitle')}
      action={
        <>
          <Button size="small" onClick={() => location.reload()}>
            {t('flows.save.reload')}
          </Button>
          <Button size="small" look="critical" onClick={() => void saver.overwrite()}>
            {t('flows.save.overwrite')}
          </Button>
        </>
      }
    >
      {t('flows.save.conflictText')}
    </Banner>
  );
}
