/**
 * Every sentence of the widget. A language is one more pair of entries here, whole: what is missing does not compile.
 * `{name}` stands for what is filled in; counted words are chosen by the language's own plural rules.
 */

export const languages = ['en', 'de', 'ar'] as const;
export type Language = (typeof languages)[number];

const rightToLeft: ReadonlySet<Language> = new Set(['ar']);

export function directionOf(language: Language): 'ltr' | 'rtl' {
  return rightToLeft.has(language) ? 'rtl' : 'ltr';
}

/** The first of the wishes that there are words for, by its language alone; else English. */
export function chooseLanguage(wishes: readonly (string | null | undefined)[]): Language {
  for (const wish of wishes) {
    const language = wish?.toLowerCase().split('-', 1)[0];
    const known = languages.find((each) => each === language);
    if (known !== undefined) return known;
  }
  return 'en';
}

/** Puts values in the places of a sentence, each kept apart from it: a name of another script does not turn it around. */
export function fill(sentence: string, values: Readonly<Record<string, string>>): string {
  return sentence.replace(/\{(\w+)\}/g, (_, name: string) => `\u2068${values[name] ?? ''}\u2069`);
}

/** Forms of a counted word, by the names of `Intl.PluralRules`. */
type Counted = Readonly<Partial<Record<Intl.LDMLPluralRule, string>>> & { readonly other: string };

/** The form for this many, with the number in it. */
export function count(language: Language, forms: Counted, n: number): string {
  const form = forms[new Intl.PluralRules(language).select(n)] ?? forms.other;
  return form.replace('{n}', new Intl.NumberFormat(language).format(n));
}

export interface LauncherWords {
  readonly open: string;
  readonly close: string;
  readonly frame: string;
  readonly unread: Counted;
}

/** What stands on other people's pages. */
export const launcherWords: Readonly<Record<Language, LauncherWords>> = {
  en: {
    open: 'Open chat',
    close: 'Close chat',
    frame: 'Chat',
    unread: { one: '{n} unread message', other: '{n} unread messages' },
  },
  de: {
    open: 'Chat öffnen',
    close: 'Chat schließen',
    frame: 'Chat',
    unread: { one: '{n} ungelesene Nachricht', other: '{n} ungelesene Nachrichten' },
  },
  ar: {
    open: 'افتح المحادثة',
    close: 'أغلق المحادثة',
    frame: 'محادثة',
    unread: {
      zero: 'لا رسائل غير مقروءة',
      one: 'رسالة واحدة غير مقروءة',
      two: 'رسالتان غير مقروءتين',
      few: '{n} رسائل غير مقروءة',
      many: '{n} رسالة غير مقروءة',
      other: '{n} رسالة غير مقروءة',
    },
  },
};

export interface ChatWords {
  readonly greeting: string;
  readonly greetingMore: string;
  readonly close: string;
  readonly conversation: string;
  /** Who said it, for those who hear the conversation. */
  readonly you: string;
  readonly automatic: string;
  readonly colleague: string;

  readonly write: string;
  readonly send: string;
  readonly attach: string;
  readonly removeFile: string;
  readonly download: string;
  readonly uploading: string;
  readonly fileTooLarge: string;
  readonly tooManyFiles: string;
  readonly fileFailed: string;
  readonly dropFiles: string;
  readonly files: string;

  readonly sending: string;
  readonly notSent: string;
  readonly retry: string;
  readonly discard: string;
  readonly tooFast: string;

  readonly offline: string;
  readonly reconnecting: string;
  readonly starting: string;
  readonly unreachable: string;
  readonly unavailable: string;
  readonly signedOut: string;
  readonly tryAgain: string;

  readonly earlier: string;
  readonly newMessages: string;
  readonly today: string;
  readonly yesterday: string;

  readonly waiting: string;
  readonly waitingIn: string;
  readonly place: string;
  readonly about: string;
  readonly upTo: string;
  readonly bringing: string;
  readonly bringingTo: string;
  readonly bringingColleague: string;
  readonly servedBy: string;
  readonly servedByFrom: string;
  readonly servedBySomebody: string;
  readonly servedByDepartment: string;
  readonly backWith: string;
  readonly back: string;
  readonly closed: string;
  readonly reopened: string;

  readonly startNew: string;
  readonly beforeWeStart: string;
  readonly startChat: string;
  readonly optional: string;
  readonly required: string;
}

/** What stands in the frame. */
export const chatWords: Readonly<Record<Language, ChatWords>> = {
  en: {
    greeting: 'Hello. How can we help?',
    greetingMore: 'Write to us here. You can leave this page and come back: the conversation stays.',
    close: 'Close chat',
    conversation: 'Conversation',
    you: 'You',
    automatic: 'Automatic reply',
    colleague: 'Our team',

    write: 'Write a message',
    send: 'Send',
    attach: 'Add a file',
    removeFile: 'Remove {name}',
    download: 'Save {name}',
    uploading: 'Uploading, {percent}',
    fileTooLarge: 'Too large: a file may have {limit}.',
    tooManyFiles: 'A message carries at most {limit} files.',
    fileFailed: 'Not uploaded.',
    dropFiles: 'Drop files to add them',
    files: 'Files to send',

    sending: 'Sending',
    notSent: 'Not sent.',
    retry: 'Try again',
    discard: 'Discard',
    tooFast: 'That was a lot at once. It is sent in a moment.',

    offline: 'You are offline. What you write is sent as soon as you are back.',
    reconnecting: 'The connection was lost. Trying again.',
    starting: 'Opening the chat',
    unreachable: 'The chat cannot be reached at the moment.',
    unavailable: 'This chat is not available here.',
    signedOut: 'Your sign-in has ended. Reload the page to go on.',
    tryAgain: 'Try again',

    earlier: 'Show earlier messages',
    newMessages: 'New messages',
    today: 'Today',
    yesterday: 'Yesterday',

    waiting: 'You are in line. The next free colleague will be with you.',
    waitingIn: 'You are in line. The next free colleague from {department} will be with you.',
    place: 'Number {n} in line',
    about: 'about {wait}',
    upTo: 'up to {wait}',
    bringing: 'We are bringing you to a colleague who can help.',
    bringingTo: 'We are bringing you to {department}.',
    bringingColleague: 'We are bringing in a colleague.',
    servedBy: '{agent} is here.',
    servedByFrom: '{agent} from {department} is here.',
    servedBySomebody: 'A colleague is here.',
    servedByDepartment: 'A colleague from {department} is here.',
    backWith: 'You are back with {agent}.',
    back: 'You are back with your colleague from before.',
    closed: 'This conversation has ended.',
    reopened: 'The conversation goes on.',

    startNew: 'Start a new one',
    beforeWeStart: 'Before we start',
    startChat: 'Start chat',
    optional: 'optional',
    required: 'Please fill this in.',
  },
  de: {
    greeting: 'Hallo. Wie können wir helfen?',
    greetingMore: 'Schreiben Sie uns hier. Sie können die Seite verlassen und wiederkommen: Die Unterhaltung bleibt.',
    close: 'Chat schließen',
    conversation: 'Unterhaltung',
    you: 'Sie',
    automatic: 'Automatische Antwort',
    colleague: 'Unser Team',

    write: 'Nachricht schreiben',
    send: 'Senden',
    attach: 'Datei hinzufügen',
    removeFile: '{name} entfernen',
    download: '{name} speichern',
    uploading: 'Wird hochgeladen, {percent}',
    fileTooLarge: 'Zu groß: Eine Datei darf {limit} haben.',
    tooManyFiles: 'Eine Nachricht trägt höchstens {limit} Dateien.',
    fileFailed: 'Nicht hochgeladen.',
    dropFiles: 'Dateien hier ablegen',
    files: 'Dateien zum Senden',

    sending: 'Wird gesendet',
    notSent: 'Nicht gesendet.',
    retry: 'Noch einmal versuchen',
    discard: 'Verwerfen',
    tooFast: 'Das war viel auf einmal. Es wird gleich gesendet.',

    offline: 'Sie sind offline. Was Sie schreiben, wird gesendet, sobald Sie wieder verbunden sind.',
    reconnecting: 'Die Verbindung ist abgerissen. Wir versuchen es wieder.',
    starting: 'Der Chat wird geöffnet',
    unreachable: 'Der Chat ist gerade nicht erreichbar.',
    unavailable: 'Diesen Chat gibt es hier nicht.',
    signedOut: 'Ihre Anmeldung ist abgelaufen. Laden Sie die Seite neu, um weiterzumachen.',
    tryAgain: 'Noch einmal versuchen',

    earlier: 'Frühere Nachrichten zeigen',
    newMessages: 'Neue Nachrichten',
    today: 'Heute',
    yesterday: 'Gestern',

    waiting: 'Sie stehen in der Reihe. Gleich ist jemand für Sie da.',
    waitingIn: 'Sie stehen in der Reihe. Gleich ist jemand aus {department} für Sie da.',
    place: 'Platz {n} in der Reihe',
    about: 'etwa {wait}',
    upTo: 'bis zu {wait}',
    bringing: 'Wir bringen Sie zu jemandem, der helfen kann.',
    bringingTo: 'Wir bringen Sie zu {department}.',
    bringingColleague: 'Wir holen jemanden dazu.',
    servedBy: '{agent} ist da.',
    servedByFrom: '{agent} aus {department} ist da.',
    servedBySomebody: 'Jemand aus unserem Team ist da.',
    servedByDepartment: 'Jemand aus {department} ist da.',
    backWith: 'Sie sind wieder bei {agent}.',
    back: 'Sie sind wieder dort, wo Sie vorher waren.',
    closed: 'Diese Unterhaltung ist beendet.',
    reopened: 'Die Unterhaltung geht weiter.',

    startNew: 'Neue beginnen',
    beforeWeStart: 'Bevor wir beginnen',
    startChat: 'Chat beginnen',
    optional: 'freiwillig',
    required: 'Bitte ausfüllen.',
  },
  ar: {
    greeting: 'مرحبًا. كيف يمكننا مساعدتك؟',
    greetingMore: 'اكتب إلينا هنا. يمكنك مغادرة الصفحة والعودة إليها: تبقى المحادثة محفوظة.',
    close: 'أغلق المحادثة',
    conversation: 'المحادثة',
    you: 'أنت',
    automatic: 'رد تلقائي',
    colleague: 'فريقنا',

    write: 'اكتب رسالة',
    send: 'أرسل',
    attach: 'أضف ملفًا',
    removeFile: 'أزل {name}',
    download: 'احفظ {name}',
    uploading: 'جارٍ الرفع، {percent}',
    fileTooLarge: 'الملف كبير جدًا: الحد الأقصى {limit}.',
    tooManyFiles: 'تحمل الرسالة {limit} ملفات على الأكثر.',
    fileFailed: 'لم يُرفع الملف.',
    dropFiles: 'أفلت الملفات هنا لإضافتها',
    files: 'ملفات للإرسال',

    sending: 'جارٍ الإرسال',
    notSent: 'لم تُرسل.',
    retry: 'حاول مرة أخرى',
    discard: 'تجاهل',
    tooFast: 'كان ذلك كثيرًا دفعة واحدة. ستُرسل بعد لحظات.',

    offline: 'أنت غير متصل. سيُرسل ما تكتبه فور عودة الاتصال.',
    reconnecting: 'انقطع الاتصال. نحاول مرة أخرى.',
    starting: 'جارٍ فتح المحادثة',
    unreachable: 'يتعذر الوصول إلى المحادثة حاليًا.',
    unavailable: 'هذه المحادثة غير متاحة هنا.',
    signedOut: 'انتهى تسجيل دخولك. أعد تحميل الصفحة للمتابعة.',
    tryAgain: 'حاول مرة أخرى',

    earlier: 'اعرض الرسائل السابقة',
    newMessages: 'رسائل جديدة',
    today: 'اليوم',
    yesterday: 'أمس',

    waiting: 'أنت في قائمة الانتظار. سيكون أول زميل متاح معك.',
    waitingIn: 'أنت في قائمة الانتظار. سيكون معك أول زميل متاح من {department}.',
    place: 'رقمك في الطابور {n}',
    about: 'نحو {wait}',
    upTo: 'حتى {wait}',
    bringing: 'نوصلك إلى زميل يمكنه مساعدتك.',
    bringingTo: 'نوصلك إلى {department}.',
    bringingColleague: 'نستدعي زميلًا آخر.',
    servedBy: '{agent} معك الآن.',
    servedByFrom: '{agent} من {department} معك الآن.',
    servedBySomebody: 'أحد زملائنا معك الآن.',
    servedByDepartment: 'أحد الزملاء من {department} معك الآن.',
    backWith: 'عدت إلى {agent}.',
    back: 'عدت إلى من كان معك من قبل.',
    closed: 'انتهت هذه المحادثة.',
    reopened: 'تتواصل المحادثة.',

    startNew: 'ابدأ محادثة جديدة',
    beforeWeStart: 'قبل أن نبدأ',
    startChat: 'ابدأ المحادثة',
    optional: 'اختياري',
    required: 'يُرجى ملء هذا الحقل.',
  },
};
