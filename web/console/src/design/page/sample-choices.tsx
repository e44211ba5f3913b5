import { Avatar, PresenceDot } from '../avatar.tsx';
import type { ChoiceGroup } from '../choice.tsx';
import { Icon } from '../icon.tsx';

/** Departments to choose from. */
export const departments: readonly ChoiceGroup[] = [
  { choices: [{ value: 'any', label: 'Any department' }] },
  {
    label: 'Open',
    choices: [
      { value: 'support', label: 'Support', detail: '12 waiting' },
      { value: 'billing', label: 'Billing', detail: '3 waiting' },
    ],
  },
  { label: 'Closed', choices: [{ value: 'sales', label: 'Sales', detail: 'opens Mon 08:00', disabled: true }] },
];

const people = [
  ['priya', 'Priya Raman', '50 %', 'online'],
  ['tom', 'Tomasz Wójcik', '80 %', 'online'],
  ['leila', 'Leïla Haddad', '100 %', 'away'],
  ['kofi', 'Kofi Mensah', '0 %', 'offline'],
] as const;

/** People and queues to hand over to. */
export const targets: readonly ChoiceGroup[] = [
  {
    label: 'People',
    choices: people.map(([value, label, detail, presence]) => ({
      value,
      label,
      detail,
      icon: <Avatar name={label} size="small" presence={presence} />,
    })),
  },
  {
    label: 'Queues',
    choices: [
      { value: 'returns', label: 'Returns', detail: '2 min', icon: <Icon name="queue" className="w-5 text-muted" /> },
      {
        value: 'invoices',
        label: 'Invoices',
        detail: '11 min',
        icon: <Icon name="queue" className="w-5 text-muted" />,
      },
    ],
  },
];

/** A word beside a dot, for the page that shows them. */
export function PresenceSample({ presence }: { readonly presence: 'online' | 'away' | 'offline' }) {
  return (
    <span className="inline-flex items-center gap-1.5 text-ui">
      <PresenceDot presence={presence} silent />
      {presence}
    </span>
  );
}
