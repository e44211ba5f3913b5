import type { JSX, TargetedSubmitEvent } from 'preact';
import { useState } from 'preact/hooks';
import type { VisitorSession } from '../../../../src/contract/webchat.ts';
import { useSetting } from './setting.ts';

type Question = VisitorSession['account']['preChat'][number];

/** What the account asks before a conversation begins, in its own words. */
export function PreChat({ questions }: { readonly questions: readonly Question[] }): JSX.Element {
  const { chat, words } = useSetting();
  const [missing, setMissing] = useState<readonly string[]>([]);
  const submit = (event: TargetedSubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = event.currentTarget;
    const given = new FormData(form);
    const answers = questions.map(({ id }) => [id, String(given.get(id) ?? '').trim()] as const);
    const lacking = questions.filter(({ id, required }) => required && given.get(id)?.toString().trim() === '');
    setMissing(lacking.map(({ id }) => id));
    const [first] = lacking;
    if (first === undefined) chat.answer(Object.fromEntries(answers.filter(([, answer]) => answer !== '')));
    else (form.elements.namedItem(first.id) as HTMLElement | null)?.focus();
  };
  return (
    <form class="pre-chat" noValidate onSubmit={submit} aria-label={words.beforeWeStart}>
      <h2>{words.beforeWeStart}</h2>
      {questions.map((question, index) => (
        <Field
          key={question.id}
          question={question}
          isMissing={missing.includes(question.id)}
          takesFocus={index === 0}
        />
      ))}
      <button type="submit" class="filled">
        {words.startChat}
      </button>
    </form>
  );
}

/** Questions that browsers can answer by themselves. */
const known: Readonly<Record<string, { readonly mode: 'text' | 'email' | 'tel'; readonly autocomplete: string }>> = {
  name: { mode: 'text', autocomplete: 'name' },
  email: { mode: 'email', autocomplete: 'email' },
  phone: { mode: 'tel', autocomplete: 'tel' },
};

function Field({
  question: { id, label, required },
  isMissing,
  takesFocus,
}: {
  readonly question: Question;
  readonly isMissing: boolean;
  readonly takesFocus: boolean;
}): JSX.Element {
  const { words } = useSetting();
  const { mode, autocomplete } = known[id] ?? { mode: 'text' as const, autocomplete: 'off' };
  return (
    <p class="question">
      <label for={`question-${id}`} dir="auto">
        {label}
        {!required && <span class="optional"> {words.optional}</span>}
      </label>
      <input
        id={`question-${id}`}
        name={id}
        type="text"
        inputMode={mode}
        autocomplete={autocomplete}
        maxLength={2_000}
        dir="auto"
        required={required}
        aria-invalid={isMissing}
        {...(isMissing ? { 'aria-describedby': `fault-${id}` } : {})}
        {...(takesFocus ? { 'data-first-focus': true } : {})}
      />
      {isMissing && (
        <span id={`fault-${id}`} class="fault">
          {words.required}
        </span>
      )}
    </p>
  );
}
