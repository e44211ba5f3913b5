/**
 * A document of JSON as YAML that people like to read, in a time like that of JSON. Texts that YAML could take for something
 * else are quoted as JSON quotes them, which YAML allows.
 */
export function writeYaml(value: unknown): string {
  return `${writeNode(value, '').trimStart()}\n`;
}

/** A node as it stands behind its key or dash: on the same line, or on those below. */
function writeNode(value: unknown, indent: string): string {
  if (typeof value === 'string') return ` ${writeText(value, indent)}`;
  if (typeof value !== 'object' || value === null) return ` ${JSON.stringify(value)}`;
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    if (value.length === 0) return ' []';
    // The first field of an object in a list stands behind the dash.
    return value.map((item) => `\n${indent}-${writeNode(item, inner).replace(/^\n +/, ' ')}`).join('');
  }
  const fields = Object.entries(value).filter(([, part]) => part !== undefined);
  if (fields.length === 0) return ' {}';
  return fields.map(([name, part]) => `\n${indent}${writeKey(name)}:${writeNode(part, inner)}`).join('');
}

const plain = /^[A-Za-z](?:[A-Za-z0-9_./ -]*[A-Za-z0-9_./-])?$/;
/** What YAML, or an older reader of it, takes for something other than a text. */
const taken = /^(?:true|false|null|yes|no|on|off|y|n)$/i;
/** Lines that stand for themselves: no blanks at their ends, no control characters. */
const paragraphs = /^\S(?:.*\S)?(?:\n(?:\S(?:.*\S)?)?)*\n\S(?:.*\S)?$/;
const odd = /[^\P{C}\n]|[\u2028\u2029\ufeff]/u;

function writeKey(name: string): string {
  return plain.test(name) && !taken.test(name) ? name : JSON.stringify(name);
}

function writeText(text: string, indent: string): string {
  if (plain.test(text) && !taken.test(text)) return text;
  if (!paragraphs.test(text) || odd.test(text)) return JSON.stringify(text);
  return `|-\n${text.replace(/^(?=.)/gm, indent || '  ')}`;
}
