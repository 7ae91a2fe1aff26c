import type { ReactNode } from "react";

type CardSectionProps = { title: string; aside?: ReactNode; children: ReactNode };

export function CardSection({ title, aside, children }: CardSectionProps) {
  return (
    <section className="grid min-w-0 gap-2.5 border-t border-line pt-4">
      <div className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1">
        <h3 className="text-sm font-semibold">{title}</h3>
        {aside}
      </div>
      {children}
    </section>
  );
}
