"use client";

import { Plus } from "lucide-react";
import type { Route } from "next";
import { useState } from "react";
import { TIMELINE_GROUPS, type TimelineGroup } from "@/lib/incidents/schemas";
import type { TimelineEntry, TimelinePage } from "@/lib/incidents/types";
import { GROUP_WORDS } from "@/lib/incidents/words";
import { Panel } from "../../page/panel";
import { Button } from "../../ui/button";
import { cn } from "../../ui/cn";
import { Link } from "../../ui/link";
import { useIncident } from "../context";
import { CommentBox } from "./comment-box";
import { CorrectDialog } from "./correct-dialog";
import { Entry } from "./entry";
import { InsertDialog } from "./insert-dialog";

type TimelineProps = {
  page: TimelinePage;
  raw: boolean;
  groups: readonly TimelineGroup[];
  /** The address with other filters. */
  hrefs: { story: string; raw: string; first: string | null; next: string | null };
  groupHrefs: Readonly<Record<TimelineGroup, string>>;
};

/** What happened, oldest first: the story, or everything that is on record. */
export function Timeline({ page, raw, groups, hrefs, groupHrefs }: TimelineProps) {
  const { manage } = useIncident();
  const [inserting, setInserting] = useState<string | null>(null);
  const [correcting, setCorrecting] = useState<TimelineEntry | null>(null);
  const pinned = raw ? [] : page.entries.filter((entry) => entry.pinned);
  return (
    <Panel
      title="Timeline"
      actions={
        <>
          <nav aria-label="Timeline" className="flex rounded-md bg-sunken p-0.5">
            <Switch href={hrefs.story} current={!raw}>
              Story
            </Switch>
            <Switch href={hrefs.raw} current={raw}>
              Raw
            </Switch>
          </nav>
          {!raw && manage.ok && (
            <Button
              variant="ghost"
              size="sm"
              onClick={() => setInserting(new Date().toISOString())}
              title="Put something in that happened earlier"
            >
              <Plus aria-hidden />
              Insert
            </Button>
          )}
        </>
      }
      flush
    >
      <div
        role="group"
        aria-label="Show only"
        className="flex flex-wrap gap-1.5 border-b border-line px-4 py-2"
      >
        {TIMELINE_GROUPS.map((group) => (
          <Link
            key={group}
            href={groupHrefs[group] as Route}
            scroll={false}
            aria-current={groups.includes(group) ? "true" : undefined}
            className={cn(
              "inline-flex h-6 items-center rounded-full border border-line px-2.5 text-xs text-ink-2 hover:bg-hover",
              groups.includes(group) && "border-primary bg-primary text-ink-inverse hover:bg-primary-hover",
            )}
          >
            {GROUP_WORDS[group]}
          </Link>
        ))}
      </div>
      {pinned.length > 0 && (
        <ul aria-label="Pinned" className="grid gap-2 border-b border-line bg-hold-soft/40 px-4 py-2.5">
          {pinned.map((entry) => (
            <li key={entry.key} className="text-sm">
              <Entry entry={entry} onCorrect={setCorrecting} onInsert={setInserting} brief />
            </li>
          ))}
        </ul>
      )}
      {hrefs.first && (
        <p className="border-b border-line px-4 py-2 text-xs">
          <Link href={hrefs.first as Route} scroll={false} className="text-accent hover:underline">
            Back to the beginning
          </Link>
        </p>
      )}
      {page.entries.length === 0 ? (
        <p className="px-4 py-8 text-center text-sm text-ink-3">
          {groups.length > 0
            ? "Nothing of what you chose is on record here."
            : "Nothing is on record yet. It appears here as it happens."}
        </p>
      ) : (
        <ol aria-label={raw ? "Everything on record" : "Story"} className="px-4 py-3">
          {page.entries.map((entry) => (
            <li key={entry.key} className="group/entry relative flex gap-3 pb-4 last:pb-1">
              <Entry entry={entry} onCorrect={setCorrecting} onInsert={setInserting} />
            </li>
          ))}
        </ol>
      )}
      {hrefs.next && (
        <p className="border-t border-line px-4 py-2 text-sm">
          <Link href={hrefs.next as Route} scroll={false} className="text-accent hover:underline">
            What happened next
          </Link>
        </p>
      )}
      {!raw && <CommentBox />}
      {inserting && <InsertDialog at={inserting} onClose={() => setInserting(null)} />}
      {correcting && <CorrectDialog entry={correcting} onClose={() => setCorrecting(null)} />}
    </Panel>
  );
}

function Switch({ href, current, children }: { href: string; current: boolean; children: string }) {
  return (
    <Link
      href={href as Route}
      scroll={false}
      aria-current={current ? "page" : undefined}
      className={cn(
        "inline-flex h-6 items-center rounded-sm px-2 text-xs font-medium text-ink-3 hover:text-ink",
        current && "bg-raised text-ink shadow-xs",
      )}
    >
      {children}
    </Link>
  );
}
