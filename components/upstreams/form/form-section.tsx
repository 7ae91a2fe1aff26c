import type { ReactNode } from "react";

/** A part of a long form: what it is about on the left, its fields on the right; one below the other on a phone. */
export function FormSection({
  title,
  hint,
  children,
}: {
  title: string;
  hint?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section className="grid gap-x-8 gap-y-3 border-b border-line py-6 last:border-b-0 lg2:grid-cols-[14rem_minmax(0,44rem)]">
      <div>
        <h2 className="text-sm font-semibold">{title}</h2>
        {hint && <p className="mt-1 max-w-prose text-xs text-ink-3">{hint}</p>}
      </div>
      <div className="min-w-0">{children}</div>
    </section>
  );
}

/** A part that is folded until somebody wants it, or something in it is wrong. */
export function FoldedSection({
  title,
  hint,
  summary,
  open,
  children,
}: {
  title: string;
  hint?: ReactNode;
  summary: string;
  open: boolean;
  children: ReactNode;
}) {
  return (
    <FormSection title={title} hint={hint}>
      <details open={open || undefined} className="group">
        <summary className="w-fit cursor-pointer rounded-xs text-sm text-ink-2 hover:text-ink">
          {summary}
        </summary>
        <div className="pt-3">{children}</div>
      </details>
    </FormSection>
  );
}
