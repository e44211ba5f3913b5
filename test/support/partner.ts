import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { verifyWebhook } from '../../src/channels/custom/webhook-signature.ts';

/** What a partner was told, as it came over the wire. */
export interface Told {
  readonly webhookId: string;
  readonly isSigned: boolean;
  readonly body: any;
}

/** A partner's system: it is told things by signed webhooks, and answers what the test says. */
export class Partner {
  readonly told: Told[] = [];
  /** What it answers to whatever it is told. Default 200. */
  answer: (body: any) => number = () => 200;
  secret = '';
  #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(): Promise<Partner> {
    const server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const raw = Buffer.concat(chunks);
      const webhookId = String(request.headers['webhook-id']);
      const timestampSeconds = Number(request.headers['webhook-timestamp']);
      const signatures = String(request.headers['webhook-signature'])
        .split(' ')
        .map((word) => Buffer.from(word.slice('v1,'.length), 'base64'));
      const body = JSON.parse(raw.toString());
      const isSigned = verifyWebhook({ id: webhookId, timestampSeconds, signatures }, raw, [partner.secret]);
      const status = partner.answer(body);
      partner.told.push({ webhookId, isSigned, body });
      response.writeHead(status).end();
    });
    const partner = new Partner(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return partner;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/baton`;
  }

  /** What it was told of a conversation, in the order of arrival, each once. */
  of(conversationId: string): any[] {
    const bodies = this.told.map(({ body }) => body).filter((body) => body.conversationId === conversationId);
    return [...new Map(bodies.map((body) => [body.id, body])).values()];
  }

  types(conversationId: string): string[] {
    return this.of(conversationId).map(({ type }) => type);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
