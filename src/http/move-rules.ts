import {
  lintAnswer,
  lintBody,
  presetList,
  presetQuery,
  settingsAnswer,
  simulateAnswer,
  simulateBody,
} from '../contract/move-rules.ts';
import { type ChannelKind, channelKinds } from '../domain/channel.ts';
import { compareSettings } from '../domain/compare-settings.ts';
import { compileConfiguration } from '../domain/compile-configuration.ts';
import type { Configuration } from '../domain/configuration.ts';
import { lintConfiguration } from '../domain/lint-rules.ts';
import { listMoveRulePresets } from '../domain/move-rule-presets.ts';
import { itemsOf } from '../domain/plan-configuration.ts';
import { simulateMoves } from '../domain/simulate-moves.ts';
import type { Reader } from '../reads/reads.ts';
import { answers } from './answers.ts';
import { authorizeFirst, authorizeReader } from './authorize.ts';
import { documentBytesMax, readDocument, yamlTypes } from './configuration-body.ts';
import type { App, HttpContext } from './context.ts';
import { validationProblem } from './problems.ts';

/** The setup that is asked about: a document that came along, or the present one. @throws HttpProblem for a faulty one */
function setupOf({ organizationId, configuration }: Reader, document: unknown): Configuration {
  if (document === undefined) return configuration;
  const { version } = configuration;
  return compileConfiguration(organizationId, version, itemsOf(readDocument(document).document, version));
}

function requireDepartment({ departments }: Configuration, name: 'from' | 'to', id: string | undefined): void {
  if (id === undefined || departments.has(id)) return;
  throw validationProblem([
    { in: 'body', path: `/${name}`, code: 'unknown_word', message: `There is no department ${id}.` },
  ]);
}

function readIds(text: string | undefined): string[] | undefined {
  return text?.split(',');
}

/** @throws HttpProblem for a word that is no channel kind */
function readChannels(name: 'channels' | 'otherChannels', text: string | undefined): ChannelKind[] | undefined {
  const unknown = readIds(text)?.find((word) => !(channelKinds as readonly string[]).includes(word));
  if (unknown === undefined) return readIds(text) as ChannelKind[] | undefined;
  const message = `${unknown} is none of ${channelKinds.join(', ')}.`;
  throw validationProblem([{ in: 'query', path: `/${name}`, code: 'unknown_word', message }]);
}

/** Ready rules, what is probably not meant, who may send what where, and what the settings come from. */
export function moveRuleRoutes(routes: App, context: HttpContext): void {
  const tags = ['Configuration'];
  const consumes = ['application/json', ...yamlTypes];

  routes.get(
    '/configuration/move-rule-presets',
    {
      schema: {
        tags,
        summary: 'Ready rows for a department’s move rules',
        querystring: presetQuery,
        response: answers({ 200: presetList }),
      },
    },
    async (request, reply) => {
      await authorizeReader(context, request, 'read_configuration');
      const { destinations, channels, otherChannels } = request.query;
      const given = {
        destinations: readIds(destinations),
        channels: readChannels('channels', channels),
        otherChannels: readChannels('otherChannels', otherChannels),
      };
      return reply.send({ items: listMoveRulePresets(given) });
    },
  );

  routes.post(
    '/configuration/lint',
    {
      bodyLimit: documentBytesMax,
      onRequest: authorizeFirst(context, 'read_configuration'),
      schema: {
        tags,
        summary: 'What is probably not meant in a configuration',
        consumes,
        body: lintBody,
        response: answers({ 200: lintAnswer }),
      },
    },
    async (request, reply) => {
      const reader = await authorizeReader(context, request, 'read_configuration');
      return reply.send(lintConfiguration(setupOf(reader, request.body.document)));
    },
  );

  routes.post(
    '/configuration/simulate',
    {
      bodyLimit: documentBytesMax,
      onRequest: authorizeFirst(context, 'read_configuration'),
      schema: {
        tags,
        summary: 'Who could send what where',
        description: 'By rules and channels alone; what stands against a ticket at the moment, its *explain* says.',
        consumes,
        body: simulateBody,
        response: answers({ 200: simulateAnswer }),
      },
    },
    async (request, reply) => {
      const reader = await authorizeReader(context, request, 'read_configuration');
      const { document, ...question } = request.body;
      const setup = setupOf(reader, document);
      requireDepartment(setup, 'from', question.from);
      requireDepartment(setup, 'to', question.to);
      return reply.send(simulateMoves(setup, question));
    },
  );

  routes.get(
    '/configuration/settings',
    {
      schema: {
        tags,
        summary: 'Where every setting comes from',
        description: 'What the profile says, and the organization and the departments that say otherwise.',
        response: answers({ 200: settingsAnswer }),
      },
    },
    async (request, reply) => {
      const { configuration } = await authorizeReader(context, request, 'read_configuration');
      const { version, profile } = configuration;
      return reply.send({ version, profile, settings: compareSettings(configuration) });
    },
  );
}
