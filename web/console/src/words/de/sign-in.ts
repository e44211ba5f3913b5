import type { Words } from '../words.ts';

export const signIn = {
  title: 'Anmelden',
  titleTo: 'Anmelden bei {{organization}}',
  email: 'E-Mail-Adresse',
  password: 'Passwort',
  submit: 'Anmelden',
  forgot: 'Passwort vergessen?',
  or: 'oder',
  provider: 'Weiter mit {{name}}',
  demo: 'Demo',
  demoTitle: 'Sehen Sie sich um als',
  demoText:
    'Dieser Server zeigt eine Demo. Wählen Sie, wer Sie sein wollen; die Passwörter sind öffentlich, und nichts hier ist echt.',
  demoAs: 'Anmelden als',
  needsSetupTitle: 'Dieser Server ist noch nicht eingerichtet',
  needsSetupText:
    'Öffnen Sie den Link, den der Server beim Start ausgegeben hat. Er legt die Organisation und ihre erste Administratorin an.',
  noPlaceTitle: 'Sie sind angemeldet, haben hier aber keinen Platz',
  noPlaceText:
    'Sie melden sich als {{email}} an und sind auf diesem Server in keiner Organisation Agent. Bitten Sie um eine Einladung.',
  otherAddress: 'Mit einer anderen Adresse anmelden',

  codeTitle: 'Noch ein Schritt',
  codeText: 'Geben Sie die sechs Ziffern ein, die Ihre Authenticator-App für Baton zeigt.',
  code: 'Code',
  codeSubmit: 'Weiter',
  useBackup: 'Einen Ersatzcode benutzen',
  backupText: 'Geben Sie einen der Ersatzcodes ein, die Sie aufbewahrt haben. Jeder gilt einmal.',
  backup: 'Ersatzcode',
  useApp: 'Die App benutzen',
  startAgain: 'Von vorn beginnen',

  forgotTitle: 'Passwort vergessen?',
  forgotText: 'Geben Sie Ihre Adresse ein, dann kommt ein Link per E-Mail. Er gilt eine Stunde.',
  forgotNoMail:
    'Dieser Server verschickt keine E-Mails. Bitten Sie eine Administratorin um einen Link zum Zurücksetzen.',
  forgotSubmit: 'Link schicken',
  forgotDoneTitle: 'Sehen Sie in Ihre E-Mails',
  forgotDoneText: 'Wenn sich jemand mit {{email}} anmeldet, ist ein Link für ein neues Passwort unterwegs.',
  toSignIn: 'Zurück zur Anmeldung',

  resetTitle: 'Wählen Sie ein neues Passwort',
  resetText: 'Mit dem Speichern werden Sie überall sonst abgemeldet.',
  newPassword: 'Neues Passwort',
  passwordHint: 'Mindestens 10 Zeichen. Mehrere Wörter merkt man sich leicht, und zu erraten sind sie schwer.',
  resetSubmit: 'Passwort speichern',
  resetDone: 'Ihr Passwort ist gespeichert. Melden Sie sich damit an.',

  setUpTitle: 'Willkommen bei Baton',
  setUpText:
    'Zwei Dinge machen diesen Server zu Ihrem: der Name Ihrer Organisation, und Sie als erste Administratorin oder erster Administrator.',
  organization: 'Organisation',
  organizationHint: 'Wie Ihre Kundschaft sie kennt. Der Name lässt sich später ändern.',
  name: 'Ihr Name',
  setUpSubmit: 'Einrichten',
  setUpNoToken: 'Diese Seite braucht den Link, den der Server beim Start ausgegeben hat.',

  invitationTitle: 'Zu {{organization}} kommen',
  invitationText: '{{organization}} lädt Sie ein, als {{agent}} zu arbeiten.',
  invitationHas: 'Sie melden sich schon als {{email}} an. Tun Sie es noch einmal, und Sie sind dabei.',
  invitationSubmit: 'Dazukommen',
  invitationSignIn: 'Zum Dazukommen anmelden',
  invitationOther:
    'Sie sind mit einer anderen Adresse angemeldet. Melden Sie sich ab und öffnen Sie den Link noch einmal.',
  linkOver: 'Dieser Link öffnet nichts',
} satisfies Words['signIn'];
