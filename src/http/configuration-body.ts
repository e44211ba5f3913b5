import { parseDocument } from 'yaml';
import { type ParsedConfiguration, parseConfiguration } from '../domain/check-configuration.ts';
import type { App } from './context.ts';
import { HttpProblem, malformed } from './problems.ts';

/** A setup of a hundred thousand agents has some twenty megabytes. */
export const documentBytesMax = 64 * 1_048_576;
export const yamlTypes = ['application/yaml', 'application/x-yaml', 'text/yaml', 'text/x-yaml'];

/** Lets the bodies of these routes be YAML. */
export function acceptYaml(routes: App): void {
  routes.addContentTypeParser(
    yamlTypes,
    { parseAs: 'string', bodyLimit: documentBytesMax },
    (_request, text, finish) => {
      try {
        finish(null, parseYaml(text as string));
      } catch (error) {
        finish(error as Error, undefined);
      }
    },
  );
}

/** YAML with every fault of its writing; aliases are bounded, so that no small text unfolds into a huge document. */
function parseYaml(text: string): unknown {
  const document = parseDocument(text, { uniqueKeys: true, prettyErrors: true });
  if (document.errors.length > 0)
    throw malformed(document.errors.map(({ message }) => message.split('\n', 1)[0]).join('; '));
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    throw malformed((error as Error).message);
  }
}

/** The document of a request's body, or every fault in it. @throws HttpProblem */
export function readDocument(body: unknown): ParsedConfiguration & { readonly ok: true } {
  const parsed = parseConfiguration(body ?? {});
  if (parsed.ok) return parsed;
  const faults = parsed.faults.map(({ path, code, message }) => ({ in: 'body' as const, path, code, message }));
  throw new HttpProblem('configuration_invalid', { data: { faultCount: faults.length }, faults });
}
