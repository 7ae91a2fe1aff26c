import type { Route } from "next";
import Link from "next/link";
import type { PolicyTemplate } from "@/lib/policy/check-types";
import { Badge } from "../../ui/badge";
import { RiskBadge } from "../../ui/status-badge";

type TemplateGalleryProps = {
  templates: readonly PolicyTemplate[];
  /** Where each leads, by its id. */
  hrefs: Readonly<Record<string, string>>;
};

/** Templates as cards: what each is for and what it does. */
export function TemplateGallery({ templates, hrefs }: TemplateGalleryProps) {
  return (
    <ul className="grid gap-3 px-4 pb-8 sm:grid-cols-2 md:px-6 lg2:grid-cols-3">
      {templates.map(({ id, name, description, riskLevel, useCase }) => (
        <li
          key={id}
          className="relative grid content-start gap-2 rounded-lg border border-line bg-surface p-4 shadow-xs hover:border-line-strong hover:bg-hover"
        >
          <h2 className="text-base font-semibold tracking-tight">
            <Link
              // Safe because the page built it from its own route and filters.
              href={(hrefs[id] ?? "/policy/templates") as Route}
              scroll={false}
              className="rounded-xs after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:rounded-lg focus-visible:after:outline-2 focus-visible:after:outline-focus"
            >
              {name}
            </Link>
          </h2>
          <p className="text-sm text-pretty text-ink-2">{description}</p>
          <p className="mt-auto flex flex-wrap gap-1.5 pt-1">
            <RiskBadge level={riskLevel} />
            <Badge tone="outline">{useCase}</Badge>
          </p>
        </li>
      ))}
    </ul>
  );
}
