import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { problemText } from '../../app/problem-text.ts';
import { Avatar } from '../../design/avatar.tsx';
import { Badge } from '../../design/badge.tsx';
import { Banner } from '../../design/banner.tsx';
import { Icon } from '../../design/icon.tsx';
import { Spinner } from '../../design/spinner.tsx';
import type { SignInState } from './sign-in-query.ts';

interface DemoPeopleProps {
  readonly people: NonNullable<SignInState['demo']>['people'];
  readonly signIn: (email: string, password: string) => Promise<void>;
}

/** On a demo: its people, each one press away. It says plainly that it is one. */
export function DemoPeople({ people, signIn }: DemoPeopleProps) {
  const { t } = useTranslation();
  const [trying, setTrying] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const choose = ({ email, password }: DemoPeopleProps['people'][number]): void => {
    if (trying !== null) return;
    setTrying(email);
    setProblem(null);
    signIn(email, password)
      .catch((error: unknown) => setProblem(problemText(t, error)))
      .finally(() => setTrying(null));
  };
  return (
    <section aria-labelledby="demo" className="rounded-sheet border border-line bg-surface p-4 pb-2 shadow-low">
      <div className="flex items-center gap-2">
        <h2 id="demo" className="text-read font-strong">
          {t('signIn.demoTitle')}
        </h2>
        <Badge tone="accent">{t('signIn.demo')}</Badge>
      </div>
      <p className="mt-1 text-ui text-muted">{t('signIn.demoText')}</p>
      {problem && (
        <Banner tone="critical" className="mt-3">
          {problem}
        </Banner>
      )}
      <ul className="-mx-2 mt-2 flex flex-col">
        {people.map((person) => (
          <li key={person.email}>
            <button
              type="button"
              onClick={() => choose(person)}
              aria-busy={trying === person.email}
              className="control lifts flex min-h-12 w-full cursor-default items-center gap-3 rounded-control px-2 py-1.5 text-start"
            >
              <Avatar name={person.name} />
              <span className="min-w-0 flex-1">
                <span className="sr-only">{t('signIn.demoAs')} </span>
                <span className="block truncate text-ui font-medium">{person.name}</span>
                <span className="block truncate text-small text-muted">{person.role}</span>
              </span>
              {trying === person.email ? <Spinner /> : <Icon name="chevron-forward" className="text-faint" />}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
