import { type ErrorComponentProps, Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Button } from '../design/button.tsx';
import { EmptyState } from '../design/empty-state.tsx';
import { Spinner } from '../design/spinner.tsx';
import { usePageTitle } from './page-title.ts';
import { problemText } from './problem-text.ts';

/** A page is on its way and takes longer than a moment. */
export function Loading() {
  const { t } = useTranslation();
  return (
    <div className="flex min-h-40 flex-1 items-center justify-center text-muted">
      <Spinner size={20} label={t('design.loading')} />
    </div>
  );
}

/** An address that is none. */
export function NotFound() {
  const { t } = useTranslation();
  usePageTitle(t('shell.notFoundTitle'));
  return (
    <main className="flex min-h-dvh items-center justify-center">
      <EmptyState
        icon="search"
        title={t('shell.notFoundTitle')}
        text={t('shell.notFoundText')}
        action={<Link to="/inbox">{t('shell.goInbox')}</Link>}
      />
    </main>
  );
}

/** A page that could not be loaded, or broke while it was shown: why, and the way on. */
export function PageFailed({ error }: ErrorComponentProps) {
  const { t } = useTranslation();
  usePageTitle(t('shell.failedTitle'));
  return (
    <div role="alert" className="flex min-h-dvh flex-1 items-center justify-center">
      <EmptyState
        icon="warning"
        title={t('shell.failedTitle')}
        text={
          <>
            {problemText(t, error)} {t('shell.failedText')}
          </>
        }
        action={
          <Button look="primary" onClick={() => location.reload()}>
            {t('shell.again')}
          </Button>
        }
      />
    </div>
  );
}
