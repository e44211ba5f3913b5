import type { Words } from '../words.ts';

export const people = {
  title: 'Team',
  count_one: '{{count}} Agent',
  count_other: '{{count}} Agenten',
  filter: 'Nach Name oder Adresse filtern',
  name: 'Name',
  role: 'Rolle',
  signIn: 'Anmeldung',
  factor: 'Zweiter Faktor',
  states: { active: 'Meldet sich an', invited: 'Eingeladen', lapsed: 'Einladung verfallen', none: 'Keine Anmeldung' },
  invitedUntil: 'Der Link gilt bis {{when}}',
  factorOn: 'An',
  factorOff: 'Aus',
  actions: 'Aktionen für {{name}}',
  invite: 'Einladen',
  inviteAgain: 'Neuen Link machen',
  reset: 'Passwort zurücksetzen',
  remove: 'Anmeldung entziehen',
  you: 'Sie',

  inviteTitle: '{{name}} einladen',
  inviteText: 'Wer den Link binnen 72 Stunden öffnet und diese Adresse hat, meldet sich von da an als {{name}} an.',
  email: 'E-Mail-Adresse',
  inviteSubmit: 'Link machen',
  linkTitle: 'Der Link für {{name}}',
  linkInviteText: 'Geben Sie ihn {{name}} und niemandem sonst. Er gilt einmal, bis {{when}}.',
  linkResetText: '{{name}} wählt damit ein neues Passwort. Er gilt einmal, bis {{when}}.',
  linkMailed: 'Er ist auch per E-Mail unterwegs.',
  linkMailedOnly: 'Er ist per E-Mail unterwegs und wird sonst niemandem gezeigt.',
  link: 'Link',
  done: 'Fertig',

  resetTitle: 'Das Passwort von {{name}} zurücksetzen?',
  resetText: 'Es entsteht ein Link, mit dem {{name}} ein neues wählt. Bis dahin gilt das bisherige.',
  resetSubmit: 'Link machen',

  removeTitle: '{{name}} die Anmeldung entziehen?',
  removeText:
    '{{name}} wird sofort abgemeldet und kann sich nicht mehr anmelden. Der Agent bleibt, mit allen Gesprächen.',
  removeSubmit: 'Anmeldung entziehen',
  removed: '{{name}} kann sich nicht mehr anmelden',

  emptyTitle: 'Es gibt noch keine Agenten',
  emptyText:
    'Agenten gehören zur Konfiguration der Organisation. Sobald sie welche nennt, können sie hier eingeladen werden.',
  nobodyFound: 'So heißt niemand',
  more: 'Mehr zeigen',
  notYours: 'Nur Administratoren verwalten Anmeldungen.',
} satisfies Words['people'];
