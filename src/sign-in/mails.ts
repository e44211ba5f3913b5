/** A mail in plain text. Names in it are somebody's free text; `send-mail.ts` sees to it that they stay text. */
export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** Hands a mail to the server that delivers it. @throws Error when that does not take it */
export type SendMail = (mail: Mail) => Promise<void>;

/** Asks somebody to sign in as an agent. */
export function invitationMail(invitation: {
  readonly to: string;
  readonly agentName: string;
  readonly organizationName: string;
  readonly url: string;
  readonly days: number;
}): Mail {
  const { to, agentName, organizationName, url, days } = invitation;
  return {
    to,
    subject: `Your invitation to ${organizationName}`,
    text: `Hello ${agentName},

${organizationName} has invited you to its customer conversations. Follow this link to set your password and begin:

${url}

The link works once, for ${days} days. If you did not expect it, you need not do anything.
`,
  };
}

/** Lets somebody set a new password. */
export function resetMail(reset: {
  readonly to: string;
  readonly name: string;
  readonly url: string;
  readonly hours: number;
}): Mail {
  const { to, name, url, hours } = reset;
  return {
    to,
    subject: 'Set a new password',
    text: `Hello ${name},

somebody, probably you, asked for a new password for ${to}. Follow this link to set one:

${url}

The link works once, for ${hours === 1 ? 'an hour' : `${hours} hours`}. When you use it, you are signed out everywhere else. If it was
not you, you need not do anything: your password stays as it is.
`,
  };
}
