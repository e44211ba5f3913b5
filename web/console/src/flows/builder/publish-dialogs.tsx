import { useTranslation } from 'react-i18next';
import { api } from '../../app/api.ts';
import { queries } from '../../app/session.ts';
import { useForm } from '../../app/use-form.ts';
import { Banner } from '../../design/banner.tsx';
import { Button } from '../../design/button.tsx';
import { ConfirmDialog, Dialog } from '../../design/dialog.tsx';
import { showToast } from '../../design/toast.tsx';
import { differenceOf, isEmpty } from '../graph/difference.ts';
import { flowQuery } from '../queries.ts';
import { DifferenceView } from './difference-view.tsx';
import { useEditor } from './use-editor.ts';

interface DialogProps {
  readonly onClose: () => void;
}

/** What will be another way from now on, before it is. */
export function PublishDialog({ onClose }: DialogProps) {
  const { t } = useTranslation();
  const { entry, published, saver, say } = useEditor();
  const difference = published === null ? null : differenceOf(published, entry);
  const form = useForm({}, async () => {
    await saver.flush();
    const { revision, state } = saver.view;
    if (state === 'failed' || state === 'conflict') return onClose();
    const body = revision > 0 ? { revision } : {};
    await api.post('/v1/flows/{id}/publish', { path: { id: entry.id }, body });
    saver.settle(entry);
    await forget(entry.id);
    onClose();
    showToast({ tone: 'positive', title: t('flows.publish.done', { name: entry.name }) });
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('flows.publish.title', { name: entry.name })}
      description={t('flows.publish.text')}
      onSubmit={form.submit}
      footer={
        <>
          <Button onClick={onClose}>{t('design.cancel')}</Button>
          <Button type="submit" look="primary" loading={form.sending}>
            {t('flows.publish.submit')}
          </Button>
        </>
      }
    >
      {form.problem.whole && <Banner tone="critical">{form.problem.whole}</Banner>}
      {difference === null && <p className="text-ui">{t('flows.publish.first', { count: entry.steps.length })}</p>}
      {difference !== null && isEmpty(difference) && <p className="text-ui">{t('flows.publish.nothing')}</p>}
      {difference !== null && <DifferenceView difference={difference} say={say} />}
    </Dialog>
  );
}

/** What others may have read of the flow is old. */
async function forget(id: string): Promise<void> {
  await Promise.all([
    queries.invalidateQueries(flowQuery(id)),
    queries.invalidateQueries({ queryKey: ['flows'] }),
    queries.invalidateQueries({ queryKey: ['flow-versions', id] }),
    queries.invalidateQueries({ queryKey: ['flow-names'] }),
  ]);
}

export function StopDialog({ onClose }: DialogProps) {
  const { t } = useTranslation();
  const { entry } = useEditor();
  const form = useForm({}, async () => {
    await api.post('/v1/flows/{id}/stop', { path: { id: entry.id } });
    await forget(entry.id);
    onClose();
    showToast({ title: t('flows.publish.stopped', { name: entry.name }) });
  });
  return (
    <ConfirmDialog
      open
      onClose={onClose}
      title={t('flows.publish.stopTitle', { name: entry.name })}
      description={t('flows.publish.stopText')}
      action={t('flows.publish.stop')}
      loading={form.sending}
      onConfirm={form.submit}
    >
      {form.problem.whole && <Banner tone="critical">{form.problem.whole}</Banner>}
    </ConfirmDialog>
  );
}

export function DiscardDialog({ onClose }: DialogProps) {
  const { t } = useTranslation();
  const { entry, published, saver, change } = useEditor();
  const form = useForm({}, async () => {
    if (published === null) return onClose();
    await saver.flush();
    await api.delete('/v1/flows/{id}/draft', { path: { id: entry.id } });
    saver.settle(published);
    change(published);
    await forget(entry.id);
    onClose();
  });
  return (
    <ConfirmDialog
      open
      onClose={onClose}
      title={t('flows.save.discardTitle')}
      description={t('flows.save.discardText')}
      action={t('flows.save.discard')}
      loading={form.sending}
      onConfirm={form.submit}
    >
      {form.problem.whole && <Banner tone="critical">{form.problem.whole}</Banner>}
    </ConfirmDialog>
  );
}
