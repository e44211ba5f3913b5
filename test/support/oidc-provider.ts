/** A small OpenID Connect provider on this machine: real HTTP, real signatures, and every way of saying something wrong. */
import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

const clientId = 'baton';
const clientSecret = 'known to both';

/** What it says of whoever comes next. */
export interface Person {
  readonly sub: string;
  readonly email?: string;
  readonly email_verified?: unknown;
  readonly name?: string;
}

/** What of its answers is to be wrong. */
export interface Wrong {
  /** In place of the claims that are right. */
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly header?: Readonly<Record<string, unknown>>;
  /** Signed by a key that it has not published. */
  readonly foreignKey?: boolean;
  readonly withoutIdToken?: boolean;
  /** The token says nothing of the address; the user info does. */
  readonly thinToken?: boolean;
  readonly userInfo?: Readonly<Record<string, unknown>>;
}

const newKey = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });
const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

export class OidcProvider {
  person: Person = { sub: 'nobody' };
  wrong: Wrong = {};
  /** Where it answers nothing at all. */
  isAway = false;
  /** The issuer that its document names, where that is not its own. */
  statedIssuer: string | undefined;
  readonly #server: Server;
  readonly #key = newKey();
  readonly #foreignKey = newKey();
  readonly #codes = new Map<string, { readonly challenge: string; readonly nonce: string; readonly person: Person }>();
  #issuer = '';

  constructor() {
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch((error) => response.writeHead(500).end(String(error)));
    });
  }

  async listen(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    this.#issuer = `http://127.0.0.1:${(this.#server.address() as { port: number }).port}`;
    return this;
  }

  close(): Promise<unknown> {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(resolve));
  }

  get settings() {
    return { id: 'house', name: 'House', issuer: this.#issuer, clientId, clientSecret };
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.#issuer);
    if (this.isAway) return void response.writeHead(503).end();
    switch (url.pathname) {
      case '/.well-known/openid-configuration':
        return json(response, this.#document());
      case '/keys':
        return json(response, { keys: [{ ...this.#key.publicKey.export({ format: 'jwk' }), kid: 'k', alg: 'ES256' }] });
      case '/authorize':
        return this.#authorize(url.searchParams, response);
      case '/token':
        return this.#token(request, response);
      case '/me': {
        if (!request.headers.authorization?.startsWith('Bearer access-')) return void response.writeHead(401).end();
        const sub = request.headers.authorization.slice(14);
        return json(response, { ...this.person, sub, ...this.wrong.userInfo });
      }
      default:
        response.writeHead(404).end();
    }
  }

  #document() {
    const at = this.#issuer;
    return {
      issuer: this.statedIssuer ?? at,
      authorization_endpoint: `${at}/authorize`,
      token_endpoint: `${at}/token`,
      userinfo_endpoint: `${at}/me`,
      jwks_uri: `${at}/keys`,
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['ES256'],
    };
  }

  /** Asks nobody: whoever comes is the person that was set. */
  #authorize(query: URLSearchParams, response: ServerResponse): void {
    const given = (name: string): string => query.get(name) ?? '';
    const isGood =
      given('client_id') === clientId &&
      given('response_type') === 'code' &&
      given('code_challenge_method') === 'S256' &&
      given('code_challenge').length === 43 &&
      given('state').length >= 16 &&
      given('nonce').length >= 16 &&
      given('scope').split(' ').includes('openid');
    if (!isGood) return void response.writeHead(400).end('The request lacks what it must have.');
    const code = randomBytes(16).toString('hex');
    this.#codes.set(code, { challenge: given('code_challenge'), nonce: given('nonce'), person: this.person });
    const back = new URL(given('redirect_uri'));
    back.searchParams.set('code', code);
    back.searchParams.set('state', given('state'));
    response.writeHead(302, { location: back.href }).end();
  }

  async #token(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = '';
    for await (const chunk of request) text += chunk;
    const form = new URLSearchParams(text);
    const basic = Buffer.from(`${clientId}:${encodeURIComponent(clientSecret)}`).toString('base64');
    const isClient =
      request.headers.authorization === `Basic ${basic}` ||
      (form.get('client_id') === clientId && form.get('client_secret') === clientSecret);
    const code = form.get('code') ?? '';
    const known = this.#codes.get(code);
    this.#codes.delete(code);
    const verifier = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    if (!isClient || known === undefined || known.challenge !== verifier)
      return void response.writeHead(400, { 'content-type': 'application/json' }).end('{"error":"invalid_grant"}');
    json(response, {
      access_token: `access-${known.person.sub}`,
      refresh_token: 'a refresh token that nobody needs',
      token_type: 'Bearer',
      expires_in: 600,
      ...(this.wrong.withoutIdToken ? {} : { id_token: this.#idToken(known) }),
    });
  }

  #idToken({ nonce, person }: { readonly nonce: string; readonly person: Person }): string {
    const now = Math.floor(Date.now() / 1000);
    const said = this.wrong.thinToken ? { sub: person.sub } : person;
    const claims = { iss: this.#issuer, aud: clientId, iat: now, exp: now + 600, nonce, ...said, ...this.wrong.claims };
    const content = `${encode({ alg: 'ES256', kid: 'k', ...this.wrong.header })}.${encode(claims)}`;
    const { privateKey } = this.wrong.foreignKey ? this.#foreignKey : this.#key;
    const key = { key: privateKey, dsaEncoding: 'ieee-p1363' } as const;
    return `${content}.${sign('sha256', Buffer.from(content), key).toString('base64url')}`;
  }
}

function json(response: ServerResponse, body: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
