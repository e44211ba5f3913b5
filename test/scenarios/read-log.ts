import { expect } from 'vitest';
import type { Desk } from './desk.ts';

/** Every event of the desk's log, in order, as the integration may read it: page by page. */
export async function readLog(desk: Desk): Promise<any[]> {
  const events: any[] = [];
  for (let after = '0'; ; ) {
    const { status, body } = await desk.api.get(`/v1/events?format=json&after=${after}&limit=500`);
    expect([status, body.reset], JSON.stringify(body)).toEqual([200, false]);
    events.push(...body.events);
    after = body.cursor;
    if (!body.more) return events;
  }
}
