/** What somebody must look at, told on every page. */
export const alerts = {
  label: 'Alerts',
  title: 'Somebody must see to this',
  raised: 'Raised {{when}}',
  seeTo: 'I see to it',
  open: 'Open the conversation',
  flow: 'Open the flow',
  more_one: 'and {{count}} more',
  more_other: 'and {{count}} more',
  seen: 'You see to it now',
} as const;
