import type { AccountEntry } from './configuration.ts';
import type { WebchatSettings } from './webchat-settings.ts';

/** Accounts of Baton's own chat widget, and the keys by which web pages name them. */

export type WebchatAccount = AccountEntry & WebchatSettings & { readonly type: 'webchat' };

/** The account if it is one of Baton's own widget. */
export function asWebchatAccount(account: AccountEntry | undefined): WebchatAccount | undefined {
  return account?.type === 'webchat' ? (account as WebchatAccount) : undefined;
}

export interface WidgetAddress {
  readonly organizationId: string;
  readonly accountId: string;
}

const keyShape = /^w_([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})_([a-z0-9][a-z0-9._-]{0,63})$/;

/** The public key of an account's widget: `w_`, the organization's id without dashes, `_`, the account's id. */
export function writeWidgetKey({ organizationId, accountId }: WidgetAddress): string {
  return `w_${organizationId.replaceAll('-', '')}_${accountId}`;
}

/** The account that a widget key names; null when the text is no such key. */
export function readWidgetKey(key: string): WidgetAddress | null {
  const match = keyShape.exec(key);
  if (match === null) return null;
  return { organizationId: match.slice(1, 6).join('-'), accountId: match[6] as string };
}

/** Whether a page of this origin may show the account's widget and call its routes. */
export function allowsOrigin({ allowedOrigins }: WebchatSettings, origin: string): boolean {
  return allowedOrigins === null || allowedOrigins.includes(origin);
}

/** The same for whoever puts the widget into a frame, as sources of a Content-Security-Policy. */
export function frameAncestors({ allowedOrigins }: WebchatSettings): string {
  return allowedOrigins === null ? '*' : ["'self'", ...allowedOrigins].join(' ');
}
