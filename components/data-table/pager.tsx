import { ChevronLeft, ChevronRight } from "lucide-react";
import type { Route } from "next";
import { Button } from "../ui/button";
import { Link } from "../ui/link";

type PagerProps = {
  /** e.g. "50 calls", "Newest 50 calls" */
  summary: string;
  /** Towards newer rows; absent on the first page. */
  previousHref?: string | undefined;
  /** Towards older rows; absent on the last page. */
  nextHref?: string | undefined;
  previousLabel?: string;
  nextLabel?: string;
};

/** Keyset paging: there is a next and a previous, and no number of a page that shifts under the reader. */
export function Pager({
  summary,
  previousHref,
  nextHref,
  previousLabel = "Newer",
  nextLabel = "Older",
}: PagerProps) {
  return (
    <nav
      aria-label="Pages"
      className="flex min-h-11 items-center justify-between gap-3 border-t border-line px-4 md:px-6"
    >
      <p className="text-xs text-ink-3 tabular-nums">{summary}</p>
      {(previousHref || nextHref) && (
        <div className="flex gap-1.5">
          <Step href={previousHref} label={previousLabel} icon="previous" />
          <Step href={nextHref} label={nextLabel} icon="next" />
        </div>
      )}
    </nav>
  );
}

function Step({ href, label, icon }: { href: string | undefined; label: string; icon: "previous" | "next" }) {
  const content = (
    <>
      {icon === "previous" && <ChevronLeft aria-hidden />}
      {label}
      {icon === "next" && <ChevronRight aria-hidden />}
    </>
  );
  if (!href) {
    return (
      <Button size="sm" disabled>
        {content}
      </Button>
    );
  }
  return (
    <Button size="sm" asChild>
      {/* Safe because the page built it from its own route and filters. */}
      <Link href={href as Route}>{content}</Link>
    </Button>
  );
}
