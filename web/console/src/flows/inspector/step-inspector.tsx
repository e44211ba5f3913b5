import { useTranslation } from 'react-i18next';
import { Button } from '../../design/button.tsx';
import { IconButton } from '../../design/icon-button.tsx';
import { Input } from '../../design/input.tsx';
import { ProblemMark } from '../builder/outline-line.tsx';
import { StepIcon } from '../builder/step-icon.tsx';
import type { Actions } from '../builder/use-actions.tsx';
import { useEditor } from '../builder/use-editor.ts';
import { renameStep, setSetting } from '../graph/edit.ts';
import type { FlowStep } from '../graph/entry.ts';
import { portsIn } from '../graph/ports.ts';
import { rowKey } from '../graph/walk.ts';
import { faultsOfStep } from './faults.ts';
import { SettingField } from './setting-field.tsx';
import { isAsked } from './which-settings.ts';

interface StepInspectorProps {
  readonly step: FlowStep;
  readonly actions: Actions;
}

/** Everything that can be set of a step: its name, its settings, and where its ports lead. */
export function StepInspector({ step, actions }: StepInspectorProps) {
  const { t } = useTranslation();
  const editor = useEditor();
  const { entry, language, say, change, isReadOnly, saved } = editor;
  const faults = faultsOfStep(saved.checked, step.id, say);
  const settings = Object.entries(language.steps.get(step.kind)?.settings ?? {});
  return (
    <div key={step.id} className="flex flex-col gap-4">
      <div className="flex items-center gap-2">
        <StepIcon kind={step.kind} />
        <div className="min-w-0">
          <h2 className="truncate text-read font-strong">{say.kind(step.kind)}</h2>
          <p className="text-small text-muted">{say.explain(step.kind)}</p>
        </div>
      </div>
      {settings
        .filter(([name]) => isAsked(step, name))
        .map(([name, spec]) => (
          <SettingField
            key={name}
            of={step.kind}
            name={name}
            path={name}
            spec={spec}
            value={step[name]}
            onChange={(value) =>
              change(setSetting(entry, { id: step.id, name, value }, language), `${step.id} ${name}`)
            }
            faults={faults}
            say={say}
            isReadOnly={isReadOnly}
          />
        ))}
      <div data-step-name>
        <Input
          label={t('flows.inspector.stepName')}
          hint={t('flows.inspector.stepNameHint')}
          disabled={isReadOnly}
          maxLength={200}
          value={step.name ?? ''}
          onChange={(event) => change(renameStep(entry, step.id, event.target.value), `${step.id} name`)}
        />
      </div>
      <Ports step={step} actions={actions} />
    </div>
  );
}

function Ports({ step, actions }: StepInspectorProps) {
  const { t } = useTranslation();
  const { entry, language, say, isReadOnly, saved, select, selected } = useEditor();
  const faults = faultsOfStep(saved.checked, step.id, say);
  return (
    <section>
      <h3 className="text-ui font-medium">{t('flows.inspector.ports')}</h3>
      <ul className="mt-1 flex flex-col gap-1">
        {portsIn(language, step).map((port) => {
          const place = { stepId: step.id, port };
          const key = rowKey.port(step.id, port);
          const isOpen = faults.has(`next/${port}`);
          const leads = t('flows.inspector.portLeads', {
            port: say.port(step, port),
            to: say.target(entry, step.next[port]),
          });
          return (
            <li key={port} className="flex items-center gap-1">
              <Button
                size="small"
                look={selected.key === key ? 'secondary' : 'quiet'}
                className="min-w-0 flex-1 shrink! justify-start!"
                icon="link"
                disabled={isReadOnly}
                onClick={() => {
                  select(key);
                  actions.connect(place);
                }}
              >
                {leads}
              </Button>
              {isOpen && <ProblemMark count={1} />}
              {!isReadOnly && (
                <IconButton
                  size="small"
                  icon="plus"
                  label={`${t('flows.outline.addHere')}: ${say.port(step, port)}`}
                  onClick={() => {
                    select(key);
                    actions.add(place);
                  }}
                />
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
