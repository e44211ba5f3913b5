import { Icon, type IconName } from '../../design/icon.tsx';

const icons: Readonly<Record<string, IconName>> = {
  send_message: 'chat',
  ask: 'info',
  assign: 'account',
  branch: 'flow',
  update_tag: 'tag',
  update_field: 'note',
  open: 'inbox',
  close: 'end',
  comment: 'note',
  jump: 'undo',
  wait: 'clock',
  date_time: 'clock',
  http_request: 'globe',
  trigger_flow: 'flow',
  sheet_row: 'queue',
  ai_agent: 'system',
  transfer: 'transfer',
  consult: 'people',
  flag_supervisor: 'warning',
  alert: 'bell',
};

/** What a kind of step looks like, beside its name. */
export function StepIcon({ kind, className = 'text-muted' }: { readonly kind: string; readonly className?: string }) {
  return <Icon name={icons[kind] ?? 'flow'} className={className} />;
}
