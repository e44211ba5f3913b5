import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type FormProblem, noProblem, placeProblem } from './problem-text.ts';

export interface Form<F extends string> {
  readonly sending: boolean;
  readonly problem: FormProblem<F>;
  /** Sends, once at a time. Takes the event of a form, which the page would otherwise be left by. */
  readonly submit: (event?: FormEvent) => void;
  /** Forgets what was wrong. */
  readonly clear: () => void;
}

/**
 * Sends a form and keeps what went wrong beside the field that it is about. What was typed is the caller's and is never
 * touched, so that nothing is lost on an error.
 */
export function useForm<F extends string>(
  /** Which codes of problems are about which field; the fields that validation may name are the keys. */
  places: { readonly [K in F]: readonly string[] },
  send: () => Promise<unknown>,
): Form<F> {
  const { t } = useTranslation();
  const [sending, setSending] = useState(false);
  const [problem, setProblem] = useState<FormProblem<F>>(noProblem);
  const submit = (event?: FormEvent): void => {
    event?.preventDefault();
    if (sending) return;
    setSending(true);
    setProblem(noProblem);
    send()
      .catch((error: unknown) => setProblem(placeProblem(t, error, places)))
      .finally(() => setSending(false));
  };
  return { sending, problem, submit, clear: () => setProblem(noProblem) };
}
