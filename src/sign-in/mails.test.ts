import { createServer, type Server, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  freshAddress,
  nodeForSuite,
  passwords,
  SignInNode,
  type TestOrganization,
} from '../../test/support/sign-in-node.ts';
import { smtpSender } from './send-mail.ts';

// Mails as a mail server gets them: a small one listens on this machine and keeps what it is sent.

interface Received {
  readonly from: string;
  readonly to: readonly string[];
  readonly data: string;
}

class MailServer {
  readonly received: Received[] = [];
  /** What it answers to a recipient; 250 takes them. */
  refusal: string | null = null;
  readonly #server: Server;

  constructor() {
    this.#server = createServer((socket) => this.#talk(socket));
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `smtp://127.0.0.1:${(this.#server.address() as { port: number }).port}`;
  }

  close(): Promise<unknown> {
    return new Promise((resolve) => this.#server.close(resolve));
  }

  #talk(socket: Socket): void {
    let from = '';
    let to: string[] = [];
    let data: string | null = null;
    let rest = '';
    const say = (line: string): unknown => socket.write(`${line}\r\n`);
    say('220 ready');
    socket.on('error', () => {});
    socket.on('data', (bytes) => {
      rest += bytes.toString('utf8');
      for (let end = rest.indexOf('\r\n'); end >= 0; end = rest.indexOf('\r\n')) {
        const line = rest.slice(0, end);
        rest = rest.slice(end + 2);
        if (data !== null) {
          if (line !== '.') data += `${line}\r\n`;
          else {
            this.received.push({ from, to, data });
            [from, to, data] = ['', [], null];
            say('250 kept');
          }
        } else if (/^(EHLO|HELO)/i.test(line)) say('250 hello');
        else if (/^MAIL FROM:/i.test(line)) {
          from = line.slice(10);
          say('250 fine');
        } else if (/^RCPT TO:/i.test(line)) {
          to.push(line.slice(8));
          say(this.refusal ?? '250 fine');
        } else if (/^DATA/i.test(line)) {
          data = '';
          say('354 go on');
        } else if (/^QUIT/i.test(line)) {
          say('221 bye');
          socket.end();
        } else say('250 fine');
      }
    });
  }
}

/** The text of a mail, as it was written. */
function textOf({ data }: Received): string {
  const [head = '', ...body] = data.split('\r\n\r\n');
  const text = body.join('\r\n\r\n');
  if (/quoted-printable/i.test(head))
    return Buffer.from(
      text.replace(/=\r\n/g, '').replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))),
      'latin1',
    ).toString('utf8');
  return /base64/i.test(head) ? Buffer.from(text, 'base64').toString('utf8') : text;
}

describe('mails', () => {
  const server = new MailServer();
  const publicUrl = 'https://baton.example';
  let sendTo = '';
  beforeAll(async () => {
    sendTo = await server.listen();
  });
  afterAll(() => server.close());

  const node = nodeForSuite('pglite', {
    publicUrl,
    sendMail: (mail) => smtpSender({ smtpUrl: sendTo, from: 'Lantern & Loom <help@lantern.example>' })(mail),
  });
  let home: TestOrganization;
  const shop = async (): Promise<TestOrganization> => (home ??= await node().organization('Lantern & Loom'));
  const mailTo = async (email: string): Promise<Received> => {
    const found = () => server.received.findLast(({ to }) => to.includes(`<${email}>`));
    await expect.poll(found, { timeout: 10_000 }).toBeDefined();
    return found() as Received;
  };
  const linkIn = (mail: Received, path: string): string =>
    new RegExp(`^${publicUrl}/${path}/(\\S+)$`, 'm').exec(textOf(mail).replaceAll('\r', ''))?.[1] as string;

  test('carry an invitation, with a link that begins with the public address whatever host was asked', async () => {
    const { key } = await shop();
    const email = freshAddress();
    const said = await node().ask(key, 'POST', '/v1/agents/cy/invitation', { email }, { host: 'evil.example' });
    expect(said.body).toMatchObject({ mailed: true });
    const mail = await mailTo(email);
    expect(mail.from).toContain('<help@lantern.example>');
    expect(mail.to).toEqual([`<${email}>`]);
    expect(mail.data).toContain('Subject: Your invitation to Lantern & Loom\r\n');
    expect(mail.data).toContain('Auto-Submitted: auto-generated\r\n');
    expect(mail.data).toContain('Content-Type: text/plain');
    const token = linkIn(mail, 'invitation');
    expect(said.body.url).toBe(`${publicUrl}/invitation/${token}`);
    expect(textOf(mail)).toContain('Hello Cy,');
    const browser = node().browser();
    const done = await browser.call('POST', `/v1/invitations/${token}`, {
      body: { name: 'Cy', password: passwords[1] },
    });
    expect(done.status).toBe(200);
  });

  test('carry the link of somebody who forgot their password, which proves their address', async () => {
    const email = await node().user(await shop(), 'bea');
    const said = await node()
      .browser()
      .call('POST', '/v1/password/forgot', { body: { email: ` ${email.toUpperCase()} ` } });
    expect(said.status).toBe(202);
    const mail = await mailTo(email);
    expect(mail.data).toContain('Subject: Set a new password\r\n');
    const body = { token: linkIn(mail, 'reset'), password: passwords[1] };
    expect((await node().browser().call('POST', '/v1/password/reset', { body })).status).toBe(204);
    await node().browser().signIn(email, passwords[1]);
    expect(await node().rows('select "emailVerified" as proved from auth."user" where email = $1', email)).toEqual([
      { proved: true },
    ]);
  });

  test('[X31] are not sent to those who do not work here, who are answered alike', async () => {
    const { key } = await shop();
    const known = await node().user(home, 'bea');
    const gone = await node().user(home, 'cy');
    await node().ask(key, 'DELETE', '/v1/agents/cy/sign-in');
    const ask = (email: string) => node().browser().call('POST', '/v1/password/forgot', { body: { email } });
    for (const email of [freshAddress(), gone, 'no address', known]) {
      const said = await ask(email);
      expect([said.status, said.body]).toEqual([202, undefined]);
    }
    await mailTo(known);
    expect(server.received.some(({ to }) => to.includes(`<${gone}>`))).toBe(false);
  });

  test('go to somebody who works for another organization too, and to nobody else', async () => {
    const elsewhere = await node().organization('Elsewhere');
    const worker = { name: 'Bea', email: await node().user(await shop(), 'bea'), password: passwords[0] };
    await node().node.signIn.createUser({ ...worker, organizationId: elsewhere.id, agentId: 'cy' });
    const said = await node().ask(home.key, 'POST', '/v1/agents/bea/password-reset');
    expect(said.body).toMatchObject({ url: null, mailed: true });
    const body = { token: linkIn(await mailTo(worker.email), 'reset'), password: passwords[1] };
    expect((await node().browser().call('POST', '/v1/password/reset', { body })).status).toBe(204);
  });

  test('[X22] keep names of organizations and agents out of their headers', async () => {
    await smtpSender({ smtpUrl: sendTo, from: 'help@lantern.example' })({
      to: 'kit@shop.example',
      subject: 'Hello\r\nBcc: eve@evil.example\r\n\r\nBody',
      text: 'Dear Kit\r\n.\r\nMAIL FROM:<eve@evil.example>\r\n',
    });
    const mail = await mailTo('kit@shop.example');
    const [head = ''] = mail.data.split('\r\n\r\n');
    expect(head).not.toMatch(/^Bcc:/im);
    expect(head).toContain('Subject: Hello Bcc: eve@evil.example Body');
    expect(server.received.filter(({ from }) => from.includes('evil'))).toEqual([]);
  });
});

test('a mail server that refuses is noted, and nobody waits for it', async () => {
  const server = new MailServer();
  server.refusal = '550 no';
  const smtpUrl = await server.listen();
  const started = await SignInNode.start('pglite', {
    publicUrl: 'https://baton.example',
    sendMail: smtpSender({ smtpUrl, from: 'help@lantern.example' }),
  });
  const { key } = await started.organization();
  const said = await started.ask(key, 'POST', '/v1/agents/cy/invitation', { email: freshAddress() });
  expect(said.status).toBe(201);
  await expect.poll(() => started.defects.length, { timeout: 10_000 }).toBe(1);
  expect(String(started.defects[0])).toContain('550');
  await started.close();
  await server.close();
});

test('without a mail server links are told to whoever asked, and forgetting is answered alike', async () => {
  const started = await SignInNode.start('pglite');
  const home = await started.organization();
  const email = await started.user(home, 'bea');
  expect((await started.ask(home.key, 'POST', '/v1/agents/bea/password-reset')).body).toMatchObject({
    url: expect.stringContaining('/reset/s_'),
    mailed: false,
  });
  const said = await started.browser().call('POST', '/v1/password/forgot', { body: { email } });
  expect(said.status).toBe(202);
  expect(started.defects).toEqual([]);
  await started.close();
});
