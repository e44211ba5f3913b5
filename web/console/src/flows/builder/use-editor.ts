import {
  createContext,
  useContext,
  useEffect,
  useMemo,
  useReducer,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../app/api.ts';
import { useLocale } from '../../words/languages.ts';
import { type FlowEntry, findStep, readEntry } from '../graph/entry.ts';
import { beginHistory, type History, record, redo, undo } from '../graph/history.ts';
import type { Language } from '../graph/language.ts';
import type { FlowProblem } from '../graph/problem-place.ts';
import { type OutlineRow, outlineOf, rowKey } from '../graph/walk.ts';
import type { Names } from '../names.ts';
import type { FlowAnswer } from '../queries.ts';
import { Say } from '../say.ts';
import { DraftSaver, type SaverView } from './draft-saver.ts';
import type { Overlay } from './overlay.ts';

/** A flow as it is being built: what it is, what is chosen of it, and how to change it. */
export interface Editor {
  readonly entry: FlowEntry;
  /** What is published, or null. */
  readonly published: FlowEntry | null;
  /** Whether it begins anything: published and not stopped. */
  readonly isLive: boolean;
  readonly language: Language;
  readonly say: Say;
  readonly rows: readonly OutlineRow[];
  readonly selected: OutlineRow;
  readonly select: (key: string) => void;
  /** `about` joins changes of one field to one step of undoing. */
  readonly change: (next: FlowEntry, about?: string) => void;
  readonly undo: () => void;
  readonly redo: () => void;
  readonly mayUndo: boolean;
  readonly mayRedo: boolean;
  readonly isReadOnly: boolean;
  readonly saver: DraftSaver;
  readonly saved: SaverView;
  readonly problems: readonly FlowProblem[];
  /** What is shown on the canvas besides the flow. */
  readonly overlay: Overlay;
  readonly setOverlay: (overlay: Overlay) => void;
}

export const EditorContext = createContext<Editor | null>(null);

export function useEditor(): Editor {
  const editor = useContext(EditorContext);
  if (editor === null) throw new Error('There is no flow to edit here.');
  return editor;
}

type Action =
  | { readonly kind: 'change'; readonly next: FlowEntry; readonly about: string | undefined; readonly at: number }
  | { readonly kind: 'undo' | 'redo' };

function reduce(history: History<FlowEntry>, action: Action): History<FlowEntry> {
  if (action.kind !== 'change') return action.kind === 'undo' ? undo(history) : redo(history);
  const { next, about, at } = action;
  return record(history, next, about === undefined ? { at } : { about, at });
}

interface Given {
  readonly answer: FlowAnswer;
  readonly language: Language;
  readonly names: Names;
  readonly isReadOnly: boolean;
}

/** The editor of one flow, for as long as its page is open. */
export function useNewEditor({ answer, language, names, isReadOnly }: Given): Editor {
  const { t } = useTranslation();
  const locale = useLocale();
  const say = useMemo(() => new Say(t, locale, names), [t, locale, names]);
  const published = useMemo(
    () => (answer.entry === null ? null : readEntry(answer.entry, answer.id, language)),
    [answer, language],
  );
  const [history, dispatch] = useReducer(reduce, null, () =>
    beginHistory(readEntry(answer.draft?.entry ?? answer.entry, answer.id, language)),
  );
  const [saver] = useState(
    () =>
      new DraftSaver(api, {
        state: answer.draft === null ? 'none' : 'saved',
        revision: answer.draft?.revision ?? 0,
        checked: { entry: history.present, problems: answer.problems },
      }),
  );
  const saved = useSyncExternalStore(saver.subscribe, () => saver.view);
  const entry = history.present;
  const rows = useMemo(() => outlineOf(entry, language), [entry, language]);
  const [chosen, select] = useState<string>(() => firstRow(entry));
  const [overlay, setOverlay] = useState<Overlay>({ kind: 'none' });
  const selected = useSelected(rows, chosen);
  useEffect(() => {
    if (!isReadOnly) saver.change(entry);
  }, [saver, entry, isReadOnly]);
  useEffect(() => leaveSafely(saver), [saver]);
  return {
    entry,
    published,
    isLive: answer.published,
    language,
    say,
    rows,
    selected,
    select,
    change: (next, about) => {
      if (!isReadOnly) dispatch({ kind: 'change', next, about, at: performance.now() });
    },
    undo: () => dispatch({ kind: 'undo' }),
    redo: () => dispatch({ kind: 'redo' }),
    mayUndo: history.past.length > 0,
    mayRedo: history.future.length > 0,
    isReadOnly,
    saver,
    saved,
    problems: saved.checked.problems,
    overlay,
    setOverlay,
  };
}

const firstRow = (entry: FlowEntry): string =>
  findStep(entry, entry.start) === undefined ? rowKey.start : rowKey.step(entry.start);

/** The chosen line. When it has gone, by undoing or otherwise, what stands in its place. */
function useSelected(rows: readonly OutlineRow[], chosen: string): OutlineRow {
  const lastAt = useRef(0);
  const found = rows.findIndex(({ key }) => key === chosen);
  const at = found >= 0 ? found : Math.min(lastAt.current, rows.length - 1);
  useEffect(() => {
    lastAt.current = at;
  }, [at]);
  return rows[at] as OutlineRow;
}

/** What is not saved yet is, when one goes to another page; before the window closes the browser asks. */
function leaveSafely(saver: DraftSaver): () => void {
  const ask = (event: BeforeUnloadEvent): void => {
    if (saver.isUnsaved) event.preventDefault();
  };
  window.addEventListener('beforeunload', ask);
  return () => {
    window.removeEventListener('beforeunload', ask);
    void saver.flush();
  };
}
