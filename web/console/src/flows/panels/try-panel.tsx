import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Answer, Asked } from '../../../../client/src/index.ts';
import { api } from '../../app/api.ts';
import { useForm } from '../../app/use-form.ts';
import { Banner } from '../../design/banner.tsx';
import { Button } from '../../design/button.tsx';
import { Input } from '../../design/input.tsx';
import { Segmented } from '../../design/segmented.tsx';
import { pathOf } from '../builder/overlay.ts';
import { useEditor } from '../builder/use-editor.ts';
import { newScriptRow, type ScriptRow, ScriptRows } from './script-rows.tsx';
import { TryResult } from './try-result.tsx';

type Result = Answer<'post', '/v1/flows/dry-run'>;
type Body = Asked<'post', '/v1/flows/dry-run'>['body'];

/** Plays the flow as it is now, in time that is not real: nothing is sent, nothing is changed. */
export function TryPanel() {
  const { t } = useTranslation();
  const { entry, saved, setOverlay } = useEditor();
  const [on, setOn] = useState<'sample' | 'past'>('sample');
  const [conversationId, setConversationId] = useState('');
  const [name, setName] = useState('');
  const [rows, setRows] = useState<readonly ScriptRow[]>([newScriptRow]);
  const [result, setResult] = useState<Result | null>(null);
  const form = useForm({ conversationId: [] }, async () => {
    const given = { ...entry };
    const script = rows.map(({ text, agent, ...row }) => ({
      ...row,
      ...(text === '' ? {} : { text }),
      ...(agent === '' ? {} : { agent }),
    }));
    const body: Body =
      on === 'past'
        ? { entry: given, conversationId: conversationId.trim() }
        : { entry: given, sample: name === '' ? {} : { name }, script };
    const played = await api.post('/v1/flows/dry-run', { body });
    setResult(played);
    setOverlay(pathOf(played.steps));
  });
  const blocked = saved.checked.problems.length > 0;
  return (
    <section className="flex flex-col gap-5">
      <form onSubmit={form.submit} className="flex flex-col gap-4">
        <div>
          <h2 className="text-read font-strong">{t('flows.test.title')}</h2>
          <p className="text-small text-muted">{t('flows.test.text')}</p>
        </div>
        <Segmented
          label={t('flows.test.on')}
          segments={(['sample', 'past'] as const).map((value) => ({ value, label: t(`flows.test.${value}`) }))}
          value={on}
          onChange={setOn}
        />
        {on === 'past' ? (
          <Input
            label={t('flows.test.conversationId')}
            value={conversationId}
            required
            spellCheck={false}
            onChange={(event) => setConversationId(event.target.value)}
          />
        ) : (
          <>
            <Input
              label={t('flows.test.customerName')}
              value={name}
              maxLength={200}
              onChange={(event) => setName(event.target.value)}
            />
            <ScriptRows rows={rows} onChange={setRows} />
          </>
        )}
        {blocked && (
          <Banner tone="warning">{t('flows.publish.blocked', { count: saved.checked.problems.length })}</Banner>
        )}
        {form.problem.whole && <Banner tone="critical">{form.problem.whole}</Banner>}
        <Button
          type="submit"
          look="primary"
          icon="play"
          className="self-start"
          loading={form.sending}
          disabled={blocked}
        >
          {t('flows.test.run')}
        </Button>
      </form>
      {result !== null && <TryResult result={result} />}
    </section>
  );
}
