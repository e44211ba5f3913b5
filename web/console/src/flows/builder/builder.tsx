import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Loading } from '../../app/page-states.tsx';
import { usePageTitle } from '../../app/page-title.ts';
import { classNames } from '../../design/class-names.ts';
import { loadPersistently } from '../../design/load-persistently.ts';
import { Tabs } from '../../design/tabs.tsx';
import { FlowInspector } from '../inspector/flow-inspector.tsx';
import { StepInspector } from '../inspector/step-inspector.tsx';
import { TriggerInspector } from '../inspector/trigger-inspector.tsx';
import { ProblemsPanel } from '../panels/problems-panel.tsx';
import { RunsPanel } from '../panels/runs-panel.tsx';
import { TryPanel } from '../panels/try-panel.tsx';
import { VersionsPanel } from '../panels/versions-panel.tsx';
import { BuilderHead, type View } from './builder-head.tsx';
import { focusSoon, rowSelector, settingSelector } from './focus-soon.ts';
import { Outline } from './outline.tsx';
import { type Actions, useActions } from './use-actions.tsx';
import { useBuilderKeys } from './use-builder-keys.ts';
import { EditorContext, useEditor, useNewEditor } from './use-editor.ts';

const FlowCanvas = lazy(async () => ({
  default: (await loadPersistently(() => import('../canvas/flow-canvas.tsx'))).FlowCanvas,
}));

/** What stands beside the outline and the canvas. */
export type PanelName = 'step' | 'problems' | 'runs' | 'test' | 'versions';

/** The builder: the outline, by which everything can be done, the canvas, and the settings of what is chosen. */
export function Builder(given: Parameters<typeof useNewEditor>[0]) {
  const editor = useNewEditor(given);
  return (
    <EditorContext value={editor}>
      <BuilderPage />
    </EditorContext>
  );
}

function BuilderPage() {
  const { t } = useTranslation();
  const editor = useEditor();
  const { entry, problems, selected } = editor;
  const [panel, setPanel] = useState<PanelName>('step');
  const [view, setView] = useState<View>('outline');
  const { actions, dialogs } = useActions(editor, () => {
    setPanel('step');
    setView('panel');
  });
  usePageTitle(`${entry.name} · ${t('flows.title')}`);
  useBuilderKeys(editor, actions);
  const showPanel = (name: PanelName): void => {
    setPanel(name);
    setView('panel');
    focusSoon(`[data-panel] [role="tab"][aria-selected="true"]`);
  };
  const goTo = (row: string, setting: string | null): void => {
    editor.select(row);
    if (setting === null) {
      setView('outline');
      return focusSoon(rowSelector(row));
    }
    setPanel('step');
    setView('panel');
    focusSoon(settingSelector(setting));
  };
  return (
    <div className="flex min-h-0 min-w-0 flex-1 flex-col">
      <BuilderHead view={view} onView={setView} onProblems={() => showPanel('problems')} />
      <div className="relative flex min-h-0 min-w-0 flex-1 overflow-hidden">
        <section
          aria-label={t('flows.outline.label')}
          className={classNames(
            'flex min-h-0 min-w-0 flex-col bg-sunken max-wide:flex-1 wide:w-80 wide:shrink-0 wide:border-e wide:border-line',
            view !== 'outline' && 'max-wide:hidden',
          )}
        >
          <Outline actions={actions} />
        </section>
        <section
          aria-label={t('flows.canvas.label')}
          className={classNames('flex min-h-0 min-w-0 flex-1 flex-col', view !== 'canvas' && 'max-broad:hidden')}
        >
          <Suspense fallback={<Loading />}>
            <FlowCanvas actions={actions} />
          </Suspense>
        </section>
        <aside
          aria-label={t('flows.panels.label')}
          data-panel
          className={classNames(
            'flex min-h-0 min-w-0 flex-col bg-surface max-broad:flex-1 broad:w-96 broad:shrink-0 broad:border-s broad:border-line',
            view === 'canvas' && 'max-broad:hidden',
            view === 'outline' && 'max-wide:hidden',
          )}
        >
          <Tabs
            className="flex min-h-0 flex-1 flex-col"
            listClassName="overflow-x-auto px-3 pt-1"
            panelClassName="min-h-0 flex-1 overflow-y-auto overscroll-contain scroll-py-4 p-4"
            label={t('flows.panels.label')}
            value={panel}
            onChange={setPanel}
            items={[
              { value: 'step', label: t('flows.panels.step') },
              { value: 'problems', label: t('flows.panels.problems'), count: problems.length || undefined },
              { value: 'runs', label: t('flows.panels.runs') },
              { value: 'test', label: t('flows.panels.test') },
              { value: 'versions', label: t('flows.panels.versions') },
            ]}
          >
            {panel === 'step' && (
              <Inspector
                actions={actions}
                onBack={() => {
                  setView('outline');
                  focusSoon(rowSelector(selected.key));
                }}
              />
            )}
            {panel === 'problems' && <ProblemsPanel onGo={goTo} />}
            {panel === 'runs' && <RunsPanel />}
            {panel === 'test' && <TryPanel />}
            {panel === 'versions' && <VersionsPanel />}
          </Tabs>
        </aside>
      </div>
      {dialogs}
    </div>
  );
}

/** The settings of the chosen line. Escape leads back to it. */
function Inspector({ actions, onBack }: { readonly actions: Actions; readonly onBack: () => void }) {
  const { selected } = useEditor();
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape is of whatever field has the focus.
    <div
      data-inspector
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.defaultPrevented) return;
        event.preventDefault();
        onBack();
      }}
    >
      {(selected.kind === 'step' || selected.kind === 'port') && (
        <StepInspector key={selected.step.id} step={selected.step} actions={actions} />
      )}
      {selected.kind === 'triggers' && <TriggerInspector />}
      {(selected.kind === 'flow' || selected.kind === 'start') && <FlowInspector />}
    </div>
  );
}
