import { ChevronRight } from "lucide-react";
import type { Route } from "next";
import type { ReactNode } from "react";
import { Link } from "../ui/link";

type PageHeaderProps = {
  title: ReactNode;
  /** One sentence: what this page is for, or what this thing is. */
  description?: ReactNode;
  /** The way back up; the page itself is the title. */
  parents?: readonly { label: string; href: Route }[];
  /** Badges beside the title. */
  badges?: ReactNode;
  actions?: ReactNode;
};

export function PageHeader({ title, description, parents, badges, actions }: PageHeaderProps) {
  return (
    <header className="flex flex-wrap items-end justify-between gap-x-6 gap-y-3 px-4 pt-5 pb-4 md:px-6">
      <div className="min-w-0">
        {parents && (
          <nav aria-label="Breadcrumb" className="mb-1 flex items-center gap-1 text-xs text-ink-3">
            {parents.map((parent) => (
              <span key={parent.href} className="flex items-center gap-1">
                <Link href={parent.href} className="-my-1 rounded-xs py-1 hover:text-ink hover:underline">
                  {parent.label}
                </Link>
                <ChevronRight aria-hidden className="size-3" />
              </span>
            ))}
          </nav>
        )}
        <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
          <h1 className="text-xl font-semibold tracking-tight text-balance wrap-anywhere">{title}</h1>
          {badges}
        </div>
        {description && <p className="mt-0.5 max-w-2xl text-sm text-ink-3">{description}</p>}
      </div>
      {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
    </header>
  );
}

/** The body of a page that is not one full-width table. */
export function PageBody({ children }: { children: ReactNode }) {
  return <div className="grid gap-5 px-4 pb-8 md:px-6">{children}</div>;
}
