import { withFlow } from '../commands/flows/drafts.ts';
import { type Rehearsal, rehearse, type ScriptLine } from '../commands/flows/rehearse.ts';
import { dryRunAnswer, dryRunBody } from '../contract/flows.ts';
import type { Configuration } from '../domain/configuration.ts';
import { fillFlow, type WrittenFlow } from '../domain/fill-configuration.ts';
import { documentOf } from '../domain/plan-configuration.ts';
import { findConversation } from '../reads/conversations.ts';
import { listMessages } from '../reads/messages.ts';
import { findConfiguration, type Reader } from '../reads/reads.ts';
import { answers } from './answers.ts';
import { authorizeReader } from './authorize.ts';
import type { App, HttpContext } from './context.ts';
import { HttpProblem, notFound, validationProblem } from './problems.ts';
import { rowId } from './transfers.ts';

/** So many messages of a past conversation are played. */
const messagesMax = 100;

/** Trying a flow before it is published: nothing of it is done. */
export function flowRehearsalRoutes(app: App, context: HttpContext): void {
  app.post(
    '/flows/dry-run',
    {
      schema: {
        tags: ['Flows'],
        summary: 'Try a flow without doing anything',
        description:
          'Plays it in virtual time, on a sample or on a past conversation, by the rules of now. Everybody who is asked accepts at once unless the script says otherwise; services outside are played.',
        body: dryRunBody,
        response: answers({ 200: dryRunAnswer }),
      },
    },
    async (request, reply) => {
      const reader = await authorizeReader(context, request, 'plan_configuration');
      const { entry, conversationId, sample = {}, script = [] } = request.body;
      const flow = await readEntry(reader, entry as WrittenFlow);
      // What was said there is told again.
      if (conversationId !== undefined) await authorizeReader(context, request, 'read_messages');
      const past = conversationId === undefined ? null : await readPast(reader, conversationId);
      const accountId = past?.accountId ?? sample.account ?? firstAccount(reader.configuration);
      if (accountId === undefined || !reader.configuration.accounts.has(accountId))
        throw new HttpProblem('account_unknown', { data: { account: accountId ?? '' } });
      const rehearsal = rehearse({
        configuration: reader.configuration,
        flow,
        ids: context.ids,
        at: past?.at ?? (sample.at === undefined ? context.clock.now() : Date.parse(sample.at)),
        accountId,
        customer: {
          address: 'rehearsal',
          ...(sample.name === undefined ? {} : { name: sample.name }),
          ...(sample.form === undefined ? {} : { form: sample.form }),
          ...(sample.contact === undefined ? {} : { attributes: sample.contact }),
        },
        online: sample.online ?? null,
        script: past?.script ?? script.map((line): ScriptLine => ({ ...line, afterMs: line.afterSeconds * 1000 })),
      });
      return reply.send(present(rehearsal));
    },
  );

  /** The flow as it would be published. @throws HttpProblem with everything that speaks against it */
  async function readEntry({ organizationId, configuration }: Reader, entry: WrittenFlow) {
    const id = typeof entry.id === 'string' ? entry.id : 'rehearsal';
    const stored = await findConfiguration(context.reads, organizationId);
    if (stored === null) throw notFound();
    const { faults } = withFlow(documentOf(stored.items), id, { ...entry, published: true });
    if (faults.length > 0) {
      throw new HttpProblem('flow_has_problems', {
        data: { flow: id, faultCount: faults.length },
        faults: faults.map(({ path, code, message }) => ({
          in: 'body' as const,
          path: `/entry${path}`,
          code,
          message,
        })),
      });
    }
    return { ...fillFlow({ ...entry, id, published: true }), version: configuration.version };
  }

  /** What was said in a conversation, with the times between. @throws HttpProblem where the reader may not know of it */
  async function readPast(reader: Reader, conversationId: string) {
    const found = await findConversation(context.reads, reader, rowId({ id: conversationId }));
    if (found === undefined) throw notFound();
    const query = { conversationId, after: null, newestFirst: false, limit: messagesMax };
    const shown = ((await listMessages(context.reads, reader, query))?.items ?? []).filter(
      ({ direction }) => direction === 'inbound' || direction === 'outbound',
    );
    const [first] = shown;
    if (first === undefined)
      throw validationProblem([
        { in: 'body', path: '/conversationId', code: 'nothing_said', message: 'Nothing was said in it.' },
      ]);
    const script = shown.flatMap(({ direction, automatic, at, text, author }): ScriptLine[] => {
      const afterMs = at - first.at;
      if (direction === 'inbound') return [{ afterMs, what: 'message', text }];
      return automatic || author.kind !== 'agent' ? [] : [{ afterMs, what: 'reply', text }];
    });
    return { accountId: found.conversation.accountId, at: first.at, script };
  }
}

function firstAccount({ accounts }: Configuration): string | undefined {
  return [...accounts.keys()].sort()[0];
}

const seconds = (ms: number): number => Math.floor(ms / 1000);

function present({ outcome, owner, steps, happened, endedAtMs }: Rehearsal) {
  return {
    outcome,
    owner,
    steps: steps.map(({ atMs, ...step }) => ({ atSeconds: seconds(atMs), ...step })),
    happened: happened.map(({ atMs, ...rest }) => ({ atSeconds: seconds(atMs), ...rest })),
    endedAtSeconds: seconds(endedAtMs),
  };
}
