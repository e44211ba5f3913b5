/**
 * The thread that reads a document of YAML, so that the event loop of the server stays free: the parser takes some thousand
 * times as long as JSON's. It is given the bytes, says what they came to, and ends. Started by `read-yaml.ts`.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { type Document, isAlias, isCollection, isMap, isPair, isScalar, LineCounter, parseDocument } from 'yaml';
import { present } from '../base/assert.ts';

/** The document as JSON, or everything that is wrong with its writing. */
export type YamlSaid = { readonly json: string } | { readonly fault: string };

/** Of more faults the first are told. */
const faultsMax = 20;
/** What aliases may unfold a document into, in characters of JSON. */
const unfoldedMax = 16 * 1_048_576;
/** Each is looked for among all anchors, so their number is bounded as what they unfold into is. */
const aliasesMax = 1_000;

// Thousands of faults are thousands of errors, whose stacks nobody reads.
Error.stackTraceLimit = 0;
present(parentPort, 'yaml-thread.ts runs as a worker thread.').postMessage(read(workerData as Uint8Array));

function read(bytes: Uint8Array): YamlSaid {
  try {
    const json = JSON.stringify(parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)), onlyFinite);
    return json.length > unfoldedMax ? { fault: `it unfolds into more than ${unfoldedMax} characters.` } : { json };
  } catch (error) {
    return { fault: error instanceof RangeError ? 'it is nested too deeply.' : (error as Error).message };
  }
}

function parse(text: string): unknown {
  const lineCounter = new LineCounter();
  // Their own search for keys that come twice compares each with each, and their own messages copy the line for each fault.
  const document = parseDocument(text, { uniqueKeys: false, stringKeys: true, prettyErrors: false, lineCounter });
  const faults = document.errors.map(({ message, pos }) => ({ message, at: pos[0] }));
  if (faults.length === 0) faults.push(...faultsOf(document));
  const told = faults.slice(0, faultsMax).map(({ message, at }) => {
    const { line, col } = lineCounter.linePos(at);
    const said = message.startsWith('Maximum call stack') ? 'It is nested too deeply' : message;
    return `${said} at line ${line}, column ${col}`;
  });
  if (faults.length > faultsMax) told.push(`and ${faults.length - faultsMax} more`);
  if (told.length > 0) throw new Error(told.join('; '));
  return document.toJS({ maxAliasCount: 100 });
}

/** Keys that come twice, and more aliases than there may be: each node is looked at once. */
function faultsOf(document: Document): { readonly message: string; readonly at: number }[] {
  const faults: { message: string; at: number }[] = [];
  let aliases = 0;
  const left: unknown[] = [document.contents];
  while (left.length > 0) {
    const node = left.pop();
    if (isAlias(node) && ++aliases === aliasesMax + 1)
      faults.push({ message: `There are more than ${aliasesMax} aliases`, at: node.range?.[0] ?? 0 });
    if (isMap(node)) faults.push(...keysTwice(node.items.map(({ key }) => key)));
    if (isPair(node)) left.push(node.value);
    else if (isCollection(node)) for (const item of node.items) left.push(item);
  }
  return faults.sort((a, b) => a.at - b.at);
}

function keysTwice(keys: readonly unknown[]): { message: string; at: number }[] {
  const seen = new Set<string>();
  return keys.flatMap((key) => {
    if (!isScalar(key)) return [];
    const name = String(key.value);
    if (!seen.has(name)) {
      seen.add(name);
      return [];
    }
    return [{ message: `The key ${JSON.stringify(name.slice(0, 100))} comes again`, at: key.range?.[0] ?? 0 }];
  });
}

/** JSON has no words for these, and would write null, which means something else. */
function onlyFinite(name: string, value: unknown): unknown {
  if (typeof value !== 'number' || Number.isFinite(value)) return value;
  throw new Error(`${name} is ${value}, which is no number here.`);
}
