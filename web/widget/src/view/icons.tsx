import type { JSX } from 'preact';

/** Drawn on a grid of 20, by lines of one weight; what they mean is said beside them. */
function Icon({ children }: { readonly children: JSX.Element | JSX.Element[] }): JSX.Element {
  return (
    <svg
      class="icon"
      viewBox="0 0 20 20"
      width="20"
      height="20"
      fill="none"
      stroke="currentColor"
      stroke-width="1.6"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      {children}
    </svg>
  );
}

export const CloseIcon = (): JSX.Element => (
  <Icon>
    <path d="m5 5 10 10M15 5 5 15" />
  </Icon>
);

export const SendIcon = (): JSX.Element => (
  <Icon>
    <path d="M10 16V4.5M4.8 9.4 10 4.2l5.2 5.2" />
  </Icon>
);

export const ClipIcon = (): JSX.Element => (
  <Icon>
    <path d="m15.9 9.3-6 6a3.9 3.9 0 0 1-5.5-5.5l6.2-6.2a2.6 2.6 0 0 1 3.7 3.7l-6.1 6.1a1.3 1.3 0 0 1-1.9-1.8l5.6-5.7" />
  </Icon>
);

export const FileIcon = (): JSX.Element => (
  <Icon>
    <path d="M5.5 3.2h5.8l3.6 3.6v8.6a1.4 1.4 0 0 1-1.4 1.4h-8a1.4 1.4 0 0 1-1.4-1.4V4.6a1.4 1.4 0 0 1 1.4-1.4Z" />
    <path d="M11 3.4V7h3.7" />
  </Icon>
);

export const DownIcon = (): JSX.Element => (
  <Icon>
    <path d="M10 4.5v11M5.2 10.8l4.8 4.8 4.8-4.8" />
  </Icon>
);

/** Baton's mark: one stroke handed to the next. */
export const Mark = (): JSX.Element => (
  <svg class="mark" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">
    <path d="M5.2 16.6 11 10.8" stroke="currentColor" stroke-width="3.4" stroke-linecap="round" opacity=".45" />
    <path d="m13 13.2 5.8-5.8" stroke="currentColor" stroke-width="3.4" stroke-linecap="round" />
  </svg>
);
