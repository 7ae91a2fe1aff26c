import type { ReactNode } from "react";
import { cn } from "../ui/cn";

type PanelProps = {
  title?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
  className?: string;
  flush?: boolean;
};

/** A titled box. `flush`: the content brings its own padding (a table, a list). */
export function Panel({ title, actions, children, className, flush }: PanelProps) {
  return (
    <section className={cn("min-w-0 rounded-lg border border-line bg-surface shadow-xs", className)}>
      {title && (
        <header className="flex min-h-10 items-center justify-between gap-3 border-b border-line px-4 py-1.5">
          <h2 className="text-sm font-semibold">{title}</h2>
          {actions && <div className="flex items-center gap-1.5">{actions}</div>}
        </header>
      )}
      <div className={flush ? "" : "p-4"}>{children}</div>
    </section>
  );
}
