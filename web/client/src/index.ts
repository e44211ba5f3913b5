/**
 * A Baton server's API with types, and its live rows.
 *
 *     const client = createClient({ url: 'https://baton.example', key, actAs: 'anna' });
 *     const rows = new Rows();
 *     const live = new LiveConnection({ client, target: rows });
 *     live.start();
 *     rows.subscribe('conversation', '*', () => console.log(rows.all('conversation').length));
 */
export type { Api, ProblemCode } from './api.ts';
export { findLinks } from './find-links.ts';
export { LiveConnection, type LiveOptions, type LiveTarget, type Signs } from './live-connection.ts';
export type { LiveState } from './live-machine.ts';
export { newId } from './new-id.ts';
export { Problem, type ProblemBody, Unreachable } from './problem.ts';
export { type Answer, type Asked, type Client, type ClientOptions, createClient, type RawRequest } from './request.ts';
export type * from './row-types.ts';
export { type KeptKind, type KeptRows, Rows } from './rows.ts';
export { Thread, type ThreadState } from './thread.ts';
