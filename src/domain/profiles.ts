import { narrowerHistory } from './history.ts';
import type { ProfileName, Settings } from './settings.ts';

/**
 * Six named sets of settings. The first five behave as the five documented systems do, with their restrictions and without
 * their defects; where a page is silent, a profile takes `baton`'s value. Single settings are changed on top, and stay when
 * the profile changes.
 */

const baton: Settings = {
  transfers: 'on',
  boundary: 'rules',
  assistantRowsExempt: false,
  targetKinds: ['department', 'queue', 'agent', 'flow', 'external'],
  externalNeedsPartnerRouting: false,
  notes: 'optional',
  reason: 'optional',
  mayCancel: true,
  release: 'on_accept',
  history: 'full',
  historyInside: 'full',
  redact: [],
  redactOnlyValidCards: true,
  transferNotice: '',
  attributesThatTravel: 'all',
  slaClock: 'carry',
  acceptance: 'offer',
  mayDeclineTransfer: true,
  mayDeclineQueueWork: true,
  // Long enough to finish a sentence, short enough that a customer does not notice who looked away.
  offerTimeoutSeconds: 60,
  whenFull: 'ask',
  whenOffline: 'ask',
  whenClosed: 'ask',
  // Past a quarter of an hour a customer in a chat has gone: the fallback has to act before.
  waitLimitSeconds: 900,
  directToAgent: true,
  needsAgentOnline: false,
  missingSkill: 'warn',
  blockedTargets: 'shown',
  waitShown: 'always',
  warmTransfer: true,
  crossChannel: true,
  automaticHopsMax: 8,
  // A hand-over frees the sender's slot at once unless the department asks for wrap-up.
  wrapUpSeconds: 0,
  wrapUpHoldsSlot: true,
  wrapUpExtensionSeconds: 300,
  disposition: 'optional',
  retentionDays: 0,
  whenAgentLeaves: 'requeue',
  // A lease ends half a minute after the last sign of life; as long again, and the work of who is gone moves.
  absenceGraceSeconds: 30,
  channelUnits: {},
  // Ten steps of priority are worth ten minutes.
  priorityAgeingSeconds: 60,
  askAgainSeconds: 60,
  missedOffersMax: 0,
  missedOffersPresence: 'away',
  handlingSeconds: 600,
};

/** What all five documented systems have in common. */
const documented: Partial<Settings> = {
  mayCancel: false,
  notes: 'off',
  whenOffline: 'refuse',
  whenClosed: 'refuse',
  blockedTargets: 'hidden',
  warmTransfer: false,
  crossChannel: false,
};

export const profiles: Readonly<Record<ProfileName, Settings>> = {
  glassix: {
    ...baton,
    ...documented,
    assistantRowsExempt: true,
    targetKinds: ['department', 'agent', 'flow'],
    acceptance: 'assign',
    release: 'now',
    whenFull: 'refuse',
    needsAgentOnline: true,
  },
  salesforce: {
    ...baton,
    ...documented,
    boundary: 'none',
    targetKinds: ['queue', 'agent', 'flow', 'external'],
    externalNeedsPartnerRouting: true,
    mayDeclineTransfer: false,
    release: 'on_accept_now_if_full',
    whenFull: 'wait',
    waitShown: 'after_ten_accepts',
  },
  singlecomm: {
    ...baton,
    ...documented,
    boundary: 'program',
    targetKinds: ['department', 'agent'],
    whenFull: 'refuse',
    history: 'none',
    historyInside: 'none',
    attributesThatTravel: 'form_only',
  },
  respond: {
    ...baton,
    ...documented,
    boundary: 'none',
    targetKinds: ['department', 'agent'],
    acceptance: 'assign',
    release: 'now',
    whenFull: 'next',
    // Each step of a workflow says for itself whether only agents online count.
    whenOffline: 'ask',
    notes: 'optional',
  },
  flex: {
    ...baton,
    ...documented,
    boundary: 'none',
    targetKinds: ['queue', 'agent'],
    release: 'now',
    whenFull: 'wait',
    attributesThatTravel: [],
  },
  baton,
};

/**
 * The settings that hold for an organization, or for a department when its own are given. Each level replaces what is above
 * it, but for `history`: a department can show less of the past than its organization says, never more.
 */
export function resolveSettings(
  profile: ProfileName,
  organization: Partial<Settings>,
  department: Partial<Settings> = {},
): Settings {
  const ofOrganization = { ...profiles[profile], ...organization };
  if (isEmpty(department)) return ofOrganization;
  const history = narrowerHistory(ofOrganization.history, department.history ?? 'full');
  const historyInside = narrowerHistory(ofOrganization.historyInside, department.historyInside ?? 'full');
  return { ...ofOrganization, ...department, history, historyInside };
}

function isEmpty(settings: Partial<Settings>): boolean {
  for (const _ in settings) return false;
  return true;
}

export interface ChangedSetting {
  readonly setting: keyof Settings;
  readonly profile: Settings[keyof Settings];
  readonly now: Settings[keyof Settings];
}

/** The settings that differ from what the profile says, in the order of the table. */
export function listChangedSettings(profile: ProfileName, settings: Settings): readonly ChangedSetting[] {
  const ofProfile = profiles[profile];
  return (Object.keys(ofProfile) as (keyof Settings)[])
    .filter((setting) => JSON.stringify(settings[setting]) !== JSON.stringify(ofProfile[setting]))
    .map((setting) => ({ setting, profile: ofProfile[setting], now: settings[setting] }));
}
