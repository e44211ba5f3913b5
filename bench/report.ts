/** What a bench says: rows with a figure and what it should reach, on the screen and in the docs. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Round } from './percentiles.ts';

/** One row of the table of what to reach. */
export interface Row {
  readonly what: string;
  /** Undefined where it could not be measured; `why` says why. */
  readonly figure: number | undefined;
  readonly atLeast?: number;
  readonly atMost?: number;
  readonly unit?: string;
  readonly why?: string;
}

export function isMissed({ figure, atLeast, atMost }: Row): boolean {
  if (figure === undefined) return true;
  return (atLeast !== undefined && figure < atLeast) || (atMost !== undefined && figure > atMost);
}

const number = (value: number): string =>
  value >= 1000
    ? Math.round(value).toLocaleString('en')
    : value >= 100
      ? value.toFixed(0)
      : value >= 10
        ? value.toFixed(1)
        : value.toFixed(2);

export function sayRow(row: Row): string[] {
  const { what, figure, atLeast, atMost, unit = '', why } = row;
  const reach = atLeast !== undefined ? `≥ ${number(atLeast)}${unit}` : `≤ ${number(atMost ?? 0)}${unit}`;
  const said = figure === undefined ? `not measured: ${why}` : number(figure) + unit;
  return [what, said, reach, isMissed(row) ? 'missed' : 'ok'];
}

export function sayRound(round: Round): string {
  const cpu = (value: number | null): string => (value === null ? '–' : `${value.toFixed(0)} µs`);
  const { commands, seconds, p50, p95, p99, databaseCpu, nodeCpu } = round;
  return `${number(commands / seconds).padStart(7)}/s  p50 ${p50.toFixed(1)}  p95 ${p95.toFixed(1)}  p99 ${p99.toFixed(1)} ms  database ${cpu(databaseCpu)}  Node ${cpu(nodeCpu)}`;
}

/** A table in Markdown. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Puts the text between the markers of a page of the reference, which name the command that writes it. */
export function writePage(name: string, command: string, text: string): void {
  const page = join(import.meta.dirname, '../docs/reference', name);
  const begin = `<!-- written by ${command}: do not edit -->`;
  const end = `<!-- end of what ${command} writes -->`;
  const before = readFileSync(page, 'utf8');
  const from = before.indexOf(begin) + begin.length;
  const to = before.indexOf(end);
  if (to < from) throw new Error(`${page} has lost its markers.`);
  writeFileSync(page, `${before.slice(0, from)}\n\n${text.trim()}\n\n${before.slice(to)}`);
}
