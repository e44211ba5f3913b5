import { Command } from 'commander';
import { checkBackup } from './backup/backup-lines.ts';
import { systemClock } from './base/clock.ts';
import { secureRandom } from './base/random.ts';
import { signWebhook } from './channels/custom/webhook-signature.ts';
import { registerBackup } from './cli/backup.ts';
import { registerConfiguration } from './cli/configuration.ts';
import { registerDoctor } from './cli/doctor.ts';
import { registerReplay } from './cli/replay/register-replay.ts';
import { registerServe } from './cli/serve.ts';
import { openSettings } from './cli/settings.ts';
import { startDemo } from './demo/run-demo.ts';
import { defaultRateLimits } from './http/rate-limits.ts';
import { migrateStore, openStore, restoreStore, startNode } from './node.ts';
import { smtpSender } from './sign-in/send-mail.ts';

/** The command line. Everything but `serve`, `migrate`, `doctor` and `restore` talks to a running server. */
const program = new Command('baton').description(
  'Hands a live customer conversation to whoever should have it next, and never drops it.',
);
try {
  const settings = openSettings(process.env);
  registerServe(program, {
    settings,
    start: ({ mail, requestsPerMinute, ...server }, onDefect) =>
      startNode({
        ...server,
        sendMail: mail && smtpSender(mail),
        ...(requestsPerMinute === undefined
          ? {}
          : { rateLimits: { ...defaultRateLimits, perKey: { requestsMax: requestsPerMinute, windowSeconds: 60 } } }),
        onDefect,
      }),
    startDemo: (node, options) =>
      startDemo({ ...options, node, clock: systemClock, random: secureRandom(), signWebhook }),
    migrate: () => migrateStore(settings),
  });
  registerDoctor(program, () => openStore(settings));
  registerBackup(program, {
    environment: process.env,
    check: checkBackup,
    restore: (content) => restoreStore(settings, content),
  });
  registerConfiguration(program, process.env);
  registerReplay(program);
  await program.parseAsync();
} catch (error) {
  // Expected failures say what to do in their message; a stack would only hide it.
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
