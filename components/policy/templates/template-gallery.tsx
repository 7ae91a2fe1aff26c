import type { Route } from "next";
import type { PolicyTemplate } from "@/lib/policy/check-types";
import { Link } from "../../ui/link";
import { RiskBadge } from "../../ui/status-badge";

type TemplateGalleryProps = {
  templates: readonly PolicyTemplate[];
  /** Where each leads, by its id. */
  hrefs: Readonly<Record<string, string>>;
};

/** Templates as cards: what each is for and what it does. */
export function TemplateGallery({ templates, hrefs }: TemplateGalleryProps) {
  return (
    <ul className="grid grid-cols-[minmax(0,1fr)] gap-3 px-4 pb-8 sm:grid-cols-[repeat(2,minmax(0,1fr))] md:px-6 lg2:grid-cols-[repeat(3,minmax(0,1fr))]">
      {templates.map(({ id, name, description, riskLevel, useCase }) => (
        <li
          key={id}
          className="relative flex flex-col gap-2 rounded-lg border border-line bg-surface p-4 shadow-xs hover:border-line-strong hover:bg-hover"
        >
          <div className="flex items-start justify-between gap-3">
            <h2 className="min-w-0 text-base font-semibold tracking-tight">
              <Link
                // Safe because the page built it from its own route and filters.
                href={(hrefs[id] ?? "/policy/templates") as Route}
                scroll={false}
                className="rounded-xs after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:rounded-lg focus-visible:after:outline-2 focus-visible:after:outline-focus"
              >
                {name}
              </Link>
            </h2>
            <RiskBadge level={riskLevel} />
          </div>
          <p className="text-sm text-pretty text-ink-2">{description}</p>
          <p className="mt-auto text-xs text-pretty text-ink-3">For: {useCase}</p>
        </li>
      ))}
    </ul>
  );
}
