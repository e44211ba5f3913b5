import { useTranslation } from 'react-i18next';
import { Combobox } from '../../design/combobox.tsx';
import { Input, Textarea } from '../../design/input.tsx';
import type { Names, ReferenceKind } from '../names.ts';
import type { Template } from '../queries.ts';

/** What was said to what a template asks for, by name. */
export type Answers = Readonly<Record<string, string | number>>;

interface TemplateFieldsProps {
  readonly template: Template;
  readonly answers: Answers;
  readonly names: Names;
  readonly onChange: (more: Answers) => void;
}

/** What a template asks for: who, how long, with which words. */
export function TemplateFields({ template, answers, names, onChange }: TemplateFieldsProps) {
  const { t } = useTranslation();
  return template.asks.map(({ name, answer, sentence }) => {
    const value = answers[name] ?? '';
    if (answer === 'agent' || answer === 'department' || answer === 'queue') {
      const choices = names[answer as ReferenceKind].map(({ id, name: label }) => ({ value: id, label }));
      return (
        <Combobox
          key={`${template.id} ${name}`}
          label={sentence}
          placeholder={t('flows.inspector.choose')}
          groups={[{ choices }]}
          value={value === '' ? null : String(value)}
          onChange={(id: string) => onChange({ [name]: id })}
        />
      );
    }
    if (answer === 'seconds') {
      return (
        <Input
          key={name}
          label={`${sentence} (${t('flows.minutes')})`}
          type="number"
          min={0}
          step="any"
          value={value === '' ? '' : Number(value) / 60}
          onChange={(event) => onChange({ [name]: Math.round(Number(event.target.value) * 60) })}
        />
      );
    }
    const set = (text: string): void => onChange({ [name]: text });
    if (answer === 'text')
      return (
        <Textarea key={name} label={sentence} value={String(value)} onChange={(event) => set(event.target.value)} />
      );
    return (
      <Input
        key={name}
        label={sentence}
        type={answer === 'time' || answer === 'url' ? answer : 'text'}
        value={String(value)}
        onChange={(event) => set(event.target.value)}
      />
    );
  });
}
