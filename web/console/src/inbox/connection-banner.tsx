import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../design/icon.tsx';
import { useConnection } from './desk/use-desk.ts';

/** A break that lasts no longer than this is none that anybody needs to know of, in milliseconds. */
const shortMs = 1_200;

/** Says that what one sees may be old, for as long as that is so. */
export function ConnectionBanner() {
  const { t } = useTranslation();
  const { state } = useConnection();
  const isDown = state.name === 'waiting' || state.name === 'connecting' || state.name === 'refused';
  const [shown, setShown] = useState(false);
  useEffect(() => {
    if (!isDown) return setShown(false);
    const timer = setTimeout(() => setShown(true), shortMs);
    return () => clearTimeout(timer);
  }, [isDown]);
  return (
    <div role="status">
      {shown && (
        <p className="flex items-center gap-2 bg-warning-soft px-4 py-1.5 text-ui">
          <Icon name="warning" className="text-warning" />
          <span>
            <span className="font-medium">{t('inbox.offline.title')}</span> {t('inbox.offline.text')}
          </span>
        </p>
      )}
    </div>
  );
}
