import type { SendMail } from './mails.ts';

/** Where mails go out. */
export interface MailSettings {
  /** `smtp://user:password@host:587`, or `smtps://…` for TLS from the first byte. */
  readonly smtpUrl: string;
  /** The sender, for example `Lantern & Loom <support@lantern.example>`. */
  readonly from: string;
}

/** How long the mail server may take to say anything, in milliseconds. */
const patienceMs = 15_000;

/** Sends by SMTP. What it needs for that is loaded with the first mail. */
export function smtpSender({ smtpUrl, from }: MailSettings): SendMail {
  return async ({ to, subject, text }) => {
    const { createTransport } = await import('nodemailer');
    const transport = createTransport({
      url: smtpUrl,
      connectionTimeout: patienceMs,
      greetingTimeout: patienceMs,
      socketTimeout: patienceMs,
      // A text is a text: nothing in it is read from this machine or from the net.
      disableFileAccess: true,
      disableUrlAccess: true,
    });
    try {
      await transport.sendMail({
        from,
        to: { name: '', address: to },
        subject: subject.replace(/\s+/g, ' '),
        text,
        headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
      });
    } finally {
      transport.close();
    }
  };
}
