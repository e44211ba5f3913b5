import { type ClipboardEvent, type KeyboardEvent, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { bindingOf } from '../../app/key-map.ts';
import { preferences } from '../../app/preferences.ts';
import { Input } from '../../design/input.tsx';
import { isApple } from '../../design/platform.ts';
import { countProblems } from '../graph/problem-place.ts';
import { type OutlineRow, rowKey } from '../graph/walk.ts';
import { focusAt, focusSoon, rowSelector } from './focus-soon.ts';
import { OutlineLine } from './outline-line.tsx';
import { OutlineToolbar } from './outline-toolbar.tsx';
import { searchRows, visibleRows } from './outline-view.ts';
import type { Actions } from './use-actions.tsx';
import { useEditor } from './use-editor.ts';

interface OutlineProps {
  readonly actions: Actions;
}

/** The flow as a tree of lines, by which everything can be done with the keyboard alone. */
export function Outline({ actions }: OutlineProps) {
  const { t } = useTranslation();
  const editor = useEditor();
  const { rows, selected, select, say, saved } = editor;
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const [search, setSearch] = useState('');
  const finder = useRef<HTMLInputElement>(null);
  const shown = useMemo(() => visibleRows(rows, closed), [rows, closed]);
  const found = useMemo(() => searchRows(rows, search, say, editor.entry), [rows, search, say, editor.entry]);
  const problems = useMemo(() => countProblems(saved.checked.problems, saved.checked.entry), [saved]);
  const at = shown.findIndex(({ key }) => key === selected.key);

  const go = (row: OutlineRow | undefined): void => {
    if (row === undefined) return;
    select(row.key);
    focusAt(rowSelector(row.key));
  };
  const fold = (isClosed: boolean): void => {
    const next = new Set(closed);
    if (isClosed) next.add(selected.key);
    else next.delete(selected.key);
    setClosed(next);
  };
  const walk: Readonly<Record<string, () => void>> = {
    arrowdown: () => go(shown[at + 1]),
    arrowup: () => go(shown[at - 1]),
    home: () => go(shown[0]),
    end: () => go(shown.at(-1)),
    [forward()]: () => (selected.kind === 'step' && closed.has(selected.key) ? fold(false) : go(shown[at + 1])),
    [backward()]: () => {
      if (selected.kind === 'step' && !closed.has(selected.key)) fold(true);
      else go(shown.slice(0, Math.max(at, 0)).findLast(({ level }) => level < selected.level));
    },
    enter: () => (selected.kind === 'port' || selected.kind === 'start' ? actions.connect() : actions.openSettings()),
    space: () => actions.openSettings(),
    f2: actions.rename,
    delete: actions.remove,
    backspace: actions.remove,
    insert: () => actions.add(),
    'mod+d': actions.duplicate,
    'mod+f': () => finder.current?.focus(),
    ...(preferences().singleKeys
      ? {
          a: () => actions.add(),
          c: () => actions.connect(),
          m: actions.move,
          '/': () => finder.current?.focus(),
        }
      : {}),
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const binding = bindingOf(event.nativeEvent, { isApple });
    const act = binding === undefined ? undefined : walk[binding];
    if (act === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  };
  const copy = (event: ClipboardEvent, text: string | null): void => {
    if (text === null) return;
    event.clipboardData.setData('text/plain', text);
    event.preventDefault();
  };
  const findNext = (): void => {
    const after = found.findIndex((row) => rows.indexOf(row) > rows.indexOf(selected));
    const row = found[Math.max(after, 0)];
    if (row === undefined) return;
    setClosed(new Set());
    go(row);
  };
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <OutlineToolbar actions={actions} />
      <form
        className="flex items-center gap-2 border-b border-line px-3 py-2"
        onSubmit={(event) => {
          event.preventDefault();
          findNext();
        }}
      >
        <Input
          ref={finder}
          className="flex-1"
          icon="search"
          type="search"
          label={t('flows.outline.search')}
          labelHidden
          placeholder={t('flows.outline.search')}
          value={search}
          onChange={(event) => setSearch(event.target.value)}
          onKeyDown={(event) => event.key === 'Escape' && focusSoon(rowSelector(selected.key))}
        />
        <span role="status" className="text-small text-muted tabular-nums">
          {search.trim() !== '' && t('flows.outline.found', { count: found.length })}
        </span>
      </form>
      <div
        role="tree"
        aria-label={t('flows.outline.label')}
        aria-describedby="outline-hint"
        data-outline
        className="min-h-0 flex-1 scroll-py-6 overflow-y-auto overscroll-contain p-2"
        onKeyDown={onKeyDown}
        onCopy={(event) => copy(event, actions.copied({ withFollowing: false }))}
        onCut={(event) => copy(event, actions.cut())}
        onPaste={(event) => {
          actions.paste(event.clipboardData.getData('text/plain'));
          event.preventDefault();
        }}
      >
        {shown.map((row) => (
          <OutlineLine
            key={row.key}
            row={row}
            isSelected={row.key === selected.key}
            isFocusable={at < 0 ? row.key === rowKey.flow : row.key === selected.key}
            isClosed={closed.has(row.key)}
            isFound={search.trim() !== '' && found.includes(row)}
            problems={problems.get(row.key) ?? 0}
            onSelect={() => select(row.key)}
            onOpen={actions.openSettings}
          />
        ))}
      </div>
      <p id="outline-hint" className="border-t border-line px-3 py-1.5 text-tiny text-muted max-wide:hidden">
        {t('flows.outline.hint')}
      </p>
    </div>
  );
}

const isRtl = (): boolean => document.documentElement.dir === 'rtl';
const forward = (): string => (isRtl() ? 'arrowleft' : 'arrowright');
const backward = (): string => (isRtl() ? 'arrowright' : 'arrowleft');
