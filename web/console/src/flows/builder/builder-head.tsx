import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Badge } from '../../design/badge.tsx';
import { Button } from '../../design/button.tsx';
import { Icon } from '../../design/icon.tsx';
import { IconButton } from '../../design/icon-button.tsx';
import { Menu } from '../../design/menu.tsx';
import { Segmented } from '../../design/segmented.tsx';
import { Tooltip } from '../../design/tooltip.tsx';
import { ConflictBanner } from './conflict-banner.tsx';
import { DiscardDialog, PublishDialog, StopDialog } from './publish-dialogs.tsx';
import { SaveMark } from './save-mark.tsx';
import { useEditor } from './use-editor.ts';

/** Which part has the window to itself where there is no room for all. */
export type View = 'outline' | 'panel' | 'canvas';

interface BuilderHeadProps {
  readonly view: View;
  readonly onView: (view: View) => void;
  readonly onProblems: () => void;
}

/** What the flow is called, how it stands with it, and how it is put to work. */
export function BuilderHead({ view, onView, onProblems }: BuilderHeadProps) {
  const { t } = useTranslation();
  const { entry, published, isLive, isReadOnly, problems, saved } = useEditor();
  const [asked, setAsked] = useState<'publish' | 'stop' | 'discard' | null>(null);
  const state = published === null ? 'draft' : isLive ? 'published' : 'stopped';
  const blocked = problems.length > 0;
  const mayPublish = saved.state !== 'none' || !isLive;
  return (
    <header className="border-b border-line">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2 px-3 py-2 wide:px-4">
        <Tooltip text={t('flows.back')}>
          <Link
            to="/flows"
            aria-label={t('flows.back')}
            className="control lifts inline-flex size-8 items-center justify-center rounded-control text-muted pointer-coarse:size-11"
          >
            <Icon name="back" />
          </Link>
        </Tooltip>
        <h1 className="min-w-0 truncate text-heading font-strong">{entry.name}</h1>
        <Badge tone={state === 'published' ? 'positive' : 'neutral'}>{t(`flows.states.${state}`)}</Badge>
        {isReadOnly ? <Badge icon="eye">{t('flows.readOnly')}</Badge> : <SaveMark />}
        <span className="flex-1" />
        {blocked && (
          <Button size="small" look="quiet" icon="critical" onClick={onProblems}>
            {t('flows.problems.count', { count: problems.length })}
          </Button>
        )}
        {!isReadOnly && (
          <>
            <PublishButton
              isBlocked={blocked}
              mayPublish={mayPublish}
              isAgain={published !== null && !isLive}
              onPress={() => setAsked('publish')}
            />
            <Menu
              trigger={<IconButton icon="more" label={t('flows.outline.actions', { name: entry.name })} />}
              entries={[
                {
                  label: t('flows.publish.stop'),
                  icon: 'cross',
                  disabled: !isLive,
                  onSelect: () => setAsked('stop'),
                },
                {
                  label: t('flows.save.discard'),
                  icon: 'undo',
                  critical: true,
                  disabled: published === null || saved.state === 'none',
                  onSelect: () => setAsked('discard'),
                },
              ]}
            />
          </>
        )}
      </div>
      <div className="px-3 pb-2 broad:hidden">
        <Segmented
          label={t('flows.views.label')}
          labelHidden
          value={view}
          onChange={onView}
          segments={(['outline', 'panel', 'canvas'] as const).map((value) => ({
            value,
            label: t(`flows.views.${value}`),
          }))}
        />
      </div>
      <ConflictBanner />
      {asked === 'publish' && <PublishDialog onClose={() => setAsked(null)} />}
      {asked === 'stop' && <StopDialog onClose={() => setAsked(null)} />}
      {asked === 'discard' && <DiscardDialog onClose={() => setAsked(null)} />}
    </header>
  );
}

interface PublishButtonProps {
  readonly isBlocked: boolean;
  readonly mayPublish: boolean;
  readonly isAgain: boolean;
  readonly onPress: () => void;
}

/** Disabled for a reason that is told: whoever comes to it by keyboard hears why, too. */
function PublishButton({ isBlocked, mayPublish, isAgain, onPress }: PublishButtonProps) {
  const { t } = useTranslation();
  const { problems } = useEditor();
  const why = isBlocked
    ? t('flows.publish.blocked', { count: problems.length })
    : mayPublish
      ? null
      : t('flows.publish.nothing');
  const button = (
    <Button
      look={why === null ? 'primary' : 'secondary'}
      aria-disabled={why !== null}
      aria-describedby={why === null ? undefined : 'publish-why'}
      onClick={() => why === null && onPress()}
      className={why === null ? undefined : 'text-faint!'}
    >
      {isAgain ? t('flows.publish.again') : t('flows.publish.button')}
    </Button>
  );
  if (why === null) return button;
  return (
    <>
      <Tooltip text={why} side="bottom">
        {button}
      </Tooltip>
      <span id="publish-why" className="sr-only">
        {why}
      </span>
    </>
  );
}
