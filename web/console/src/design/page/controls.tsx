import { useState } from 'react';
import { Button } from '../button.tsx';
import { CheckList } from '../check-list.tsx';
import { Combobox } from '../combobox.tsx';
import { CopyField } from '../copy-field.tsx';
import { Icon, iconNames } from '../icon.tsx';
import { IconButton } from '../icon-button.tsx';
import { Input, PasswordInput, Textarea } from '../input.tsx';
import { Kbd } from '../kbd.tsx';
import { Segmented } from '../segmented.tsx';
import { Select } from '../select.tsx';
import { Switch } from '../switch.tsx';
import { departments, targets } from './sample-choices.tsx';
import { Row, Specimen } from './specimen.tsx';

const looks = ['primary', 'secondary', 'quiet', 'critical'] as const;

/** Buttons in every look, size and state. */
export function Buttons() {
  return (
    <Specimen title="Buttons" text="One primary button in sight at most. A button says what it does, in a verb.">
      {(['small', 'medium', 'large'] as const).map((size) => (
        <Row key={size} label={size}>
          {looks.map((look) => (
            <Button key={look} look={look} size={size}>
              Transfer
            </Button>
          ))}
        </Row>
      ))}
      <Row label="icon and keys">
        <Button icon="transfer" keys="t">
          Transfer
        </Button>
        <Button look="primary" icon="send" keys="mod+enter">
          Send
        </Button>
        <Button look="quiet" icon="end" keys="e">
          End
        </Button>
      </Row>
      <Row label="loading">
        {looks.map((look) => (
          <Button key={look} look={look} loading>
            Transfer
          </Button>
        ))}
      </Row>
      <Row label="disabled">
        {looks.map((look) => (
          <Button key={look} look={look} disabled>
            Transfer
          </Button>
        ))}
      </Row>
      <Row label="icon only">
        <IconButton icon="attach" label="Attach a file" />
        <IconButton icon="note" label="Write a note" keys="n" pressed />
        <IconButton icon="more" label="More" look="secondary" />
        <IconButton icon="search" label="Search" size="small" />
        <IconButton icon="send" label="Sending" loading />
        <IconButton icon="cross" label="Close" disabled />
      </Row>
      <Row label="keys">
        <Kbd keys="t" />
        <Kbd keys="mod+k" />
        <Kbd keys="mod+enter" />
        <Kbd keys="?" />
        <Kbd keys="escape" />
      </Row>
    </Specimen>
  );
}

/** What is typed into. */
export function Fields() {
  return (
    <Specimen title="Fields" text="The label stands above and stays. What is wrong stands below, with what to do.">
      <div className="grid max-w-2xl gap-5 wide:grid-cols-2">
        <Input label="Name" defaultValue="Priya Raman" />
        <Input label="E-mail address" hint="By which one signs in." placeholder="ada@example.test" type="email" />
        <Input
          label="Code"
          error="This code is wrong or was used before. Take the newest one."
          defaultValue="123 456"
        />
        <Input label="Filter" icon="search" placeholder="Filter by name" />
        <PasswordInput label="Password" defaultValue="paper boat harbour" autoComplete="off" />
        <Input label="Organization" disabled defaultValue="Harbour & Pine" />
        <Textarea label="Note" hint="Travels with the hand-over." defaultValue="Ordered twice by mistake." />
        <Textarea label="Reason" error="This department asks for a reason with every transfer." />
        <CopyField label="Link" value="https://baton.example.test/invitation/4f1c" />
      </div>
    </Specimen>
  );
}

/** What is chosen from. */
export function Choosing() {
  const [department, setDepartment] = useState<string | null>('support');
  const [target, setTarget] = useState<string | null>(null);
  const [theme, setTheme] = useState<'system' | 'light' | 'dark'>('system');
  const [sources, setSources] = useState(['contact']);
  const [sound, setSound] = useState(true);
  return (
    <Specimen title="Choosing" text="Two to four in sight: segments. A few: select. Many: combobox, with a filter.">
      <div className="grid max-w-2xl gap-5 wide:grid-cols-2">
        <Select label="Department" groups={departments} value={department} onChange={setDepartment} />
        <Select
          label="Department"
          groups={departments}
          value={null}
          onChange={setDepartment}
          placeholder="Choose one"
          error="Choose a department."
        />
        <Combobox label="Hand over to" groups={targets} value={target} onChange={setTarget} placeholder="Anybody" />
        <Combobox label="Hand over to" groups={targets} value="priya" onChange={setTarget} disabled />
      </div>
      <Segmented
        label="Theme"
        value={theme}
        onChange={setTheme}
        segments={[
          { value: 'system', label: 'System', icon: 'system' },
          { value: 'light', label: 'Light', icon: 'sun' },
          { value: 'dark', label: 'Dark', icon: 'moon' },
        ]}
      />
      <CheckList
        label="Opened by"
        choices={[
          { value: 'contact', label: 'A contact' },
          { value: 'agent', label: 'An agent' },
          { value: 'api', label: 'The API' },
        ]}
        value={sources}
        onChange={setSources}
      />
      <div className="max-w-sm">
        <Switch label="Sound" hint="When something is offered to you." on={sound} onChange={setSound} />
      </div>
    </Specimen>
  );
}

/** Every icon with its name. */
export function Icons() {
  return (
    <Specimen title="Icons" text="Drawn on a grid of 16, in lines of 1.5. What points somewhere turns with the text.">
      <ul className="grid grid-cols-3 gap-1 wide:grid-cols-8">
        {iconNames.map((name) => (
          <li key={name} className="flex flex-col items-center gap-1.5 rounded-control px-1 py-3 text-center">
            <Icon name={name} size={20} />
            <span className="text-tiny text-muted">{name}</span>
          </li>
        ))}
      </ul>
    </Specimen>
  );
}
