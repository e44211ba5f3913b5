import type { FlowEntry } from '../graph/entry.ts';
import type { OutlineRow } from '../graph/walk.ts';
import type { Say } from '../say.ts';

/** The lines that are in sight: a step that is folded hides its ports and everything below them. */
export function visibleRows(rows: readonly OutlineRow[], closed: ReadonlySet<string>): OutlineRow[] {
  const shown: OutlineRow[] = [];
  let hiddenBelow: number | null = null;
  for (const row of rows) {
    if (hiddenBelow !== null && row.level > hiddenBelow) continue;
    hiddenBelow = closed.has(row.key) ? row.level : null;
    shown.push(row);
  }
  return shown;
}

/** The lines in which all of the words occur, in what is shown of them or in their settings. */
export function searchRows(rows: readonly OutlineRow[], search: string, say: Say, entry: FlowEntry): OutlineRow[] {
  const words = search.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  return rows.filter((row) => {
    const text = textOfRow(row, say, entry).toLocaleLowerCase();
    return words.every((word) => text.includes(word));
  });
}

function textOfRow(row: OutlineRow, say: Say, entry: FlowEntry): string {
  if (row.kind === 'port') return `${say.port(row.step, row.port)} ${say.target(entry, row.to)}`;
  if (row.kind !== 'step') return '';
  const { next: _, ...settings } = row.step;
  return [say.step(row.step), say.kind(row.step.kind), say.summary(row.step), JSON.stringify(settings)].join(' ');
}
