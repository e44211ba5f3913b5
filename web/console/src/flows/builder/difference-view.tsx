import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Difference } from '../graph/difference.ts';
import type { Say } from '../say.ts';
import { StepIcon } from './step-icon.tsx';

/** Steps that come, go and change, and which of their settings do. */
export function DifferenceView({ difference, say }: { readonly difference: Difference; readonly say: Say }) {
  const { t } = useTranslation();
  const { flow, triggers, added, removed, changed } = difference;
  const ofFlow = [
    ...flow.map((name) => say.setting('flow', name)),
    ...(triggers ? [say.setting('flow', 'triggers')] : []),
  ];
  return (
    <div className="flex flex-col gap-3">
      {ofFlow.length > 0 && (
        <Part title={t('flows.publish.flow')}>
          <li className="text-ui">{ofFlow.join(', ')}</li>
        </Part>
      )}
      <Steps title={t('flows.publish.added')} steps={added} say={say} />
      <Steps title={t('flows.publish.removed')} steps={removed} say={say} />
      {changed.length > 0 && (
        <Part title={t('flows.publish.changedSteps')}>
          {changed.map(({ step, settings }) => (
            <li key={step.id} className="flex items-start gap-2 text-ui">
              <StepIcon kind={step.kind} className="mt-0.5 text-muted" />
              <span>
                {say.step(step)}{' '}
                <span className="text-muted">{settings.map((name) => say.setting(step.kind, name)).join(', ')}</span>
              </span>
            </li>
          ))}
        </Part>
      )}
    </div>
  );
}

function Steps({
  title,
  steps,
  say,
}: {
  readonly title: string;
  readonly steps: Difference['added'];
  readonly say: Say;
}) {
  if (steps.length === 0) return null;
  return (
    <Part title={title}>
      {steps.map((step) => (
        <li key={step.id} className="flex items-start gap-2 text-ui">
          <StepIcon kind={step.kind} className="mt-0.5 text-muted" />
          <span>
            {say.step(step)} <span className="text-muted">{say.summary(step)}</span>
          </span>
        </li>
      ))}
    </Part>
  );
}

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section>
      <h3 className="text-small font-medium text-muted">{title}</h3>
      <ul className="mt-1 flex flex-col gap-1">{children}</ul>
    </section>
  );
}
