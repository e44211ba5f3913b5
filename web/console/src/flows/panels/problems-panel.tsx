import { useTranslation } from 'react-i18next';
import { Icon } from '../../design/icon.tsx';
import { useEditor } from '../builder/use-editor.ts';
import { findStep } from '../graph/entry.ts';
import { type FlowProblem, placeOf } from '../graph/problem-place.ts';

interface ProblemsPanelProps {
  /** Leads to a line of the outline, or to a setting of what stands there. */
  readonly onGo: (row: string, setting: string | null) => void;
}

/** What speaks against publishing it, each with the way there. */
export function ProblemsPanel({ onGo }: ProblemsPanelProps) {
  const { t } = useTranslation();
  const { saved, say } = useEditor();
  const { problems, entry } = saved.checked;
  const where = (problem: FlowProblem): string => {
    const { stepId, port, setting } = placeOf(problem, entry);
    const step = stepId === null ? undefined : findStep(entry, stepId);
    if (step === undefined)
      return setting?.startsWith('triggers') ? t('flows.triggers.title') : t('flows.problems.ofFlow');
    if (port !== null) return t('flows.problems.atPort', { step: say.step(step), port: say.port(step, port) });
    if (setting !== null)
      return t('flows.problems.atSetting', { step: say.step(step), setting: say.setting(step.kind, setting) });
    return say.step(step);
  };
  return (
    <section>
      <h2 className="text-read font-strong">{t('flows.problems.title')}</h2>
      {problems.length === 0 ? (
        <p role="status" className="mt-2 flex items-center gap-2 text-ui text-muted">
          <Icon name="end" className="text-positive" />
          {t('flows.problems.none')}
        </p>
      ) : (
        <ul className="mt-2 flex flex-col gap-1">
          {problems.map((problem) => {
            const place = placeOf(problem, entry);
            return (
              <li key={`${problem.path} ${problem.code}`}>
                <button
                  type="button"
                  data-problem={problem.path}
                  onClick={() => onGo(place.row, settingOf(problem, place.setting))}
                  className="lifts flex w-full cursor-default items-start gap-2 rounded-control px-2 py-1.5 text-start text-ui"
                >
                  <Icon name="critical" className="mt-0.5 text-critical" />
                  <span className="min-w-0">
                    <span className="block font-medium">{where(problem)}</span>
                    <span className="block text-muted">{say.fault(problem)}</span>
                  </span>
                </button>
              </li>
            );
          })}
        </ul>
      )}
    </section>
  );
}

/** The control to go to: of what stands in a list, its own where it has one. */
function settingOf({ path }: FlowProblem, setting: string | null): string | null {
  if (setting === null || setting === 'id') return null;
  const deep = path.replace(/^\/steps\/\d+\//, '').replace(/^\//, '');
  return document.querySelector(`[data-setting="${CSS.escape(deep)}"]`) === null ? setting : deep;
}
