/** Longest shown name: what every file system takes, with room for what it is put behind. */
const lengthMax = 150;
/** What some systems take for devices, whatever their ending. */
const devices = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)/i;

/**
 * A file's name as people are shown it and browsers may save it (X12): without what hides, reverses or leads elsewhere.
 * The name itself is kept as it was sent, as data: no path is ever made of it.
 */
export function displayName(name: string): string {
  const visible = name
    .normalize('NFC')
    // Controls, zero-width and direction marks, private use, lone surrogates; and line and paragraph separators.
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\u2028\u2029\ufff0-\uffff]/gu, '')
    .replace(/[/\\:*?"<>|\u2044\u2215\u29f8\uff0f\uff3c\uff1a]/g, '_')
    .replace(/\s+/gu, ' ');
  // Neither hidden, nor `..`, nor an ending that some systems drop.
  let clean = shorten(visible.replace(/^[.\s]+/u, '').replace(/[.\s]+$/u, ''));
  if (devices.test(clean)) clean = `_${clean}`;
  return clean === '' ? 'file' : clean;
}

/** Cuts the middle out of a long name: its ending says what it is. */
function shorten(name: string): string {
  const letters = [...name];
  if (letters.length <= lengthMax) return name;
  const dot = letters.lastIndexOf('.');
  const ending = dot > 0 && letters.length - dot <= 20 ? letters.slice(dot) : [];
  return [...letters.slice(0, lengthMax - ending.length), ...ending].join('');
}

/** The header with which a browser saves the file under that name, and never shows it. */
export function contentDisposition(name: string): string {
  const shown = displayName(name);
  const ascii = shown.replace(/[^\x20-\x7e]/g, '_').replace(/["\\%]/g, '_');
  const encoded = encodeURIComponent(shown).replace(
    /['()*!]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}
