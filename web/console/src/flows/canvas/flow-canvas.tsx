import {
  Background,
  type Edge,
  MarkerType,
  Panel,
  ReactFlow,
  ReactFlowProvider,
  useReactFlow,
  useStore,
} from '@xyflow/react';
import { type KeyboardEvent, useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import '@xyflow/react/dist/base.css';
import './canvas.css';
import { Button } from '../../design/button.tsx';
import { EmptyState } from '../../design/empty-state.tsx';
import { IconButton } from '../../design/icon-button.tsx';
import { focusAt } from '../builder/focus-soon.ts';
import { isOnWay } from '../builder/overlay.ts';
import type { Actions } from '../builder/use-actions.tsx';
import { useEditor } from '../builder/use-editor.ts';
import { countProblems } from '../graph/problem-place.ts';
import { rowKey } from '../graph/walk.ts';
import { layOut, neighbour, type PlacedStep, size, height as stepHeight } from './lay-out.ts';
import { StepNode, type StepNodeType } from './step-node.tsx';

const nodeTypes = { step: StepNode };

/** The flow as a drawing that lays itself out. Nothing has to be dragged, and arrow keys go from step to step. */
export function FlowCanvas({ actions }: { readonly actions: Actions }) {
  return (
    <ReactFlowProvider>
      <Drawing actions={actions} />
    </ReactFlowProvider>
  );
}

function Drawing({ actions }: { readonly actions: Actions }) {
  const { t } = useTranslation();
  const { entry, language, selected, saved, overlay, isReadOnly } = useEditor();
  const isRtl = document.documentElement.dir === 'rtl';
  const laid = useMemo(() => layOut(entry, language, { isRtl }), [entry, language, isRtl]);
  const problems = useMemo(() => countProblems(saved.checked.problems, saved.checked.entry), [saved]);
  const chosen = 'step' in selected ? selected.step.id : (laid.steps[0]?.step.id ?? null);
  const { onOpen, onAdd } = useSteady(actions);
  const nodes = laid.steps.map(
    (placed): StepNodeType => ({
      id: placed.step.id,
      type: 'step',
      position: { x: placed.x, y: placed.y },
      width: placed.width,
      height: stepHeight,
      data: { placed, problems, isFocusable: placed.step.id === chosen, onOpen, onAdd },
    }),
  );
  const edges = laid.ways.map(({ from, port, to }): Edge => {
    const isLit = isOnWay(overlay, from, port);
    const isOff = overlay.kind === 'path' && !isLit;
    const isOwn = selected.key === rowKey.port(from, port) || selected.key === rowKey.step(from);
    return {
      id: `${from} ${port}`,
      source: from,
      sourceHandle: port,
      target: to,
      className: isLit || isOwn ? 'lit' : isOff ? 'off' : '',
      markerEnd: {
        type: MarkerType.ArrowClosed,
        width: isLit || isOwn ? 12 : 16,
        height: isLit || isOwn ? 12 : 16,
        color: isLit || isOwn ? 'var(--accent)' : 'var(--line-strong)',
      },
    };
  });
  useInView(laid.steps, chosen);
  const walk = (event: KeyboardEvent): void => {
    const from = (event.target as Element).closest<HTMLElement>('[data-node]')?.dataset.node;
    if (from === undefined) return;
    if (event.key === 'Enter') {
      event.preventDefault();
      return actions.openSettings();
    }
    const direction = /^Arrow(Left|Right|Up|Down)$/.exec(event.key)?.[1]?.toLowerCase();
    const to = direction && neighbour(laid.steps, from, direction as 'left');
    if (direction === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    if (to) focusAt(`[data-node="${CSS.escape(to.step.id)}"]`);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys are of the steps inside, which are buttons.
    <div className="flow-canvas relative min-h-0 min-w-0 flex-1 bg-sunken" dir="ltr" onKeyDown={walk}>
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        nodesDraggable={false}
        nodesConnectable={false}
        nodesFocusable={false}
        edgesFocusable={false}
        elementsSelectable={false}
        disableKeyboardA11y
        deleteKeyCode={null}
        selectionKeyCode={null}
        multiSelectionKeyCode={null}
        zoomActivationKeyCode={null}
        panActivationKeyCode={null}
        panOnScroll
        minZoom={0.2}
        maxZoom={1.5}
        fitView
        fitViewOptions={fitOptions}
        aria-label={t('flows.canvas.label')}
      >
        <Background gap={20} size={1.5} color="var(--line)" />
        <Zoom />
      </ReactFlow>
      {entry.steps.length === 0 && (
        <div className="absolute inset-0 z-10 flex items-center justify-center" dir={isRtl ? 'rtl' : 'ltr'}>
          <EmptyState
            icon="flow"
            title={t('flows.canvas.empty')}
            text={t('flows.canvas.emptyText')}
            action={
              !isReadOnly && (
                <Button look="primary" icon="plus" onClick={() => actions.add('start')}>
                  {t('flows.outline.add')}
                </Button>
              )
            }
          />
        </div>
      )}
    </div>
  );
}

/** The buttons at the foot cover nothing of a flow that is all in view. */
const fitOptions = { padding: { x: '24px', top: '24px', bottom: '96px' }, maxZoom: 1, minZoom: 0.5 } as const;

/** Callbacks that stay the same from one rendering to the next, so that the canvas draws only what changed. */
function useSteady(actions: Actions) {
  const latest = useRef(actions);
  useEffect(() => {
    latest.current = actions;
  }, [actions]);
  return useMemo(
    () => ({
      onOpen: () => latest.current.openSettings(),
      onAdd: (place: { stepId: string; port: string }) => latest.current.add(place),
    }),
    [],
  );
}

/** Brings the whole into sight when there are more or fewer steps, and the chosen one whenever it is not. */
function useInView(steps: readonly PlacedStep[], chosen: string | null): void {
  const { fitView, setViewport, getViewport } = useReactFlow();
  const [width, height] = [useStore((state) => state.width), useStore((state) => state.height)];
  const count = steps.length;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the view is fitted when the number of steps changes or the room does.
  useEffect(() => {
    const frame = requestAnimationFrame(() => void fitView(fitOptions));
    return () => cancelAnimationFrame(frame);
  }, [fitView, count, width, height]);
  const placed = steps.find(({ step }) => step.id === chosen);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another choice moves the view, not that steps are laid anew.
  useEffect(() => {
    if (placed === undefined || width === 0) return;
    const { x, y, zoom } = getViewport();
    const [left, top] = [placed.x * zoom + x, placed.y * zoom + y];
    const [right, bottom] = [left + placed.width * zoom, top + (stepHeight + size.ends) * zoom];
    const edge = 24;
    const shift = (start: number, end: number, room: number): number =>
      start < edge ? edge - start : end > room - edge ? Math.max(room - edge - end, edge - start) : 0;
    const [dx, dy] = [shift(left, right, width), shift(top, bottom, height)];
    if (dx !== 0 || dy !== 0) void setViewport({ x: x + dx, y: y + dy, zoom });
  }, [chosen]);
}

function Zoom() {
  const { t } = useTranslation();
  const { zoomIn, zoomOut, fitView } = useReactFlow();
  return (
    <Panel position="bottom-left" className="flex gap-1">
      <IconButton look="secondary" icon="plus" label={t('flows.canvas.zoomIn')} onClick={() => void zoomIn()} />
      <IconButton look="secondary" icon="minus" label={t('flows.canvas.zoomOut')} onClick={() => void zoomOut()} />
      <IconButton
        look="secondary"
        icon="fullscreen"
        label={t('flows.canvas.fit')}
        onClick={() => void fitView(fitOptions)}
      />
    </Panel>
  );
}
