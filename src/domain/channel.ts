/**
 * The kinds of channel that a conversation can live on. A channel account is one connected number, mailbox or page of a
 * kind; an account of type `custom` declares which of these it stands for, and is treated as that kind everywhere.
 */
export const channelKinds = [
  'webchat',
  'email',
  'whatsapp',
  'messenger',
  'instagram',
  'sms',
  'telegram',
  'line',
  'voice',
] as const;
export type ChannelKind = (typeof channelKinds)[number];

/** A telephone call is routed by other means: it can be recorded here, and is never transferred by messaging rules. */
export function isTransferable(kind: ChannelKind): boolean {
  return kind !== 'voice';
}
