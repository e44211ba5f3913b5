/** What the components themselves say. */
export const design = {
  close: 'Close',
  cancel: 'Cancel',
  copy: 'Copy',
  copied: 'Copied',
  filter: 'Filter',
  nothingFound: 'Nothing found',
  remove: 'Remove {{name}}',
  showPassword: 'Show password',
  hidePassword: 'Hide password',
  loading: 'Loading',
  back: 'Back',
  presence: { online: 'Online', away: 'Away', offline: 'Offline' },
} as const;
