import { useTranslation } from 'react-i18next';
import { Button } from '../../design/button.tsx';
import { IconButton } from '../../design/icon-button.tsx';
import { Segmented } from '../../design/segmented.tsx';
import { focusSoon, settingSelector } from '../builder/focus-soon.ts';
import { useEditor } from '../builder/use-editor.ts';
import type { Condition, Say } from '../say.ts';
import { ConditionTest } from './condition-test.tsx';
import { conditionOf, type Group, groupOf, isTest, newTest, partPath } from './conditions.ts';
import { type Faults, faultAt } from './faults.ts';

interface ConditionGroupProps {
  readonly group: Group;
  readonly path: string;
  readonly faults: Faults;
  readonly say: Say;
  readonly isReadOnly: boolean;
  readonly onChange: (condition: Condition) => void;
  readonly onRemove: (() => void) | undefined;
  /** How deep it stands in others. */
  readonly depth?: number;
}

const depthMax = 3;

/** Conditions that are joined, and groups of them. */
export function ConditionGroup(props: ConditionGroupProps) {
  const { group, path, faults, say, isReadOnly, onChange, onRemove, depth = 0 } = props;
  const { t } = useTranslation();
  const { language } = useEditor();
  const { parts, joining } = group;
  const set = (next: readonly Condition[]): void => onChange(conditionOf({ joining, parts: next }));
  const setPart = (at: number, part: Condition): void => set(parts.map((one, i) => (i === at ? part : one)));
  const remove = (at: number): void => set(parts.filter((_, i) => i !== at));
  const add = (part: Condition): void => {
    set([...parts, part]);
    const place = joining === 'none' ? 'not/any' : joining;
    const below = isTest(part) ? '/field' : '/all/0/field';
    focusSoon(settingSelector(`${path}/${place}/${parts.length}${below}`));
  };
  return (
    <div className="flex flex-col gap-2 rounded-control border border-line bg-surface p-2">
      <div className="flex items-start justify-between gap-2">
        <Segmented
          label={t('flows.condition.group')}
          labelHidden
          segments={(['all', 'any', 'none'] as const).map((value) => ({ value, label: t(`flows.condition.${value}`) }))}
          value={joining}
          onChange={(next) => !isReadOnly && onChange(conditionOf({ joining: next, parts }))}
        />
        {onRemove !== undefined && !isReadOnly && (
          <IconButton size="small" icon="cross" label={t('flows.condition.removeGroup')} onClick={onRemove} />
        )}
      </div>
      {parts.map((part, at) =>
        isTest(part) ? (
          <ConditionTest
            // biome-ignore lint/suspicious/noArrayIndexKey: a condition is told by its place.
            key={at}
            number={at + 1}
            test={part}
            path={partPath(path, group, at)}
            faults={faults}
            say={say}
            language={language}
            isReadOnly={isReadOnly}
            onChange={(next) => setPart(at, next)}
            onRemove={() => remove(at)}
          />
        ) : (
          <ConditionGroup
            // biome-ignore lint/suspicious/noArrayIndexKey: as above.
            key={at}
            {...{ faults, say, isReadOnly }}
            group={groupOf(part)}
            path={partPath(path, group, at)}
            depth={depth + 1}
            onChange={(next) => setPart(at, next)}
            onRemove={() => remove(at)}
          />
        ),
      )}
      {faultAt(faults, `${path}/${group.place}`) !== undefined && (
        <p className="text-small text-critical">{faultAt(faults, `${path}/${group.place}`)}</p>
      )}
      {!isReadOnly && (
        <div className="flex flex-wrap gap-2" data-setting={`${path}/${group.place}`}>
          <Button size="small" icon="plus" onClick={() => add(newTest)}>
            {t('flows.condition.add')}
          </Button>
          {depth < depthMax && (
            <Button size="small" look="quiet" onClick={() => add({ all: [newTest] })}>
              {t('flows.condition.addGroup')}
            </Button>
          )}
        </div>
      )}
    </div>
  );
}
