"use client";

import {
  CheckCheck,
  CircleDot,
  FileDiff,
  Link2,
  ListChecks,
  MessageSquare,
  OctagonX,
  Phone,
  Pin,
  ShieldAlert,
  Siren,
  Undo2,
  type LucideIcon,
} from "lucide-react";
import type { Route } from "next";
import type { TimelineEntry } from "@/lib/incidents/types";
import { useRun } from "../../policy/actions/use-run";
import { cn } from "../../ui/cn";
import { Link } from "../../ui/link";
import { AbsoluteTime } from "../../ui/relative-time";
import { SafeText, Untrusted } from "../../ui/safe-text";
import { useIncident } from "../context";
import { Refused } from "../head/refused";

const ICONS: Readonly<Record<string, LucideIcon>> = {
  opened: Siren,
  quarantined: ShieldAlert,
  switch_set: OctagonX,
  comment: MessageSquare,
  note: Phone,
  linked: Link2,
  unlinked: Link2,
  step: ListChecks,
  compensation: Undo2,
};
const GROUP_ICONS: Readonly<Record<TimelineEntry["group"], LucideIcon>> = {
  people: CircleDot,
  containment: ShieldAlert,
  calls: CircleDot,
  approvals: CheckCheck,
  changes: FileDiff,
};
const TONES: Readonly<Record<TimelineEntry["tone"], string>> = {
  plain: "text-ink-3",
  bad: "text-deny",
  good: "text-allow",
  stop: "text-critical",
};

type EntryProps = {
  entry: TimelineEntry;
  onCorrect: (entry: TimelineEntry) => void;
  /** With the time at which something would be put in. */
  onInsert: (at: string) => void;
  /** One line of it, among the pinned. */
  brief?: boolean;
};

export function Entry({ entry, onCorrect, onInsert, brief = false }: EntryProps) {
  const Icon = ICONS[entry.kind] ?? GROUP_ICONS[entry.group];
  if (brief)
    return (
      <span className="flex items-start gap-2">
        <Pin aria-hidden className="mt-0.5 size-3.5 shrink-0 text-hold" />
        <span className="min-w-0 wrap-anywhere">
          <Title entry={entry} />{" "}
          <span className="text-ink-2">{entry.body && <SafeText>{entry.body}</SafeText>}</span>
        </span>
      </span>
    );
  return (
    <>
      <span aria-hidden className="absolute top-6 bottom-0 left-2 w-px bg-line group-last/entry:hidden" />
      <Icon aria-hidden className={cn("relative mt-0.5 size-4 shrink-0 bg-surface", TONES[entry.tone])} />
      <div className="min-w-0 flex-1">
        <div className="flex flex-wrap items-baseline justify-between gap-x-3">
          <p className="min-w-0 text-sm wrap-anywhere">
            <Title entry={entry} />
            {entry.count > 1 && (
              <span className="ml-1.5 rounded-full bg-muted-soft px-1.5 text-2xs font-semibold text-muted">
                {entry.count} times
              </span>
            )}
          </p>
          <Clock at={entry.at} />
        </div>
        {entry.body && <Body entry={entry} />}
        <div className="mt-0.5 flex min-h-6 flex-wrap items-center gap-x-3 text-xs text-ink-3">
          <span>{entry.actor}</span>
          {entry.originalAt && (
            <span>
              Time corrected from <Clock at={entry.originalAt} />:{" "}
              <SafeText oneLine>{entry.correction ?? ""}</SafeText>
            </span>
          )}
          <EntryActions entry={entry} onCorrect={onCorrect} onInsert={onInsert} />
        </div>
      </div>
    </>
  );
}

function Title({ entry: { title, href, tone } }: { entry: TimelineEntry }) {
  const text = <SafeText oneLine>{title}</SafeText>;
  const weight = tone === "plain" ? "" : "font-medium";
  return href ? (
    <Link href={href as Route} className={cn("rounded-xs underline-offset-2 hover:underline", weight)}>
      {text}
    </Link>
  ) : (
    <span className={weight}>{text}</span>
  );
}

/** A person's words stand plainly; what calls and policies said is fenced. */
function Body({ entry }: { entry: TimelineEntry }) {
  if (entry.group === "calls" && entry.eventId === null)
    return (
      <Untrusted source="what the gateway recorded" className="mt-1 text-xs">
        <SafeText>{entry.body}</SafeText>
      </Untrusted>
    );
  return (
    <p className="mt-0.5 text-sm wrap-anywhere whitespace-pre-wrap text-ink-2">
      <SafeText>{entry.body}</SafeText>
    </p>
  );
}

function Clock({ at }: { at: string }) {
  return (
    <span className="shrink-0 text-xs text-ink-3 tabular-nums">
      <AbsoluteTime at={at} />
    </span>
  );
}

const smallButton =
  "-my-0.5 inline-flex min-h-6 items-center rounded-xs px-1 hover:bg-hover hover:text-ink md:opacity-0 md:group-focus-within/entry:opacity-100 md:group-hover/entry:opacity-100";

function EntryActions({ entry, onCorrect, onInsert }: Omit<EntryProps, "brief">) {
  const { incident, manage, actions } = useIncident();
  const { run, refusal, clear } = useRun();
  const { eventId, pinned } = entry;
  if (!manage.ok) return null;
  return (
    <span className="inline-flex gap-1">
      {eventId && (
        <>
          <button
            type="button"
            aria-pressed={pinned}
            className={cn(smallButton, pinned && "text-hold md:opacity-100")}
            onClick={() =>
              void run(
                () => actions.pinEvent({ id: incident.id, eventId, pinned: !pinned }),
                pinned ? "Not pinned any more" : "Pinned",
              )
            }
          >
            {pinned ? "Pinned" : "Pin"}
          </button>
          <button type="button" className={smallButton} onClick={() => onCorrect(entry)}>
            Correct time
          </button>
        </>
      )}
      <button
        type="button"
        className={smallButton}
        // Right after this entry.
        onClick={() => onInsert(new Date(Date.parse(entry.at) + 1_000).toISOString())}
      >
        Insert after
      </button>
      <Refused refusal={refusal} onClose={clear} />
    </span>
  );
}
