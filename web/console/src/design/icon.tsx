import type { SVGProps } from 'react';
import { classNames } from './class-names.ts';

/**
 * Our own icons, drawn on a grid of 16 px with lines of 1.5 px and round ends. Each is one path; a second, after a bar,
 * is filled. What points somewhere is listed in `directed` and is mirrored where text runs from right to left.
 */
const drawings = {
  account: 'M8 8.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM2.5 14c.6-2.3 2.8-3.5 5.5-3.5s4.9 1.2 5.5 3.5',
  attach: 'm13 7.3-5.4 5.4a3.2 3.2 0 0 1-4.5-4.5l5.6-5.6a2.1 2.1 0 0 1 3 3L6.2 11.1a1 1 0 0 1-1.5-1.5L9.5 4.9',
  back: 'M13 8H3m4.5-4.5L3 8l4.5 4.5',
  bell: 'M8 2a4 4 0 0 0-4 4c0 3.5-1.5 4.5-1.5 5.5h11c0-1-1.5-2-1.5-5.5a4 4 0 0 0-4-4ZM6.5 13.8a1.7 1.7 0 0 0 3 0',
  'bell-off':
    'M4 6.2C4 9.5 2.5 10.5 2.5 11.500H11M5.3 3a4 4 0 0 1 6.7 3c0 1.9.4 3 .9 3.900M6.5 13.800a1.7 1.7 0 0 0 3 0M2 2l12 12',
  chat: 'M2.5 4.500a2 2 0 0 1 2-2h7a2 2 0 0 1 2 2v5a2 2 0 0 1-2 2H7.500l-3.5 2.500v-2.500a1.6 1.6 0 0 1-1.5-1.600Z',
  check: 'm3 8.5 3.3 3.300L13 4.8',
  'chevron-down': 'm4 6.2 4 4 4-4',
  'chevron-forward': 'm6.2 4 4 4-4 4',
  choose: 'm5 6 3-3 3 3M5 10l3 3 3-3',
  clock: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM8 4.800V8l2.2 1.5',
  copy: 'M6.5 5.500h6a1 1 0 0 1 1 1v6a1 1 0 0 1-1 1h-6a1 1 0 0 1-1-1v-6a1 1 0 0 1 1-1ZM3 10.500a.9.9 0 0 1-.5-.8V3.500a1 1 0 0 1 1-1h6.200a.9.9 0 0 1 .8.5',
  critical: 'M5.5 2h5L14 5.500v5L10.5 14h-5L2 10.500v-5ZM8 5v3.5|M8 12a.9.9 0 1 0 0-1.8.9.9 0 0 0 0 1.800Z',
  cross: 'm4 4 8 8m0-8-8 8',
  department: 'M2.5 13.500v-9l5-2v11m0-7 6 2v5m-12 0h13M5 6.500v.01M5 9.500v.01M10.5 10.500v.01',
  device: 'M2.5 3.500h11v7.500h-11ZM6 13.500h4M8 11v2.5',
  end: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM5.5 8.200l1.8 1.8 3.3-3.7',
  eye: 'M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8ZM8 10a2 2 0 1 0 0-4 2 2 0 0 0 0 4Z',
  'eye-off':
    'M6 3.800a6 6 0 0 1 2-.3c4 0 6.5 4.5 6.5 4.500a12 12 0 0 1-2 2.400M4 5a12 12 0 0 0-2.5 3S4 12.5 8 12.500c1.1 0 2.1-.3 3-.8M6.6 6.600a2 2 0 0 0 2.8 2.800M2 2l12 12',
  filter: 'M2.5 4h11M4.5 8h7m-5 4h3',
  flow: 'M2.5 2.500h4v4h-4ZM9.5 9.500h4v4h-4ZM4.5 6.500v3a2 2 0 0 0 2 2h3',
  fullscreen: 'M2.5 6V2.500H6M10 2.500h3.500V6M13.500 10v3.500H10M6 13.500H2.500V10',
  globe: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM2 8h12M8 2c-4 4-4 8 0 12 4-4 4-8 0-12Z',
  inbox:
    'M2.5 9.5 4.3 3.700a1 1 0 0 1 1-.7h5.400a1 1 0 0 1 1 .7l1.8 5.800v2.500a1 1 0 0 1-1 1h-9a1 1 0 0 1-1-1ZM2.5 9.500h3l1 1.800h3l1-1.800h3',
  info: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM8 7.500V11|M8 5.800A.9.9 0 1 0 8 4a.9.9 0 0 0 0 1.800Z',
  keyboard:
    'M2.5 4.500h11a1 1 0 0 1 1 1v5a1 1 0 0 1-1 1h-11a1 1 0 0 1-1-1v-5a1 1 0 0 1 1-1ZM4.5 7v.01M7 7v.01M9.5 7v.01M12 7v.01M5.5 9.500h5',
  link: 'M6.8 9.200a2.5 2.5 0 0 0 3.6 0l2.2-2.200a2.5 2.5 0 0 0-3.6-3.600l-.8.8M9.2 6.800a2.5 2.5 0 0 0-3.6 0L3.4 9A2.5 2.5 0 0 0 7 12.600l.8-.8',
  lock: 'M4 7.500h8a1 1 0 0 1 1 1V13a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V8.500a1 1 0 0 1 1-1ZM5 7.500V5a3 3 0 0 1 6 0v2.5',
  mail: 'M2.5 3.500h11a1 1 0 0 1 1 1v7a1 1 0 0 1-1 1h-11a1 1 0 0 1-1-1v-7a1 1 0 0 1 1-1ZM2 4.500l6 4.5 6-4.5',
  moon: 'M13.5 9.800A6 6 0 1 1 6.2 2.500a4.8 4.8 0 0 0 7.3 7.300Z',
  more: '|M3.5 9.200a1.2 1.2 0 1 0 0-2.4 1.2 1.2 0 0 0 0 2.400ZM8 9.200a1.2 1.2 0 1 0 0-2.4 1.2 1.2 0 0 0 0 2.400ZM12.5 9.200a1.2 1.2 0 1 0 0-2.4 1.2 1.2 0 0 0 0 2.400Z',
  note: 'M3.5 2.500h9a1 1 0 0 1 1 1v6l-4 4h-6a1 1 0 0 1-1-1v-9a1 1 0 0 1 1-1ZM13.5 9.500h-4v4M5.5 6h5M5.5 8.500h2',
  people:
    'M6 8a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5ZM1.5 13c.4-2 2.2-3 4.5-3s4.1 1 4.5 3M10.5 3.200a2.5 2.5 0 0 1 0 4.600M12 10.300c1.4.4 2.3 1.3 2.5 2.7',
  phone: 'M5.5 1.500h5a1 1 0 0 1 1 1v11a1 1 0 0 1-1 1h-5a1 1 0 0 1-1-1v-11a1 1 0 0 1 1-1ZM7.3 12h1.4',
  minus: 'M3 8h10',
  play: 'M5 3.200v9.600l7.500-4.800Z',
  plus: 'M8 3v10M3 8h10',
  queue: 'M2.5 4h11M2.5 8h11m-11 4h6',
  redo: 'M10.5 2.5l3 3-3 3M13.500 5.500H7a4 4 0 0 0 0 8h2.5',
  reply: 'M6.5 3.5 2.5 7.500l4 4M2.5 7.500h6.500a4.5 4.5 0 0 1 4.5 4.500v1',
  search: 'M7 11.500a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9ZM10.3 10.300l3.2 3.2',
  send: 'M13.5 8 3 3l1.8 5L3 13ZM4.8 8h4',
  'sign-out': 'M6.5 2.500h-3a1 1 0 0 0-1 1v9a1 1 0 0 0 1 1h3M10.5 5l3 3-3 3M13 8H6',
  sun: 'M8 10.800a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.600ZM8 1.500v1.200m0 10.600v1.200M1.5 8h1.200m10.6 0h1.200M3.4 3.400l.9.900m7.4 7.4.9.900M3.4 12.600l.9-.9m7.4-7.4.9-.9',
  system: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12Z|M8 3.200a4.8 4.8 0 0 1 0 9.600Z',
  tag: 'M2.5 3.500a1 1 0 0 1 1-1h4.300a1 1 0 0 1 .7.300l4.7 4.700a1 1 0 0 1 0 1.400l-4.3 4.300a1 1 0 0 1-1.4 0L2.8 8.500a1 1 0 0 1-.3-.7ZM5.3 5.300v.01',
  transfer: 'M2 5.500h9.500m-3-3 3 3-3 3M14 10.500H4.500m3-3-3 3 3 3',
  undo: 'M5.5 2.5 2.5 5.500l3 3M2.5 5.500H9a4 4 0 0 1 0 8H6.5',
  warning:
    'M7.1 2.8 1.7 12a1 1 0 0 0 .9 1.500h10.800a1 1 0 0 0 .9-1.500L8.9 2.800a1 1 0 0 0-1.8 0ZM8 6v3|M8 12a.9.9 0 1 0 0-1.8.9.9 0 0 0 0 1.800Z',
} as const;

/** The name of an icon of ours. */
export type IconName = keyof typeof drawings;

/** Every icon, for the page that shows them. */
export const iconNames = Object.keys(drawings) as readonly IconName[];

const directed: ReadonlySet<IconName> = new Set([
  'back',
  'chevron-forward',
  'reply',
  'send',
  'sign-out',
  'undo',
  'redo',
  'flow',
  'play',
  'transfer',
  'queue',
]);

export interface IconProps extends Omit<SVGProps<SVGSVGElement>, 'name'> {
  readonly name: IconName;
  /** In pixels, of both sides. Default 16, what they are drawn for. */
  readonly size?: number;
}

/** An icon in the colour of the text around it. It says nothing to screen readers: what it stands for is said beside it. */
export function Icon({ name, size = 16, className, ...rest }: IconProps) {
  const [lines, fills] = drawings[name].split('|');
  return (
    <svg
      aria-hidden="true"
      focusable="false"
      viewBox="0 0 16 16"
      width={size}
      height={size}
      fill="none"
      stroke="currentColor"
      strokeWidth={1.5}
      strokeLinecap="round"
      strokeLinejoin="round"
      className={classNames('shrink-0', directed.has(name) && 'rtl:-scale-x-100', className)}
      {...rest}
    >
      {lines && <path d={lines} />}
      {fills && <path d={fills} fill="currentColor" stroke="none" />}
    </svg>
  );
}
