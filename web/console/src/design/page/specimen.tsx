import type { ReactNode } from 'react';

interface SpecimenProps {
  readonly title: string;
  /** When to use it. */
  readonly text?: string;
  readonly children: ReactNode;
}

/** One part of the design system: what it is called, when it is used, and what it looks like. */
export function Specimen({ title, text, children }: SpecimenProps) {
  return (
    <section className="border-t border-line py-8">
      <h2 className="text-heading font-strong">{title}</h2>
      {text !== undefined && <p className="mt-0.5 max-w-xl text-ui text-muted">{text}</p>}
      <div className="mt-5 flex flex-col gap-5">{children}</div>
    </section>
  );
}

/** Things side by side, with what they have in common before them. */
export function Row({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div className="flex flex-wrap items-center gap-3">
      <span className="w-full shrink-0 text-small text-faint wide:w-28">{label}</span>
      {children}
    </div>
  );
}
