import type { Page } from '@playwright/test';
import { Widget } from '../test/browser/widget-site.ts';
import type { Stage } from './picture-stage.ts';

/** One page of which pictures are taken. */
export interface PicturePage {
  /** The first part of the pictures' names. */
  readonly name: string;
  /** Default `demo`: the server with the demo; `empty`: one on which nobody has made an organization. */
  readonly stage?: 'demo' | 'empty';
  /** Who is signed in. Default: nobody. */
  readonly as?: string;
  readonly path: string | ((stage: Stage) => Promise<string>);
  /** Brings the page into the state that is wanted, or waits for it. */
  readonly prepare?: (page: Page, stage: Stage) => Promise<unknown>;
  /** Made by a library and not by us: barriers in it are not ours to mend. */
  readonly isForeign?: boolean;
  /** Faults that belong to the page (see `test/browser/support/page-faults.ts`). */
  readonly expect?: readonly RegExp[];
}

/** Whoever is not signed in asks who they are, and is told. */
const signedOut = [/^401 GET \/v1\/me$/];

/** Every page in every state that is worth a look. Another one is a line here. */
export const picturePages: readonly PicturePage[] = [
  { name: 'sign-in', path: '/sign-in', prepare: heading, expect: signedOut },
  {
    name: 'set-up',
    stage: 'empty',
    path: async ({ setUpUrl }) => String(setUpUrl),
    prepare: heading,
    expect: signedOut,
  },
  { name: 'inbox', as: 'amara', path: '/inbox', prepare: rows },
  { name: 'inbox-waiting', as: 'amara', path: '/inbox', prepare: waitingTab },
  { name: 'inbox-all', as: 'ingrid', path: '/inbox', prepare: departmentsTab },
  { name: 'conversation', as: 'amara', path: amaras, prepare: thread },
  { name: 'transfer', as: 'amara', path: amaras, prepare: (page) => transfer(page, '') },
  { name: 'transfer-chosen', as: 'amara', path: amaras, prepare: (page) => transfer(page, 'chiara') },
  { name: 'transfer-absent', as: 'amara', path: amaras, prepare: (page) => transfer(page, 'mateo') },
  { name: 'transfer-blocked', as: 'ingrid', path: ingridsSale, prepare: (page) => transfer(page, 'billing') },
  { name: 'offer', as: 'amara', path: withOffer, prepare: (page) => page.locator('[data-accept]').first().waitFor() },
  { name: 'wrap-up', as: 'amara', path: withWrapUp, prepare: wrapUp },
  { name: 'people', as: 'yuki', path: '/people', prepare: heading },
  { name: 'flows', as: 'yuki', path: withFlows, prepare: heading },
  { name: 'flow-builder', as: 'yuki', path: aFlow, prepare: drawn },
  { name: 'flow-condition', as: 'yuki', path: aFlow, prepare: (page) => lineOf(page, /Nobody has answered/) },
  { name: 'flow-problems', as: 'yuki', path: aBrokenFlow, prepare: (page) => panelOf(page, /^Problems/) },
  { name: 'flow-canvas', as: 'yuki', path: aFlow, prepare: canvasOf },
  { name: 'account', as: 'amara', path: '/account', prepare: heading },
  { name: 'design', path: '/design', prepare: heading, expect: signedOut },
  { name: 'widget-closed', path: '/try', prepare: (page) => new Widget(page).launcher.waitFor() },
  { name: 'widget-open', path: '/try', prepare: (page) => new Widget(page).open() },
  { name: 'widget-handed-over', path: '/try', prepare: handedOver },
  { name: 'try', stage: 'empty', path: '/try', prepare: heading },
  { name: 'docs', path: '/docs', isForeign: true },
];

function heading(page: Page): Promise<void> {
  return page.getByRole('heading').first().waitFor();
}

async function amaras(stage: Stage): Promise<string> {
  const [first] = await stage.amaras();
  return `/inbox/${(first ?? (await stage.takeAnother())).id}`;
}

async function ingridsSale(stage: Stage): Promise<string> {
  return `/inbox/${(await stage.ingridsSale()).id}`;
}

async function withOffer(stage: Stage): Promise<string> {
  await stage.offerToAmara();
  return '/inbox';
}

async function withWrapUp(stage: Stage): Promise<string> {
  await stage.wrapUpOfAmara();
  return '/inbox';
}

function rows(page: Page): Promise<void> {
  return page.getByRole('tab', { name: /^Mine/ }).waitFor();
}

async function waitingTab(page: Page): Promise<void> {
  await page.getByRole('tab', { name: /^Waiting/ }).click();
}

async function departmentsTab(page: Page): Promise<void> {
  await page.getByRole('tab', { name: /^Departments/ }).click();
}

function thread(page: Page): Promise<void> {
  return page.getByRole('button', { name: /^Transfer/ }).waitFor();
}

/** The dialog, with what is typed into its filter chosen where it may be. */
async function transfer(page: Page, typed: string): Promise<void> {
  await page.getByRole('button', { name: /^Transfer/ }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('option').first().waitFor();
  if (typed === '') return;
  await dialog.getByRole('combobox').fill(typed);
  // One that is blocked is disabled, and shown with its reason all the same.
  const [option] = await dialog.getByRole('option', { name: new RegExp(typed, 'i') }).all();
  await option?.click({ force: true });
}

function wrapUp(page: Page): Promise<void> {
  return page
    .getByRole('article', { name: /^Wrap up/ })
    .first()
    .waitFor();
}

/** A visitor writes, Yuki answers and hands them to Billing, where somebody takes over. */
async function handedOver(page: Page, stage: Stage): Promise<void> {
  // Whoever the last picture's visitor was with is free for this one's.
  for (const { conversation } of (await stage.snapshot()).conversations) {
    const { accountId, owner, ticketId } = conversation;
    if (accountId !== 'website' || owner?.kind !== 'agent') continue;
    await stage.post(owner.id, `/v1/tickets/${ticketId}/close`);
    await stage.endWrapUps(owner.id);
  }
  const widget = new Widget(page);
  await widget.open();
  const before = new Set((await stage.snapshot()).conversations.map(({ conversation }) => conversation.id));
  await widget.write('Good morning! I was charged twice for one lamp.');
  const talk = await stage.until('the visitor’s conversation', async () =>
    (await stage.snapshot()).conversations
      .map(({ conversation }) => conversation)
      .find(({ id, accountId }) => accountId === 'website' && !before.has(id)),
  );
  await stage.comesOnline('yuki');
  await stage.endWrapUps('yuki');
  await stage.post('yuki', `/v1/tickets/${talk.ticketId}/take`);
  const text = 'That should not happen. I bring you to Billing, they can return it at once.';
  await stage.post('yuki', `/v1/conversations/${talk.id}/messages`, { text });
  // Mateo is played by nobody: whether he is free hangs on nothing else that happens.
  await stage.comesOnline('mateo');
  const target = { kind: 'agent', id: 'mateo', departmentId: 'billing' };
  const path = `/v1/tickets/${talk.ticketId}/transfers`;
  const { id } = await stage.post<{ id: string }>('yuki', path, { target, note: 'Charged twice, one lamp.' });
  await stage.post('mateo', `/v1/transfers/${id}/accept`);
  await widget.log.getByText(/Billing.* is here/).waitFor();
}

/** Flows of the picture: the page of the third seed, published; and one that is being built. */
async function withFlows(stage: Stage): Promise<string> {
  await aFlow(stage);
  await aBrokenFlow(stage);
  return '/flows';
}

const moveOn = {
  id: 'move-on',
  name: 'Move it on if nobody answers',
  department: 'support',
  triggers: [{ kind: 'conversation_opened', sources: ['contact'] }],
  start: 'first',
  steps: [
    {
      id: 'first',
      kind: 'assign',
      name: 'Assign to the first agent',
      who: 'agent',
      agent: 'amara',
      next: { assigned: 'wait', nobody: 'second', declined: 'second', failed: 'fallback' },
    },
    { id: 'wait', kind: 'wait', seconds: 900, next: { elapsed: 'check', failed: 'fallback' } },
    {
      id: 'check',
      kind: 'branch',
      name: 'Nobody has answered',
      branches: [
        {
          id: 'silent',
          name: 'Open and silent',
          when: {
            all: [
              { field: 'conversation.status', is: 'equal_to', value: 'open' },
              { field: 'time.since_last_outgoing', is: 'does_not_exist' },
            ],
          },
        },
      ],
      next: { silent: 'second', else: 'end', failed: 'fallback' },
    },
    {
      id: 'second',
      kind: 'assign',
      name: 'Assign to somebody of the team',
      who: 'team',
      team: 'support',
      next: { assigned: 'tell', nobody: 'fallback', declined: 'fallback', failed: 'fallback' },
    },
    {
      id: 'tell',
      kind: 'comment',
      text: 'Moved on: nobody had answered for a quarter of an hour.',
      next: { done: 'end', failed: 'end' },
    },
  ],
};

async function aFlow(stage: Stage): Promise<string> {
  const path = `/v1/flows/${moveOn.id}`;
  await stage.ask({
    method: 'PUT',
    path: `${path}/draft`,
    actAs: 'yuki',
    body: { entry: { ...moveOn, triggers: [] } },
  });
  await stage.post('yuki', `${path}/publish`, { entry: { ...moveOn, triggers: [{ kind: 'flow' }] } });
  await stage.ask({ method: 'PUT', path: `${path}/draft`, actAs: 'yuki', body: { entry: moveOn } });
  return '/flows/move-on';
}

async function aBrokenFlow(stage: Stage): Promise<string> {
  const [first, wait] = moveOn.steps;
  const entry = {
    ...moveOn,
    id: 'welcome',
    name: 'Ask first, then hand over',
    steps: [
      {
        id: 'hello',
        kind: 'ask',
        text: 'What is it about?',
        answer: 'choice',
        options: [],
        next: { answered: 'first' },
      },
      { ...first, next: { assigned: 'wait', failed: 'fallback' } },
      { ...wait, next: { failed: 'fallback' } },
    ],
    start: 'hello',
  };
  await stage.ask({ method: 'PUT', path: '/v1/flows/welcome/draft', actAs: 'yuki', body: { entry } });
  return '/flows/welcome';
}

async function drawn(page: Page): Promise<void> {
  await page.getByRole('treeitem').first().waitFor();
  if (await page.locator('.flow-canvas').isVisible()) await page.locator('[data-node]').first().waitFor();
  await page.waitForTimeout(300);
}

async function lineOf(page: Page, name: RegExp): Promise<void> {
  await drawn(page);
  await page.getByRole('treeitem', { name }).first().click();
  await page.keyboard.press('Space');
  await page.locator('[data-inspector]').waitFor();
}

async function panelOf(page: Page, name: RegExp): Promise<void> {
  await drawn(page);
  await showView(page, 'Settings');
  await page.getByRole('tab', { name }).click();
}

async function canvasOf(page: Page): Promise<void> {
  await drawn(page);
  await showView(page, 'Canvas');
  await page.locator('[data-node]').first().waitFor();
  await page.waitForTimeout(300);
}

/** Where there is no room for all, one part at a time has the window. */
async function showView(page: Page, name: string): Promise<void> {
  const view = page.getByRole('group', { name: 'View' }).getByText(name, { exact: true });
  if (await view.isVisible()) await view.click();
}
