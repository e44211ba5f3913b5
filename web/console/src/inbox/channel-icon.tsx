import { useTranslation } from 'react-i18next';
import { Icon, type IconName } from '../design/icon.tsx';
import { channelName } from './refusal-text.ts';

const icons: Readonly<Record<string, IconName>> = { email: 'mail', whatsapp: 'phone', sms: 'phone', voice: 'phone' };

/** The kind of channel, as an icon with its name for those who do not see it. */
export function ChannelIcon({ kind }: { readonly kind: string }) {
  const { t } = useTranslation();
  return (
    <span title={channelName(t, kind)} className="flex shrink-0">
      <Icon name={icons[kind] ?? 'chat'} size={14} />
      <span className="sr-only">{channelName(t, kind)}</span>
    </span>
  );
}
