import { type Client, createClient } from '../../../client/src/index.ts';
import { setClock } from '../design/clock.ts';

let signedOut: () => void = () => {};

/** Says what is to happen when the server no longer knows who asks: the page goes to the sign-in and comes back. */
export function onSignedOut(react: () => void): void {
  signedOut = react;
}

/** The one client of the console. The browser's session speaks. */
export const api: Client = createClient({
  onProblem: (problem) => {
    if (problem.code === 'unauthenticated') signedOut();
  },
});

setClock(() => api.now());
