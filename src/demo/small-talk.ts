import type { Language } from './story.ts';

/** What is said in the demo besides the stories: when somebody takes over, waits, or has nothing more to ask. */
interface SmallTalk {
  /** Of an agent who has just been handed the conversation. `{agent}` is their first name. */
  readonly takesOver: readonly string[];
  /** Of a customer who has waited for an answer. */
  readonly waits: readonly string[];
  /** Of a customer whose story is told. */
  readonly isDone: readonly string[];
}

export const smallTalk: Readonly<Record<Language, SmallTalk>> = {
  en: {
    takesOver: [
      'Hello, {agent} here. I have read everything above, you need not say it again.',
      'Hello! I am {agent}, I have your conversation and the notes to it. One moment, please.',
      '{agent} here, taking over. I see what it is about.',
    ],
    waits: ['Are you still there?', 'Hello? No rush, just checking that this arrived.', 'I am still here, by the way.'],
    isDone: [
      'That is all I wanted to know. Thank you!',
      'Perfect, thanks. Have a good day!',
      'Great, that helps. Bye!',
    ],
  },
  de: {
    takesOver: ['Guten Tag, hier ist {agent}. Ich habe alles gelesen, Sie müssen nichts wiederholen.'],
    waits: ['Sind Sie noch da?'],
    isDone: ['Mehr wollte ich gar nicht wissen. Vielen Dank!'],
  },
  es: {
    takesOver: ['Hola, soy {agent}. Ya he leído toda la conversación, no hace falta repetir nada.'],
    waits: ['¿Sigue ahí?'],
    isDone: ['Eso era todo. ¡Muchas gracias!'],
  },
  fr: {
    takesOver: ['Bonjour, ici {agent}. J’ai tout lu, inutile de répéter.'],
    waits: ['Vous êtes toujours là ?'],
    isDone: ['C’est tout ce que je voulais savoir. Merci !'],
  },
  pt: {
    takesOver: ['Olá, aqui é {agent}. Já li a conversa toda, não precisa de repetir.'],
    waits: ['Ainda está aí?'],
    isDone: ['Era só isso. Muito obrigada!'],
  },
  ar: {
    takesOver: ['مرحبًا، معك {agent}. قرأت المحادثة كلها ولا حاجة إلى التكرار.'],
    waits: ['هل ما زلت هنا؟'],
    isDone: ['هذا كل ما أردت معرفته. شكرًا جزيلًا!'],
  },
};

/** To customers whom no story knows, such as a visitor who tries the widget: in this order, the last one again and again. */
export const answersToStrangers: readonly string[] = [
  'Hello, {agent} of Lantern & Loom here! This is a demo and I only know a few sentences by heart. Sign in to the console to answer as a person.',
  'I wish I could help with that properly. In the demo I can listen, and hand you on.',
  'Noted, word for word. Anything else?',
];

export const goodbyeToStrangers = 'It has been quiet for a while, so I close this. Write again whenever you like!';

export const declineReasons: readonly string[] = [
  'In the middle of a call',
  'Lunch, back in a moment',
  'Not my language, sorry',
  'Three at once is my limit today',
];

export const awayReasons: readonly string[] = ['Coffee', 'Stand-up', 'Walking over to the workshop'];
