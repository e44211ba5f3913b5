/** Asks for a path, and lets `read` take the answer. @throws Error, with a sentence, when none comes, or `read` cannot have it */
type AskServer = <T>(path: string, init: RequestInit, read: (response: Response) => Promise<T>) => Promise<T>;

/** The server that somebody named on the command line. @throws Error, with a sentence, when that is no URL */
export function namedServer(url: string): AskServer {
  if (!URL.canParse(url)) throw new Error(`${url} is no URL of a server: say --url http://host:7400, or BATON_URL.`);
  return async (path, init, read) => {
    try {
      return await read(await fetch(url.replace(/\/+$/, '') + path, init));
    } catch (error) {
      // What failed stands in the cause; the error itself only says that the fetch did.
      const { message, cause } = error as Error;
      const why = cause instanceof Error ? cause.message || (cause as NodeJS.ErrnoException).code : message;
      throw new Error(`${url} does not answer: ${why}.`, { cause: error });
    }
  };
}
