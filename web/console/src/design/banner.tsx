import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';
import { Icon, type IconName } from './icon.tsx';
import { type Tone, toneIcons, toneInks, toneSurfaces } from './tone.ts';

export interface BannerProps {
  /** Default `neutral`. `critical` is announced as soon as it appears, the others when there is a pause. */
  readonly tone?: Tone;
  /** Instead of the tone's own icon. */
  readonly icon?: IconName | undefined;
  readonly title?: string | undefined;
  /** Buttons, at the end. */
  readonly action?: ReactNode;
  readonly className?: string | undefined;
  readonly children?: ReactNode;
}

/** A notice where it belongs, in the flow of the page. It stays until its cause is gone. */
export function Banner({ tone = 'neutral', icon, title, action, className, children }: BannerProps) {
  return (
    <div
      role={tone === 'critical' ? 'alert' : 'status'}
      className={classNames(
        'flex flex-wrap items-start gap-x-2.5 gap-y-2 rounded-control px-3 py-2 text-ui text-ink',
        toneSurfaces[tone],
        className,
      )}
    >
      <Icon name={icon ?? toneIcons[tone]} className={classNames('mt-0.5', toneInks[tone])} />
      <div className="min-w-40 flex-1">
        {title !== undefined && <p className="font-strong">{title}</p>}
        {children}
      </div>
      {action !== undefined && <div className="-my-1 flex items-center gap-2">{action}</div>}
    </div>
  );
}
