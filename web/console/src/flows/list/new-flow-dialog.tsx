import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../app/api.ts';
import { useForm } from '../../app/use-form.ts';
import { Banner } from '../../design/banner.tsx';
import { Button } from '../../design/button.tsx';
import { Combobox } from '../../design/combobox.tsx';
import { Dialog } from '../../design/dialog.tsx';
import { Input } from '../../design/input.tsx';
import { emptyEntry } from '../graph/entry.ts';
import { type Names, noNames } from '../names.ts';
import { type FlowSummary, type Template, templatesQuery } from '../queries.ts';
import { idFrom } from './id-from.ts';
import { type Answers, TemplateFields } from './template-fields.tsx';

interface NewFlowDialogProps {
  readonly flows: readonly FlowSummary[];
  readonly names: Names | undefined;
  readonly onClose: () => void;
}

const blank = '';

/** Asks what a new flow is called and what it begins with, and opens it. */
export function NewFlowDialog({ flows, names = noNames, onClose }: NewFlowDialogProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [name, setName] = useState('');
  const [ownId, setOwnId] = useState<string | null>(null);
  const [templateId, setTemplateId] = useState(blank);
  const [answers, setAnswers] = useState<Answers>({});
  const { data: templates = [] } = useQuery(templatesQuery);
  const template = templates.find((one) => one.id === templateId);
  const id = ownId ?? idFrom(name);
  const isTaken = flows.some((flow) => flow.id === id);
  const form = useForm({ name: [], id: ['version_conflict'] }, async () => {
    if (name.trim() === '' || id === '' || isTaken) return;
    const begin = template === undefined ? {} : await fill(template, answers);
    const entry = { ...emptyEntry(id, name.trim(), null), ...begin, id, name: name.trim() };
    await api.put('/v1/flows/{id}/draft', {
      path: { id },
      body: { entry, revision: 0 },
    });
    await navigate({ to: '/flows/$flowId', params: { flowId: id } });
  });
  const choose = (chosen: string): void => {
    const found = templates.find((one) => one.id === chosen);
    const last = templates.find((one) => one.id === templateId);
    setTemplateId(chosen);
    setAnswers(
      Object.fromEntries(
        (found?.asks ?? []).flatMap((ask) => (ask.default === undefined ? [] : [[ask.name, ask.default]])),
      ),
    );
    if (name === '' || name === last?.name) setName(found?.name ?? '');
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('flows.new')}
      description={t('flows.newText')}
      onSubmit={form.submit}
      footer={
        <>
          <Button onClick={onClose}>{t('design.cancel')}</Button>
          <Button type="submit" look="primary" loading={form.sending}>
            {t('flows.newSubmit')}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        {form.problem.whole && <Banner tone="critical">{form.problem.whole}</Banner>}
        <Input
          label={t('flows.newName')}
          value={name}
          required
          maxLength={200}
          autoComplete="off"
          onChange={(event) => setName(event.target.value)}
        />
        <Input
          label={t('flows.newId')}
          hint={t('flows.newIdHint')}
          value={id}
          required
          pattern="[a-z0-9][a-z0-9._\-]*"
          maxLength={64}
          autoComplete="off"
          spellCheck={false}
          error={isTaken ? t('flows.idTaken') : form.problem.fields.id}
          onChange={(event) => setOwnId(event.target.value)}
        />
        <Combobox
          label={t('flows.newFrom')}
          groups={[
            {
              choices: [
                { value: blank, label: t('flows.blank') },
                ...templates.map((one) => ({ value: one.id, label: one.name })),
              ],
            },
          ]}
          value={templateId}
          onChange={choose}
          hint={template?.sentence}
        />
        {template !== undefined && (
          <TemplateFields
            template={template}
            answers={answers}
            names={names}
            onChange={(more) => setAnswers({ ...answers, ...more })}
          />
        )}
      </div>
    </Dialog>
  );
}

/** The template with what was answered. What was not is empty, of which the check tells. */
async function fill({ id }: Template, answers: Answers): Promise<object> {
  return (await api.post('/v1/flow-templates/{id}/fill', { path: { id }, body: { answers } })).entry;
}
