import { useState } from 'react';
import { Badge } from '../badge.tsx';
import { Banner } from '../banner.tsx';
import { Button } from '../button.tsx';
import { Chooser } from '../chooser.tsx';
import { serverNow } from '../clock.ts';
import { Countdown } from '../countdown.tsx';
import { ConfirmDialog, Dialog } from '../dialog.tsx';
import { Textarea } from '../input.tsx';
import { Menu } from '../menu.tsx';
import { Popover } from '../popover.tsx';
import { Tabs } from '../tabs.tsx';
import { showToast } from '../toast.tsx';
import { departments } from './sample-choices.tsx';
import { Row, Specimen } from './specimen.tsx';

/** What opens over the page. */
export function Overlays() {
  const [open, setOpen] = useState<'dialog' | 'confirm' | 'chooser' | null>(null);
  const [presence, setPresence] = useState('online');
  const [sound, setSound] = useState(true);
  const close = (): void => setOpen(null);
  return (
    <Specimen title="Overlays" text="Escape closes each of them, and the focus goes back to where it came from.">
      <Row label="open">
        <Button onClick={() => setOpen('dialog')}>Dialog</Button>
        <Button onClick={() => setOpen('chooser')}>Chooser</Button>
        <Button onClick={() => setOpen('confirm')}>Confirmation</Button>
        <Menu
          trigger={<Button>Menu</Button>}
          align="start"
          entries={[
            { label: 'Transfer', icon: 'transfer', keys: 't', onSelect: () => {} },
            { label: 'Take over', icon: 'reply', disabled: true, onSelect: () => {} },
            { kind: 'line' },
            {
              kind: 'choices',
              label: 'Presence',
              value: presence,
              choices: ['online', 'away', 'offline'].map((value) => ({ value, label: value })),
              onChange: setPresence,
            },
            { kind: 'toggle', label: 'Sound', icon: 'bell', on: sound, onChange: setSound },
            { kind: 'line' },
            { label: 'End', icon: 'end', critical: true, onSelect: () => {} },
          ]}
        />
        <Popover trigger={<Button>Popover</Button>} title="Why is this blocked?">
          <p className="max-w-60 text-muted">Sales opens on Monday at 08:00. Billing can take it now.</p>
        </Popover>
      </Row>
      <Dialog
        open={open === 'dialog'}
        onClose={close}
        title="Hand over"
        description="You keep the conversation until somebody accepts it."
        onSubmit={close}
        footer={
          <>
            <Button onClick={close}>Cancel</Button>
            <Button type="submit" look="primary" keys="mod+enter">
              Transfer
            </Button>
          </>
        }
      >
        <Textarea label="Note" rows={4} hint="Only your colleagues see it." />
      </Dialog>
      <ConfirmDialog
        open={open === 'confirm'}
        onClose={close}
        onConfirm={close}
        critical
        title="Remove the sign-in of Kofi Mensah?"
        description="Kofi is signed out at once. The agent, with all conversations, stays."
        action="Remove"
      />
      <Chooser
        open={open === 'chooser'}
        onClose={close}
        title="Which department?"
        filterLabel="Type its name"
        groups={departments}
        onChoose={(value) => showToast({ title: value })}
      />
    </Specimen>
  );
}

const tones = ['neutral', 'accent', 'positive', 'warning', 'critical'] as const;

/** What tells that something is so. */
export function Notices() {
  return (
    <Specimen
      title="Notices"
      text="A banner where it belongs and as long as it is true; a toast for what just happened."
    >
      <div className="flex max-w-2xl flex-col gap-2">
        <Banner>You are looking at the conversation as it was when it moved.</Banner>
        <Banner tone="accent" title="Offered to you" action={<Button size="small">Open</Button>}>
          Tomasz hands over Ana’s conversation.
        </Banner>
        <Banner tone="positive">Billing has accepted.</Banner>
        <Banner tone="warning" action={<Button size="small">Try again</Button>}>
          The connection is gone. What you write is kept.
        </Banner>
        <Banner tone="critical" title="This was not sent">
          The conversation is somebody else’s now. Your text is kept as a draft.
        </Banner>
      </div>
      <Row label="badges">
        {tones.map((tone) => (
          <Badge key={tone} tone={tone}>
            {tone}
          </Badge>
        ))}
        <Badge tone="positive" icon="lock">
          with icon
        </Badge>
      </Row>
      <Row label="toasts">
        {tones.map((tone) => (
          <Button
            key={tone}
            onClick={() => showToast({ tone, title: 'Kofi declined', text: 'The conversation is yours again.' })}
          >
            {tone}
          </Button>
        ))}
        <Button onClick={showOffer}>with countdown</Button>
      </Row>
    </Specimen>
  );
}

function showOffer(): void {
  const until = new Date(serverNow() + 45_000).toISOString();
  showToast({
    tone: 'accent',
    title: 'Offered to you',
    text: 'Ana Ruiz · My parcel says delivered, but …',
    more: <Countdown until={until} totalMs={45_000} label="Answer within" className="mt-2" />,
    action: { label: 'Accept', onSelect: () => {} },
    durationMs: 45_000,
  });
}

/** Views of one place. */
export function Views() {
  const [tab, setTab] = useState<'mine' | 'team' | 'waiting'>('mine');
  return (
    <Specimen title="Tabs" text="Views of the same place. Arrow keys walk them.">
      <Tabs
        label="Conversations"
        value={tab}
        onChange={setTab}
        items={[
          { value: 'mine', label: 'Mine', count: 4 },
          { value: 'team', label: 'My departments', count: 38 },
          { value: 'waiting', label: 'Waiting', count: 12 },
        ]}
        panelClassName="pt-3 text-ui text-muted"
      >
        What is in “{tab}” stands here.
      </Tabs>
    </Specimen>
  );
}
