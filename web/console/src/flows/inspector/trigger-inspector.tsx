import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../design/button.tsx';
import { Chooser } from '../../design/chooser.tsx';
import { IconButton } from '../../design/icon-button.tsx';
import { focusSoon } from '../builder/focus-soon.ts';
import { useEditor } from '../builder/use-editor.ts';
import { setTrigger } from '../graph/edit.ts';
import { defaultsOf } from '../graph/language.ts';
import { faultsBelow } from './faults.ts';
import { SettingField } from './setting-field.tsx';

/** What begins the flow. */
export function TriggerInspector() {
  const { t } = useTranslation();
  const { entry, language, say, change, isReadOnly, saved } = useEditor();
  const [isAdding, setAdding] = useState(false);
  const add = (kind: string): void => {
    const settings = defaultsOf(language.triggers.get(kind)?.settings ?? {});
    change(setTrigger(entry, entry.triggers.length, { kind, ...settings }));
    focusSoon(`[data-trigger="${entry.triggers.length}"]`);
  };
  return (
    <div className="flex flex-col gap-4">
      <div>
        <h2 className="text-read font-strong">{t('flows.triggers.title')}</h2>
        <p className="text-small text-muted">{t('flows.triggers.text')}</p>
      </div>
      {entry.triggers.map((trigger, at) => (
        <section
          // biome-ignore lint/suspicious/noArrayIndexKey: a trigger is told by its place.
          key={at}
          data-trigger={at}
          tabIndex={-1}
          aria-label={say.trigger(trigger.kind)}
          className="flex flex-col gap-3 rounded-control border border-line bg-surface p-3"
        >
          <div className="flex items-center justify-between gap-2">
            <h3 className="text-ui font-strong">{say.trigger(trigger.kind)}</h3>
            {!isReadOnly && (
              <IconButton
                size="small"
                icon="cross"
                label={t('flows.triggers.remove')}
                onClick={() => change(setTrigger(entry, at, null))}
              />
            )}
          </div>
          {Object.entries(language.triggers.get(trigger.kind)?.settings ?? {}).map(([name, spec]) => (
            <SettingField
              key={name}
              of={trigger.kind}
              name={name}
              path={`triggers/${at}/${name}`}
              spec={spec}
              value={trigger[name]}
              onChange={(value) =>
                change(setTrigger(entry, at, { ...trigger, [name]: value }), `trigger ${at} ${name}`)
              }
              faults={inTriggers(faultsBelow(saved.checked.problems, `/triggers/${at}`, say), at)}
              say={say}
              isReadOnly={isReadOnly}
            />
          ))}
        </section>
      ))}
      {!isReadOnly && (
        <div data-setting="triggers">
          <Button icon="plus" onClick={() => setAdding(true)}>
            {t('flows.triggers.add')}
          </Button>
        </div>
      )}
      <Chooser
        open={isAdding}
        onClose={() => setAdding(false)}
        title={t('flows.chooser.trigger')}
        filterLabel={t('flows.chooser.triggerFilter')}
        groups={[{ choices: [...language.triggers.keys()].map((kind) => ({ value: kind, label: say.trigger(kind) })) }]}
        onChoose={add}
      />
    </div>
  );
}

/** Settings of triggers are named with their trigger, because several are in sight at once. */
function inTriggers(faults: ReadonlyMap<string, string>, at: number): ReadonlyMap<string, string> {
  return new Map([...faults].map(([path, fault]) => [`triggers/${at}/${path}`, fault]));
}
