/** A word for the setup, from what people call a thing: `Verschieben, bitte!` → `verschieben-bitte`. Empty where nothing is left. */
export function idFrom(name: string): string {
  return name
    .normalize('NFKD')
    .replaceAll('ß', 'ss')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60)
    .replace(/-+$/, '');
}
