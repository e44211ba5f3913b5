import { isoInstant } from '../base/clock.ts';
import { applyConfiguration } from '../commands/apply-configuration.ts';
import { configurationAnswer } from '../contract/configuration.ts';
import {
  restoreBody,
  versionAnswer,
  versionPage,
  versionPath,
  versionQuery,
} from '../contract/configuration-versions.ts';
import {
  type ConfigurationVersion,
  type FoundVersion,
  findConfigurationVersion,
  listConfigurationVersions,
} from '../reads/configuration-versions.ts';
import type { Reader } from '../reads/reads.ts';
import { answers } from './answers.ts';
import { authorizeReader } from './authorize.ts';
import { readDocument } from './configuration-body.ts';
import type { App, HttpContext } from './context.ts';
import { readSequenceCursor, writeCursor } from './cursor.ts';
import { conditional, etagOf, readIfMatch } from './etag.ts';
import { HttpProblem, sendRefusal } from './problems.ts';
import { submitCommand } from './submit.ts';

/** Comes after every version. */
const pastEveryVersion = 2_147_483_647;
const entriesShown = 50;

function presentMade(made: ConfigurationVersion | null) {
  return made === null ? { at: null, actor: null } : { at: isoInstant(made.at), actor: made.actor };
}

function presentListed(version: ConfigurationVersion) {
  const { adds, changes, retires } = version.changes;
  const entries = [
    ...adds.map((entry) => ({ what: 'added' as const, ...entry, fields: [] })),
    ...changes.map((entry) => ({ what: 'changed' as const, ...entry, fields: entry.fields.map(({ field }) => field) })),
    ...retires.map((entry) => ({ what: 'retired' as const, ...entry, fields: [] })),
  ];
  return {
    version: version.version,
    ...presentMade(version),
    adds: adds.length,
    changes: changes.length,
    retires: retires.length,
    entries: entries
      .slice(0, entriesShown)
      .map(({ what, kind, id, name, fields }) => ({ what, kind, id, name, fields })),
  };
}

function presentFound({ version, made, document }: FoundVersion) {
  const { adds = [], changes = [], retires = [] } = made?.changes ?? {};
  return {
    version,
    ...presentMade(made),
    adds,
    changes,
    retires: retires.map(({ kind, id, name, successor }) => ({ kind, id, name, successor })),
    document,
  };
}

/** Every version of the configuration: who made it, when, what it was, and how to go back to it. */
export function configurationVersionRoutes(app: App, context: HttpContext): void {
  const tags = ['Configuration'];

  /** @throws HttpProblem when there is no such version */
  async function find({ organizationId }: Reader, { version }: { readonly version: string }): Promise<FoundVersion> {
    const number = /^(0|[1-9]\d{0,8})$/.test(version) ? Number(version) : null;
    const found = number === null ? null : await findConfigurationVersion(context.reads, organizationId, number);
    if (found === null) throw new HttpProblem('version_unknown', { data: { version } });
    return found;
  }

  app.get(
    '/configuration/versions',
    {
      schema: {
        tags,
        summary: 'List the versions of the configuration',
        description: 'Newest first: who made each, when, and what it changed.',
        querystring: versionQuery,
        response: answers({ 200: versionPage }),
      },
    },
    async (request, reply) => {
      const { organizationId } = await authorizeReader(context, request, 'read_configuration');
      const { cursor, limit = 50 } = request.query;
      const below = readSequenceCursor(cursor) ?? pastEveryVersion;
      const versions = await listConfigurationVersions(context.reads, organizationId, { below, limit });
      const last = versions.at(-1)?.version ?? 0;
      const hasMore = versions.length === limit && last > 1;
      return reply.send({ items: versions.map(presentListed), nextCursor: hasMore ? writeCursor(String(last)) : null });
    },
  );

  app.get(
    '/configuration/versions/:version',
    {
      schema: {
        tags,
        summary: 'Read a version of the configuration',
        params: versionPath,
        response: answers({ 200: versionAnswer }),
      },
    },
    async (request, reply) => {
      const reader = await authorizeReader(context, request, 'read_configuration');
      return reply.send(presentFound(await find(reader, request.params)));
    },
  );

  app.post(
    '/configuration/versions/:version/restore',
    {
      config: conditional,
      schema: {
        tags,
        summary: 'Go back to a version of the configuration',
        description:
          'Applies the document of then as a new version, by the checks of now. `If-Match` names the version that is to be replaced.',
        params: versionPath,
        body: restoreBody,
        response: answers({ 200: configurationAnswer }),
      },
    },
    async (request, reply) => {
      const reader = await authorizeReader(context, request, 'write_configuration');
      const version = readIfMatch(request);
      const found = await find(reader, request.params);
      const { document, retire } = readDocument({ ...found.document, retire: request.body.retire ?? {} });
      const answer = await submitCommand(context, request, reply, {
        definition: applyConfiguration,
        input: { document, successors: retire, ...(version === undefined ? {} : { version }) },
      });
      if (answer.kind === 'refused') return sendRefusal(reply, answer.refusal);
      if (answer.answer.changed) await context.engine.configurations.refresh(request.caller.organizationId);
      return reply.header('etag', etagOf(answer.answer.version)).send(answer.answer);
    },
  );
}
