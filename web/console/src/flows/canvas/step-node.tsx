import { Handle, type Node, type NodeProps, Position } from '@xyflow/react';
import { useTranslation } from 'react-i18next';
import { classNames } from '../../design/class-names.ts';
import { Icon } from '../../design/icon.tsx';
import { Count, ProblemMark } from '../builder/outline-line.tsx';
import { countAt, isOnWay } from '../builder/overlay.ts';
import { StepIcon } from '../builder/step-icon.tsx';
import { useEditor } from '../builder/use-editor.ts';
import { isEnd } from '../graph/entry.ts';
import { rowKey } from '../graph/walk.ts';
import { type PlacedStep, size } from './lay-out.ts';

export type StepNodeType = Node<
  {
    readonly placed: PlacedStep;
    readonly problems: ReadonlyMap<string, number>;
    readonly isFocusable: boolean;
    readonly onOpen: () => void;
    readonly onAdd: (place: { stepId: string; port: string }) => void;
  },
  'step'
>;

/** A step on the canvas: what it is, what it does, and its ports with the ends that they lead to. */
export function StepNode({ data }: NodeProps<StepNodeType>) {
  const { placed, problems, isFocusable, onOpen } = data;
  const { step, ports } = placed;
  const { say, selected, select, overlay } = useEditor();
  const isSelected = 'step' in selected && selected.step.id === step.id;
  const wrong = problems.get(rowKey.step(step.id)) ?? 0;
  const summary = say.summary(step);
  return (
    <div
      style={{ width: placed.width }}
      className={classNames(
        'nopan relative rounded-sheet border bg-raised text-ink shadow-low',
        isSelected
          ? 'border-focus ring-2 ring-focus/40'
          : wrong > 0
            ? 'border-critical'
            : isOnWay(overlay, step.id)
              ? 'border-accent'
              : 'border-line',
      )}
    >
      <Handle type="target" position={Position.Top} isConnectable={false} />
      <button
        type="button"
        tabIndex={isFocusable ? 0 : -1}
        data-node={step.id}
        aria-current={isSelected ? 'true' : undefined}
        onFocus={() => select(rowKey.step(step.id))}
        onClick={() => {
          select(rowKey.step(step.id));
        }}
        onDoubleClick={onOpen}
        style={{ height: size.head }}
        className="flex w-full cursor-default items-center gap-2 rounded-t-sheet px-3 text-start"
      >
        <span className="flex size-7 shrink-0 items-center justify-center rounded-control bg-accent-soft">
          <StepIcon kind={step.kind} className="text-accent-ink" />
        </span>
        <span className="min-w-0 flex-1">
          <span className="block truncate text-ui font-strong">{say.step(step)}</span>
          <span className="block truncate text-small text-muted">{summary === '' ? say.kind(step.kind) : summary}</span>
        </span>
        {wrong > 0 && <ProblemMark count={wrong} />}
      </button>
      <ul className="flex border-t border-line">
        {ports.map((port) => (
          <PortLine key={port} data={data} port={port} />
        ))}
      </ul>
    </div>
  );
}

function PortLine({ data, port }: { readonly data: StepNodeType['data']; readonly port: string }) {
  const { t } = useTranslation();
  const { placed, onAdd } = data;
  const { step } = placed;
  const { entry, say, select, selected, overlay, isReadOnly } = useEditor();
  const to = step.next[port];
  const key = rowKey.port(step.id, port);
  const count = countAt(overlay, step.id, port);
  const isOnIt = isOnWay(overlay, step.id, port);
  return (
    <li className={classNames('relative min-w-0 flex-1', isOnIt && 'bg-accent-soft')} style={{ height: size.port }}>
      <button
        type="button"
        tabIndex={-1}
        onClick={() => select(key)}
        className={classNames(
          'flex h-full w-full cursor-default items-center justify-center gap-1 px-1 text-small',
          selected.key === key ? 'bg-selected' : 'hover:bg-hover',
          port === 'failed' ? 'text-muted' : 'text-ink',
        )}
      >
        <span className="truncate">{say.port(step, port)}</span>
        {count !== null && <Count count={count} />}
      </button>
      <Handle
        id={port}
        type="source"
        position={Position.Bottom}
        isConnectable={false}
        className={to === undefined ? 'open' : undefined}
      />
      {(to === undefined || isEnd(to)) && (
        <span className="absolute inset-x-0 top-full flex flex-col items-center">
          <span aria-hidden="true" className="h-2.5 w-px bg-line-strong" />
          <button
            type="button"
            tabIndex={-1}
            disabled={isReadOnly}
            aria-label={`${say.port(step, port)}: ${say.target(entry, to)}. ${t('flows.outline.addHere')}`}
            onClick={() => {
              select(key);
              onAdd({ stepId: step.id, port });
            }}
            className={classNames(
              'flex h-6 max-w-full cursor-default items-center gap-1 rounded-full border px-2 text-tiny whitespace-nowrap',
              to === undefined ? 'border-critical bg-critical-soft text-critical' : 'border-line bg-surface text-muted',
              !isReadOnly && 'hover:border-focus hover:text-ink',
            )}
          >
            <span className="truncate">{to === undefined ? '?' : say.target(entry, to)}</span>
            {!isReadOnly && <Icon name="plus" size={12} />}
          </button>
        </span>
      )}
    </li>
  );
}
