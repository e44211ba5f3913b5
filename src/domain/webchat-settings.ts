/** A question that is asked before a chat begins; the answers become the ticket's form. */
export interface PreChatField {
  /** The answer's name in the form. */
  readonly id: string;
  readonly label: string;
  readonly required: boolean;
}

/** The colours in which the widget appears: those of the visitor's system, or always the same. */
export const widgetThemes = ['auto', 'light', 'dark'] as const;
export type WidgetTheme = (typeof widgetThemes)[number];

/** What accounts of type `webchat`, those of Baton's own chat widget, have besides. */
export interface WebchatSettings {
  /** Origins whose pages may show the widget and call its routes, such as `https://shop.example`; null is every one. */
  readonly allowedOrigins: readonly string[] | null;
  /** What a visitor reads before the first message; null is the widget's own words. */
  readonly greeting: string | null;
  /** Asked before the first message of a conversation; none by default. */
  readonly preChat: readonly PreChatField[];
  /** The language of the widget's own words, as BCP 47 writes it; null is the page's. */
  readonly locale: string | null;
  readonly theme: WidgetTheme;
}
