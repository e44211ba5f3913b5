/** Which SQLSTATE leaves the caller with which choice. One place, so that both stores answer alike. */
import { DatabaseError } from './database.ts';
import type { ServerError } from './wire.ts';

const busyCodes: ReadonlySet<string> = new Set([
  '40001', // serialization failure
  '40P01', // deadlock
  '55P03', // lock not available (lock_timeout, nowait)
  '57014', // query cancelled (statement_timeout)
  '53200', // out of memory
  '53300', // too many connections
  '53400', // configuration limit exceeded
]);

/**
 * The connection's idea of its prepared statements is out of date: a pooler swapped the server behind it (26000, 42P05)
 * or a migration changed a result's columns (0A000, "cached plan must not change result type").
 */
const staleCodes: ReadonlySet<string> = new Set(['26000', '42P05', '0A000']);

/** Whether the connection should not be used again after this error although it still works. */
export function endsConnection(code: string): boolean {
  return staleCodes.has(code) || code === standbyCode;
}

/** A write on a server that only reads. */
export const standbyCode = '25006';

/** What a caller can do about an error that the server reported. */
export function databaseErrorFrom(error: ServerError): DatabaseError {
  return new DatabaseError(reasonOf(error), {
    message: error.detail ? `${error.message} (${error.detail})` : error.message,
    code: error.code,
    constraint: error.constraint,
  });
}

function reasonOf({ code, severity }: ServerError): DatabaseError['reason'] {
  if (code === '53100') return 'full';
  if (busyCodes.has(code) || staleCodes.has(code)) return 'busy';
  // Whatever is fatal ends the connection: shutdown (57P01..3), idle_in_transaction_session_timeout (25P03), a crash.
  if (severity === 'FATAL' || severity === 'PANIC' || code.startsWith('08') || code.startsWith('57P')) return 'lost';
  return 'refused';
}
