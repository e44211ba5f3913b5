import { randomBytes } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, renameSync, unlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { SettingError } from './setting-error.ts';
import { readSignInSettings, type SignInSettings } from './sign-in-settings.ts';

/** What the environment says of a server. */
export interface ServerSettings extends SignInSettings {
  /** `PORT`; default 7400, 0 takes a free one. */
  readonly port: number;
  /** `HOST`; default 127.0.0.1: Baton is put behind something that speaks TLS. */
  readonly host: string;
  /** `BATON_DATA_DIR`; default `.baton` in the working folder. */
  readonly dataDir: string;
  /**
   * `BATON_FILES_DIR`: where the bytes of files lie, one folder for all servers on one database and for no other database;
   * default `files` in the data folder.
   */
  readonly filesDir: string;
  /** `DATABASE_URL`; without it the embedded store in the data folder is used. */
  readonly databaseUrl: string | undefined;
  /** `BATON_ADMIN_KEY`, at least 32 characters; undefined when it was not given. */
  readonly adminKey: string | undefined;
  /** `BATON_TRUSTED_PROXIES`: addresses or networks, separated by commas, whose `X-Forwarded-*` headers count. */
  readonly trustedProxies: readonly string[] | undefined;
  /** `BATON_ALLOW_PRIVATE_DELIVERY=1`: agents' messages may be delivered to private addresses. Default no. */
  readonly allowPrivateDelivery: boolean;
  /** `BATON_REQUESTS_PER_MINUTE`: of each key and session, on each server; 1 to 10,000,000. Undefined when it was not given. */
  readonly requestsPerMinute: number | undefined;
}

/** Reads the settings. @throws SettingError naming the variable and what it should be */
export function openSettings(environment: NodeJS.ProcessEnv): ServerSettings {
  const port = Number(environment.PORT || 7400);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new SettingError(`PORT is ${environment.PORT}; it takes a whole number from 0 to 65535.`);
  }
  const adminKey = environment.BATON_ADMIN_KEY || undefined;
  if (adminKey !== undefined && adminKey.length < 32) {
    throw new SettingError(`BATON_ADMIN_KEY has ${adminKey.length} characters; it needs at least 32.`);
  }
  const dataDir = resolve(environment.BATON_DATA_DIR || '.baton');
  const proxies = environment.BATON_TRUSTED_PROXIES?.split(',')
    .map((one) => one.trim())
    .filter(Boolean);
  return {
    port,
    host: environment.HOST || '127.0.0.1',
    dataDir,
    filesDir: resolve(environment.BATON_FILES_DIR || join(dataDir, 'files')),
    databaseUrl: environment.DATABASE_URL || undefined,
    adminKey,
    ...readSignInSettings(environment),
    trustedProxies: proxies?.length ? proxies : undefined,
    allowPrivateDelivery: environment.BATON_ALLOW_PRIVATE_DELIVERY === '1',
    requestsPerMinute: readRequestsPerMinute(environment.BATON_REQUESTS_PER_MINUTE),
  };
}

function readRequestsPerMinute(text: string | undefined): number | undefined {
  if (!text) return undefined;
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1 || count > 10_000_000)
    throw new SettingError(`BATON_REQUESTS_PER_MINUTE is ${text}; it takes a whole number from 1 to 10000000.`);
  return count;
}

/** The administration key that was made for this data folder: made on the first start, readable by its owner only. */
export function keptAdminKey(dataDir: string): { readonly key: string; readonly path: string } {
  return keptKey(dataDir, 'admin-key');
}

/** The server's secret that was made for this data folder: made on the first start, readable by its owner only. */
export function keptSecret(dataDir: string): string {
  return keptKey(dataDir, 'secret').key;
}

/** Puts another secret in place of the one that was made for this data folder, where there is one: for what it is to read. */
export function keepSecret(dataDir: string, secret: string): void {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const draft = join(dataDir, `secret.${randomBytes(6).toString('hex')}`);
  writeFileSync(draft, `${secret}\n`, { mode: 0o600, flag: 'wx' });
  renameSync(draft, join(dataDir, 'secret'));
}

/** Of several servers that start on a new folder at once, one names its key; the others read that one, whole. */
function keptKey(dataDir: string, name: string): { readonly key: string; readonly path: string } {
  const path = join(dataDir, name);
  if (!existsSync(path)) {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    const draft = `${path}.${randomBytes(6).toString('hex')}`;
    writeFileSync(draft, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' });
    try {
      linkSync(draft, path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    } finally {
      unlinkSync(draft);
    }
  }
  return { key: readFileSync(path, 'utf8').trim(), path };
}
