import { classNames } from '../class-names.ts';
import { Specimen } from './specimen.tsx';

const surfaces = [
  ['bg-ground', 'ground'],
  ['bg-sunken', 'sunken'],
  ['bg-surface', 'surface'],
  ['bg-raised', 'raised'],
  ['bg-selected', 'selected'],
  ['bg-note', 'note'],
  ['bg-accent-soft', 'accent-soft'],
  ['bg-positive-soft', 'positive-soft'],
  ['bg-warning-soft', 'warning-soft'],
  ['bg-critical-soft', 'critical-soft'],
] as const;

const inks = [
  ['text-ink', 'ink'],
  ['text-muted', 'muted'],
  ['text-faint', 'faint'],
  ['text-accent-ink', 'accent'],
  ['text-positive', 'positive'],
  ['text-warning', 'warning'],
  ['text-critical', 'critical'],
] as const;

/** Every text on every surface, which is what the system allows. */
export function Colours() {
  return (
    <Specimen
      title="Colour"
      text="Paper and ink, and one blue for what matters now. Every text may stand on every surface; all pairs have 4.5 : 1 or more."
    >
      <ul className="grid grid-cols-2 gap-2 wide:grid-cols-5">
        {surfaces.map(([surface, name]) => (
          <li key={name} className={classNames('rounded-control border border-line p-3', surface)}>
            <p className="mb-2 text-small font-strong">{name}</p>
            {inks.map(([ink, word]) => (
              <p key={word} className={classNames('text-small', ink)}>
                {word}
              </p>
            ))}
          </li>
        ))}
      </ul>
    </Specimen>
  );
}

const sizes = [
  ['text-title font-strong', 'Title 24', 'Hand it over, never drop it'],
  ['text-heading font-strong', 'Heading 17', 'Who should have this next?'],
  [
    'text-read',
    'Read 14',
    'My parcel says delivered, but the neighbours have not seen it either. Can you look into it?',
  ],
  ['text-ui', 'UI 13', 'Waiting in Support, offered to Priya'],
  ['text-small text-muted', 'Small 12', 'Support · WhatsApp · 4 min'],
  ['text-tiny font-medium text-faint', 'Tiny 11', 'Moved to Billing'],
] as const;

/** The six sizes of text. */
export function Type() {
  return (
    <Specimen title="Type" text="The platform’s own letters in six sizes. Figures that are compared have equal widths.">
      <dl className="flex flex-col gap-3">
        {sizes.map(([look, name, sample]) => (
          <div key={name} className="flex flex-wrap items-baseline gap-x-4">
            <dt className="w-28 shrink-0 text-small text-faint">{name}</dt>
            <dd className={look}>{sample}</dd>
          </div>
        ))}
        <div className="flex flex-wrap items-baseline gap-x-4">
          <dt className="w-28 shrink-0 text-small text-faint">Figures</dt>
          <dd className="text-ui tabular-nums">0:41 · 0:42 · 11:11 · 98 %</dd>
        </div>
      </dl>
    </Specimen>
  );
}
