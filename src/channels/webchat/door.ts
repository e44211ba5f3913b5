import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '../../base/clock.ts';
import type { Ids } from '../../base/ids.ts';
import { networkOf } from '../../base/network-of.ts';
import type { Random } from '../../base/random.ts';
import type { RefusalAnswer } from '../../domain/command.ts';
import type { Configuration } from '../../domain/configuration.ts';
import { allowsOrigin, asWebchatAccount, readWidgetKey, type WebchatAccount } from '../../domain/webchat-account.ts';
import type { Engine } from '../../engine/engine.ts';
import type { LogTail } from '../../log/tail.ts';
import type { WaitingRooms } from '../../reads/waiting-room.ts';
import { AccountSecrets, type ReadAccountSecrets } from '../custom/account-secrets.ts';
import type { FileStore } from '../files/file-store.ts';
import type { MakeProblem } from '../signed-bodies.ts';
import { Cursors } from './cursors.ts';
import {
  type CountRequest,
  type Limit,
  type Limiter,
  requestCounter,
  type StreamLimits,
  type WebchatLimits,
  webchatLimits,
} from './limits.ts';
import { Transcripts, type TranscriptsOptions, type VisitorReads } from './transcripts.ts';
import { noUploadLimits, UploadBudgets, type UploadLimits, uploadLimits } from './upload-budgets.ts';
import type { VisitorStreamsOptions } from './visitor-streams.ts';
import { type Visitor, VisitorTokens } from './visitor-tokens.ts';

export interface WebchatOptions {
  readonly engine: Pick<Engine, 'submit'>;
  readonly tail: Pick<LogTail, 'listen'>;
  readonly clock: Clock;
  readonly random: Random;
  readonly ids: Ids;
  readonly reads: VisitorReads;
  /** Where those who wait stand. */
  readonly rooms: Pick<WaitingRooms, 'peek'>;
  readonly readAccountSecrets: ReadAccountSecrets;
  /** The configuration, at most a second old; null when there is no such organization. */
  readonly configurationOf: (organizationId: string) => Promise<Configuration | null>;
  readonly store: FileStore;
  /** The server's key for visitors: 32 bytes, the same on every node. */
  readonly key: Uint8Array;
  readonly problem: MakeProblem;
  readonly sendRefusal: (reply: FastifyReply, refusal: RefusalAnswer) => FastifyReply;
  /** Makes a counter for a limit; `off` counts nothing. */
  readonly makeLimiter: ((limit: Limit) => Limiter) | 'off';
  /** Default: `webchatLimits`. */
  readonly limits?: WebchatLimits;
  /** Default: `uploadLimits`. */
  readonly uploadLimits?: UploadLimits;
  /** Default: `streamLimits`. */
  readonly streamLimits?: StreamLimits;
  /** Default: those of `VisitorStreams`. */
  readonly streamTimes?: Pick<VisitorStreamsOptions, 'beatMs' | 'tokenCheckMs' | 'standingMs'>;
  /** Default: those of `Transcripts`. */
  readonly pages?: Pick<TranscriptsOptions, 'pageSize' | 'missedMax'>;
  /** The largest file, in bytes. Default 25 MB. */
  readonly bytesMax?: number;
  /** Answers with the page that is in the widget's frame. */
  readonly sendFrame: (request: FastifyRequest, reply: FastifyReply, frameAncestors: string) => unknown;
  readonly onError: (error: unknown) => void;
}

/** An account that a request is about. */
export interface Asked {
  readonly organizationId: string;
  readonly accountId: string;
  readonly account: WebchatAccount;
  /** Where the request comes from, as limits count it. */
  readonly network: string;
}

/** A visitor who presented a token that holds. */
export interface AskedByVisitor extends Asked {
  readonly visitor: Visitor;
  readonly token: string;
}

/** Who may come in: the account that a key names, the pages that may ask, the visitors' tokens. */
export class Door {
  readonly tokens: VisitorTokens;
  readonly transcripts: Transcripts;
  readonly count: CountRequest;
  readonly uploads: UploadBudgets;
  readonly #secrets: AccountSecrets;
  readonly #options: WebchatOptions;

  constructor(options: WebchatOptions) {
    const { configurationOf, reads, key, makeLimiter, problem } = options;
    this.#options = options;
    this.tokens = new VisitorTokens(key);
    this.transcripts = new Transcripts({ reads, cursors: new Cursors(key), configurationOf, ...options.pages });
    this.count =
      makeLimiter === 'off' ? () => {} : requestCounter(options.limits ?? webchatLimits, makeLimiter, problem);
    const bytes = makeLimiter === 'off' ? noUploadLimits : (options.uploadLimits ?? uploadLimits);
    this.uploads = new UploadBudgets(bytes, { clock: options.clock, problem });
    this.#secrets = new AccountSecrets(options.readAccountSecrets, options.clock);
  }

  /**
   * The account that the key names, for a page that may ask; answers what browsers want to know of other origins.
   *
   * @throws the problems `rate_limited`, `not_found`, `origin_not_allowed`
   */
  async enter(request: FastifyRequest, reply: FastifyReply): Promise<Asked> {
    const network = networkOf(request.ip);
    this.count('requestsOfAddress', network);
    const found = await this.findAccount((request.params as { key: string }).key);
    if (found === null) throw this.#options.problem('not_found');
    const asked = { ...found, network };
    const { origin } = request.headers;
    reply.header('vary', 'origin');
    if (origin === undefined || isOwnOrigin(request, origin)) return asked;
    if (!allowsOrigin(asked.account, origin)) throw this.#options.problem('origin_not_allowed', { data: { origin } });
    reply.headers({ 'access-control-allow-origin': origin, 'access-control-expose-headers': 'retry-after' });
    return asked;
  }

  /**
   * Counts what becomes a command in a visitor's conversation: a message, and a new name no less (X26).
   *
   * @throws the problem `rate_limited`
   */
  countMessage({ organizationId, accountId, network }: Asked, { address }: Pick<Visitor, 'address'>): void {
    const accountKey = `${organizationId} ${accountId}`;
    this.count('messagesOfVisitor', `${accountKey} ${address}`);
    this.count('messagesOfAddress', network);
    this.count('messagesOfAccount', accountKey);
  }

  /** The account of a widget's key; null, whatever is wrong with the key. */
  async findAccount(key: string): Promise<Omit<Asked, 'network'> | null> {
    const address = readWidgetKey(key);
    const configuration = address === null ? null : await this.#options.configurationOf(address.organizationId);
    const account = address === null ? undefined : asWebchatAccount(configuration?.accounts.get(address.accountId));
    return address === null || account === undefined ? null : { ...address, account };
  }

  /** The visitor whose token the request carries. @throws the problem `visitor_unknown` */
  async visitorOf(request: FastifyRequest, asked: Asked): Promise<AskedByVisitor> {
    const { authorization = '' } = request.headers;
    const token = authorization.length <= 2_100 && /^bearer /i.test(authorization) ? authorization.slice(7) : '';
    const visitor = token === '' ? null : await this.readToken(token, asked);
    if (visitor === null) throw this.#options.problem('visitor_unknown');
    return { ...asked, visitor, token };
  }

  /** The visitor of a token; null when it does not hold for this account. @throws DatabaseError */
  async readToken(token: string, asked: Pick<Asked, 'organizationId' | 'accountId'>): Promise<Visitor | null> {
    const { organizationId, accountId } = asked;
    const secrets = await this.#secrets.of(organizationId, accountId);
    return this.tokens.read(token, { organizationId, accountId }, secrets, this.#options.clock.now());
  }

  /** Active secrets of an account; looked at anew for `inDoubt`. @throws DatabaseError */
  secretsOf({ organizationId, accountId }: Asked, inDoubt: boolean): Promise<readonly string[]> {
    return inDoubt ? this.#secrets.inDoubt(organizationId, accountId) : this.#secrets.of(organizationId, accountId);
  }

  /** Whether a visitor's token still opens anything: its account is there, and it holds. @throws DatabaseError */
  async isValid({ organizationId, accountId, expiresAt }: Visitor, token: string): Promise<boolean> {
    const configuration = await this.#options.configurationOf(organizationId);
    if (asWebchatAccount(configuration?.accounts.get(accountId)) === undefined) return false;
    // What is nobody's in particular hangs on nothing that changes.
    if (expiresAt === null) return true;
    return (await this.readToken(token, { organizationId, accountId })) !== null;
  }
}

/** Whether a page of ours asks: the widget's frame does. Browsers say so themselves, and nobody else is kept out by this. */
function isOwnOrigin({ headers, host }: FastifyRequest, origin: string): boolean {
  if (headers['sec-fetch-site'] === 'same-origin') return true;
  return URL.canParse(origin) && new URL(origin).host === host;
}
