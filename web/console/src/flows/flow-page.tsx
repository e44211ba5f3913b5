import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Page } from '../app/page.tsx';
import { Loading } from '../app/page-states.tsx';
import { problemText } from '../app/problem-text.ts';
import { may, useSession } from '../app/session.ts';
import { Banner } from '../design/banner.tsx';
import { Builder } from './builder/builder.tsx';
import { flowQuery, languageQuery, namesQuery } from './queries.ts';

/** One flow in the builder. */
export function FlowPage() {
  const { t } = useTranslation();
  const { flowId = '' } = useParams({ strict: false }) as { flowId?: string };
  const session = useSession();
  const flow = useQuery(flowQuery(flowId));
  const language = useQuery(languageQuery);
  const names = useQuery(namesQuery);
  const error = flow.error ?? language.error ?? names.error;
  if (!may(session, 'configuration.read')) return <Told text={t('flows.notYours')} />;
  if (error !== null && flow.data === undefined) return <Told text={problemText(t, error)} />;
  if (!flow.data || !language.data || !names.data) return <Loading />;
  return (
    <Builder
      key={flowId}
      answer={flow.data}
      language={language.data}
      names={names.data}
      isReadOnly={!may(session, 'configuration.write')}
    />
  );
}

function Told({ text }: { readonly text: string }) {
  const { t } = useTranslation();
  return (
    <Page title={t('flows.title')}>
      <Banner tone="warning">{text}</Banner>
    </Page>
  );
}
