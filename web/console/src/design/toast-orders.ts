import { type ReactNode, useSyncExternalStore } from 'react';
import type { Tone } from './tone.ts';

export interface ToastOptions {
  /** A toast with the id of one that is shown takes its place. */
  readonly id?: string;
  /** `neutral` when left out. Every toast is read out when there is a pause, and interrupts nobody. */
  readonly tone?: Tone;
  readonly title: string;
  readonly text?: string;
  /** One thing to do about it. The toast closes when it is pressed. */
  readonly action?: { readonly label: string; readonly onSelect: () => void };
  /** Below the text: a countdown, buttons, a preview. */
  readonly more?: ReactNode;
  /** How long it stays, in milliseconds; 0 until it is closed. Default 6,000; time stands still under pointer and focus. */
  readonly durationMs?: number;
  /** Told when it goes, however it does. */
  readonly onClose?: () => void;
}

/** What was asked of the toasts. Orders wait until there is an area that takes them. */
export type ToastOrder =
  | { readonly kind: 'show'; readonly id: string; readonly options: ToastOptions }
  | { readonly kind: 'close'; readonly id: string };

const waiting: ToastOrder[] = [];
const listeners = new Set<() => void>();
let take: ((order: ToastOrder) => void) | null = null;
let isWanted = false;
let made = 0;

function give(order: ToastOrder): void {
  if (take !== null) return take(order);
  waiting.push(order);
  isWanted = true;
  for (const listener of listeners) listener();
}

/** For the area: takes the orders that wait, and all later ones. Gives what ends it. */
export function takeToastOrders(taker: (order: ToastOrder) => void): () => void {
  take = taker;
  for (const order of waiting.splice(0)) taker(order);
  return () => {
    take = null;
  };
}

/** Shows a toast, from anywhere, and gives its id. What must not be missed belongs on the page and not only here. */
export function showToast(options: ToastOptions): string {
  const id = options.id ?? `toast ${++made}`;
  give({ kind: 'show', id, options });
  return id;
}

/** Takes a toast away. One that is gone already does no harm. */
export function closeToast(id: string): void {
  give({ kind: 'close', id });
}

/** Whether any toast was ever asked for: until then there is no need for a place to show them. */
export function useToastsWanted(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => isWanted,
  );
}
