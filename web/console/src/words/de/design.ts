import type { Words } from '../words.ts';

export const design = {
  close: 'Schließen',
  cancel: 'Abbrechen',
  copy: 'Kopieren',
  copied: 'Kopiert',
  filter: 'Filtern',
  nothingFound: 'Nichts gefunden',
  remove: '{{name}} entfernen',
  showPassword: 'Passwort zeigen',
  hidePassword: 'Passwort verbergen',
  loading: 'Wird geladen',
  back: 'Zurück',
  presence: { online: 'Online', away: 'Abwesend', offline: 'Offline' },
} satisfies Words['design'];
