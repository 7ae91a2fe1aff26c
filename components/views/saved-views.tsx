"use client";

import { Bookmark } from "lucide-react";
import type { Route } from "next";
import { usePathname, useRouter } from "next/navigation";
import { useState } from "react";
import type { SavedView } from "@/lib/views/types";
import { Button } from "../ui/button";
import { cn } from "../ui/cn";
import { FormError } from "../ui/field";
import { Link } from "../ui/link";
import { Popover, PopoverClose } from "../ui/popover";
import { toast } from "../ui/toast";
import { SaveForm } from "./save-form";
import { sameQuery } from "./same-query";
import type { Answer, ViewsProps } from "./types";
import { ViewMenu } from "./view-menu";

/** The filters that somebody gave a name: one's own and the team's. */
export function SavedViews({ screen, views, query, actions }: ViewsProps) {
  const router = useRouter();
  const [error, setError] = useState<string>();
  const current = views.find((view) => sameQuery(view.query, query));
  /** Runs a change; true where it was made. What is shown is read again from the server. */
  const run = async (call: () => Promise<Answer>, done: string): Promise<boolean> => {
    setError(undefined);
    const answer = await call().catch((): Answer => ({
      ok: false,
      message: "The server did not answer. Try again.",
    }));
    if (!answer.ok) setError(answer.message);
    else toast.success(done);
    router.refresh();
    return answer.ok;
  };
  return (
    <Popover
      label="Saved views"
      align="end"
      className="grid w-88 max-w-[calc(100vw-1rem)] gap-3 p-0"
      trigger={
        <Button className="max-w-60 min-w-0 shrink" title="Saved views">
          <Bookmark aria-hidden className={current && "fill-current"} />
          <span className="truncate">{current?.name ?? "Views"}</span>
        </Button>
      }
    >
      <div className="grid gap-1 p-2 pb-0">
        <h2 className="px-1.5 pt-1 text-sm font-semibold">Saved views</h2>
        {views.length === 0 && (
          <p className="px-1.5 py-1 text-sm text-ink-3">
            None yet. Set filters, and keep them here under a name, for yourself or for the team.
          </p>
        )}
        {views.length > 0 && (
          <ul className="max-h-72 overflow-y-auto">
            {views.map((view) => (
              <li key={view.id} className="flex items-center gap-1 rounded-md hover:bg-hover">
                <ViewLink view={view} current={view === current} />
                <ViewMenu screen={screen} view={view} query={query} actions={actions} run={run} />
              </li>
            ))}
          </ul>
        )}
        {error && <FormError>{error}</FormError>}
      </div>
      <SaveForm screen={screen} query={query} known={current} actions={actions} run={run} />
    </Popover>
  );
}

function ViewLink({ view, current }: { view: SavedView; current: boolean }) {
  const pathname = usePathname();
  const notes = [
    view.isDefault && "opens first",
    view.shared && (view.ownerName ? `shared by ${view.ownerName}` : "shared with the team"),
  ].filter((note) => note !== false);
  return (
    <PopoverClose asChild>
      <Link
        // Safe because it is the page we are on; what it does not know of a query it ignores.
        href={`${pathname}?${view.query}` as Route}
        aria-current={current ? "true" : undefined}
        className="grid min-h-9 min-w-0 flex-1 content-center rounded-md px-1.5 py-1"
      >
        <span className={cn("truncate text-sm", current && "font-semibold")}>{view.name}</span>
        {notes.length > 0 && <span className="truncate text-xs text-ink-3">{notes.join(" · ")}</span>}
      </Link>
    </PopoverClose>
  );
}
