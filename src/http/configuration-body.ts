import type { FastifyRequest } from 'fastify';
import { type ParsedConfiguration, parseConfiguration } from '../domain/check-configuration.ts';
import type { App } from './context.ts';
import { HttpProblem } from './problems.ts';
import { yamlReader } from './read-yaml.ts';

/** A setup of a hundred thousand agents has some twenty megabytes. */
export const documentBytesMax = 64 * 1_048_576;
export const yamlTypes = ['application/yaml', 'application/x-yaml', 'text/yaml', 'text/x-yaml'];

/** Lets the bodies of these routes be YAML, of at most 4 MiB. */
export function acceptYaml(routes: App): void {
  const readYaml = yamlReader();
  routes.addContentTypeParser(yamlTypes, { parseAs: 'buffer' }, (_request: FastifyRequest, bytes: Buffer) =>
    readYaml(bytes),
  );
}

/** The document of a request's body, or every fault in it. @throws HttpProblem */
export function readDocument(body: unknown): ParsedConfiguration & { readonly ok: true } {
  const parsed = parseConfiguration(body ?? {});
  if (parsed.ok) return parsed;
  const faults = parsed.faults.map(({ path, code, message }) => ({ in: 'body' as const, path, code, message }));
  throw new HttpProblem('configuration_invalid', { data: { faultCount: faults.length }, faults });
}
