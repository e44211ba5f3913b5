import { useEditor } from '../builder/use-editor.ts';
import { findStep } from '../graph/entry.ts';

export interface TracedStep {
  readonly key: number;
  readonly stepId: string;
  readonly kind: string;
  readonly port: string;
  readonly code: string | null;
  /** Since the beginning, in seconds. */
  readonly after: number;
}

/** What was done, step by step, and at which port each ended. */
export function Trace({ steps }: { readonly steps: readonly TracedStep[] }) {
  const { entry, say } = useEditor();
  return (
    <ol className="flex flex-col gap-0.5">
      {steps.map(({ key, stepId, kind, port, code, after }) => {
        const step = findStep(entry, stepId);
        return (
          <li key={key} className="flex items-baseline gap-2 text-small">
            <span className="w-14 shrink-0 text-end text-muted tabular-nums">{clock(after)}</span>
            <span className="min-w-0">
              <span className="font-medium">{step ? say.step(step) : say.kind(kind)}</span>{' '}
              <span className="text-muted">
                → {step ? say.port(step, port) : port}
                {code !== null && ` (${code})`}
              </span>
            </span>
          </li>
        );
      })}
    </ol>
  );
}

/** `15:00`, `1:02:03`, `2 d 03:00:00`. */
export function clock(seconds: number): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const [hours, minutes] = [Math.floor(seconds / 3_600), Math.floor((seconds % 3_600) / 60)];
  const rest = `${two(minutes)}:${two(Math.floor(seconds % 60))}`;
  return hours === 0 ? rest : `${hours}:${rest}`;
}
