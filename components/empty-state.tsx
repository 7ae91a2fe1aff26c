import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";

type EmptyStateProps = {
  icon: LucideIcon;
  title: string;
  /** What will appear here, and why there is nothing yet. */
  children: ReactNode;
  action?: ReactNode;
  /** True where it is the whole page and so brings the page's heading. */
  page?: boolean;
};

export function EmptyState({ icon: Icon, title, children, action, page }: EmptyStateProps) {
  const Heading = page ? "h1" : "h2";
  return (
    <div className="mx-auto grid max-w-sm justify-items-center gap-1 px-6 py-16 text-center">
      <span className="mb-2 grid size-10 place-items-center rounded-lg border border-line bg-surface text-ink-3 shadow-xs">
        <Icon aria-hidden className="size-5" strokeWidth={1.75} />
      </span>
      <Heading className="text-base font-semibold">{title}</Heading>
      <div className="text-sm text-pretty text-ink-3">{children}</div>
      {action && <div className="mt-3">{action}</div>}
    </div>
  );
}
