import type { BrowserContext } from '@playwright/test';

/**
 * Collects what went wrong in a context's pages, one line each:
 *
 *     console: Uncaught …                      what the browser's console calls an error
 *     page error: x is not defined             an exception that nobody caught
 *     401 GET /v1/me                           an answer of our own server that is none
 *     failed GET /v1/events: net::ERR_…        a request to it that came to nothing
 *
 * Requests that a page gives up itself, by leaving or by aborting them, are no faults.
 */
export function collectFaults(context: BrowserContext, origin: string): string[] {
  const faults: string[] = [];
  const isOurs = (url: string): boolean => url.startsWith(`${origin}/`);
  const pathOf = (url: string): string => url.slice(origin.length);
  context.on('console', (message) => {
    if (message.type() !== 'error') return;
    // Answers of our server are told below, with their status.
    if (message.text().startsWith('Failed to load resource') && isOurs(message.location().url)) return;
    faults.push(`console: ${message.text()}`);
  });
  context.on('weberror', (error) => faults.push(`page error: ${error.error().stack ?? error.error().message}`));
  context.on('response', (response) => {
    if (response.status() < 400 || !isOurs(response.url())) return;
    faults.push(`${response.status()} ${response.request().method()} ${pathOf(response.url())}`);
  });
  context.on('requestfailed', (request) => {
    const reason = request.failure()?.errorText ?? '';
    if (!isOurs(request.url()) || reason === 'net::ERR_ABORTED') return;
    faults.push(`failed ${request.method()} ${pathOf(request.url())}: ${reason}`);
  });
  return faults;
}

/** The faults that none of the patterns expects. */
export function unexpected(faults: readonly string[], expected: readonly RegExp[]): string[] {
  return faults.filter((fault) => !expected.some((pattern) => pattern.test(fault)));
}
