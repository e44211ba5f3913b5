import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router';
import { loadFlowWords } from '../words/languages.ts';
import { Loading, NotFound, PageFailed } from './page-states.tsx';
import { takeReturnPath } from './return-path.ts';
import { isSession, meQuery, queries, safeNext } from './session.ts';

/** What a search string may say: where to go on after signing in, the token of a link. Anything else is left out. */
interface Search {
  readonly next?: string;
  readonly token?: string;
  readonly problem?: string;
}

function readSearch(search: Record<string, unknown>): Search {
  const text = (key: keyof Search): Search => (typeof search[key] === 'string' ? { [key]: search[key] } : {});
  return { ...text('next'), ...text('token'), ...text('problem') };
}

const root = createRootRoute({ component: Outlet, notFoundComponent: NotFound, errorComponent: PageFailed });

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: readSearch,
  beforeLoad: async ({ search }) => {
    // The pages of sign-in show by themselves what is wrong with the server; here it only matters who is known already.
    const me = await queries.fetchQuery({ ...meQuery, staleTime: 0 }).catch(() => null);
    if (isSession(me)) throw redirect({ href: safeNext(search.next) });
  },
  component: lazyRouteComponent(() => import('../pages/sign-in/sign-in-page.tsx'), 'SignInPage'),
});

const setUp = createRoute({
  getParentRoute: () => root,
  path: '/set-up',
  validateSearch: readSearch,
  component: lazyRouteComponent(() => import('../pages/set-up/set-up-page.tsx'), 'SetUpPage'),
});

const invitation = createRoute({
  getParentRoute: () => root,
  path: '/invitation/$token',
  component: lazyRouteComponent(() => import('../pages/invitation/invitation-page.tsx'), 'InvitationPage'),
});

const reset = createRoute({
  getParentRoute: () => root,
  path: '/reset/$token',
  component: lazyRouteComponent(() => import('../pages/reset/reset-page.tsx'), 'ResetPage'),
});

const design = createRoute({
  getParentRoute: () => root,
  path: '/design',
  component: lazyRouteComponent(() => import('../design/page/design-page.tsx'), 'DesignPage'),
});

/** Everything that only somebody sees who is signed in, with the shell around it. */
const signedIn = createRoute({
  getParentRoute: () => root,
  id: 'signed-in',
  beforeLoad: async ({ location }) => {
    const me = await queries.ensureQueryData(meQuery);
    if (!isSession(me)) throw redirect({ to: '/sign-in', search: { next: location.href } });
  },
  component: lazyRouteComponent(() => import('./shell.tsx'), 'Shell'),
});

const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: () => {
    throw redirect({ href: takeReturnPath(), replace: true });
  },
});

const inboxPage = lazyRouteComponent(() => import('../inbox/inbox-page.tsx'), 'InboxPage');
const inbox = createRoute({ getParentRoute: () => signedIn, path: '/inbox', component: inboxPage });
const conversation = createRoute({ getParentRoute: () => inbox, path: '$conversationId' });

const people = createRoute({
  getParentRoute: () => signedIn,
  path: '/people',
  component: lazyRouteComponent(() => import('../pages/people/people-page.tsx'), 'PeoplePage'),
});

const flows = createRoute({
  getParentRoute: () => signedIn,
  path: '/flows',
  beforeLoad: loadFlowWords,
  component: lazyRouteComponent(() => import('../flows/list/flows-page.tsx'), 'FlowsPage'),
});

const flow = createRoute({
  getParentRoute: () => signedIn,
  path: '/flows/$flowId',
  beforeLoad: loadFlowWords,
  component: lazyRouteComponent(() => import('../flows/flow-page.tsx'), 'FlowPage'),
});

const account = createRoute({
  getParentRoute: () => signedIn,
  path: '/account',
  component: lazyRouteComponent(() => import('../pages/account/account-page.tsx'), 'AccountPage'),
});

/** Which page an address is. */
export const router = createRouter({
  routeTree: root.addChildren([
    home,
    signIn,
    setUp,
    invitation,
    reset,
    design,
    signedIn.addChildren([inbox.addChildren([conversation]), people, flows, flow, account]),
  ]),
  defaultPreload: 'intent',
  defaultPendingComponent: Loading,
  defaultErrorComponent: PageFailed,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
