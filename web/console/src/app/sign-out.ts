import i18next from 'i18next';
import { showToast } from '../design/toast.tsx';
import { api } from './api.ts';
import { problemText } from './problem-text.ts';

/** Ends the session and loads the sign-in anew, so that nothing of it stays in the page's memory. */
export function signOut(): Promise<void> {
  return beginAgain('/sign-in', () => api.post('/v1/sign-out'));
}

/** Works for another organization of one's own from now on; the page begins anew with it. */
export function switchOrganization(organizationId: string): Promise<void> {
  return beginAgain('/inbox', () => api.put('/v1/me/organization', { body: { organizationId } }));
}

async function beginAgain(path: string, change: () => Promise<unknown>): Promise<void> {
  try {
    await change();
    window.location.assign(path);
  } catch (error) {
    showToast({ tone: 'critical', title: problemText(i18next.t, error) });
  }
}
