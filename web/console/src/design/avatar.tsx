import { useTranslation } from 'react-i18next';
import { classNames } from './class-names.ts';

export type Presence = 'online' | 'away' | 'offline';

/** The first letters of the first and last word, as people of most places expect them: `Ana Sofía Ruiz` → `AR`. */
export function initialsOf(name: string): string {
  const words = name.split(/[\s\-–(]+/u).filter((word) => /^\p{L}/u.test(word));
  const chosen = words.length > 1 ? [words[0], words.at(-1)] : words;
  const letters = chosen.map((word) => [...(word ?? '')][0] ?? '').join('');
  return letters.toLocaleUpperCase() || '?';
}

/** Hues that stay apart from each other; their pairs of text and surface are computed by contrast.test.ts. */
export const avatarHues = [25, 62, 112, 158, 205, 250, 292, 340] as const;

/** The same hue for the same name, everywhere and always. */
export function hueOf(name: string): (typeof avatarHues)[number] {
  let sum = 0;
  for (const character of name) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) >>> 0;
  return avatarHues[sum % avatarHues.length] ?? avatarHues[0];
}

const sizes = {
  small: 'size-5 text-[0.5625rem]',
  medium: 'size-7 text-tiny',
  large: 'size-9 text-small',
} as const;

export interface AvatarProps {
  readonly name: string;
  /** 20, 28 (the default) or 36 px. */
  readonly size?: keyof typeof sizes;
  readonly presence?: Presence | undefined;
  readonly className?: string | undefined;
}

/** Somebody, by their initials. The name must stand beside it or on what it is in: it is not read out. */
export function Avatar({ name, size = 'medium', presence, className }: AvatarProps) {
  return (
    <span className={classNames('relative inline-flex shrink-0', className)}>
      <span
        aria-hidden="true"
        style={{ '--hue': hueOf(name) } as React.CSSProperties}
        className={classNames(
          'avatar inline-flex items-center justify-center rounded-full font-strong tracking-normal select-none',
          sizes[size],
        )}
      >
        {initialsOf(name)}
      </span>
      {presence !== undefined && <PresenceDot presence={presence} className="absolute -end-0.5 -bottom-0.5" bordered />}
    </span>
  );
}

export interface PresenceDotProps {
  readonly presence: Presence;
  /** With a gap around it in the colour of the ground, to lie on something else. */
  readonly bordered?: boolean;
  /** Leaves out the word for screen readers, where it stands beside it. */
  readonly silent?: boolean;
  readonly className?: string | undefined;
}

/** Whether somebody is there, by colour and by shape: a disc, a crescent, a ring. */
export function PresenceDot({ presence, bordered = false, silent = false, className }: PresenceDotProps) {
  const { t } = useTranslation();
  return (
    <span className={classNames('inline-flex', className)}>
      <svg aria-hidden="true" viewBox="0 0 10 10" width="10" height="10" className="shrink-0">
        {bordered && <circle cx="5" cy="5" r="5" className="fill-surface" />}
        {presence === 'online' && <circle cx="5" cy="5" r="3.5" className="fill-online" />}
        {presence === 'away' && (
          <path d="M5.4 1.5A3.5 3.5 0 1 0 8.5 5.6 2.9 2.9 0 0 1 5.4 1.5Z" className="fill-away" />
        )}
        {presence === 'offline' && (
          <circle cx="5" cy="5" r="2.75" fill="none" strokeWidth="1.5" className="stroke-offline" />
        )}
      </svg>
      {!silent && <span className="sr-only">{t(`design.presence.${presence}`)}</span>}
    </span>
  );
}
