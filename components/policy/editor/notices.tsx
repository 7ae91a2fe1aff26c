"use client";

import { History, Info, TriangleAlert } from "lucide-react";
import { useState, useSyncExternalStore, type ReactNode } from "react";
import { Button } from "../../ui/button";
import { cn } from "../../ui/cn";
import { CopyButton } from "../../ui/copy-button";
import { RelativeTime } from "../../ui/relative-time";
import { sameTexts, type DraftHandle } from "./draft-store";
import { forgetLocalCopy, parseLocalCopy, rawLocalCopy } from "./local-copy";

const TONES = {
  info: { className: "bg-info-soft text-info", icon: Info },
  hold: { className: "bg-hold-soft text-hold", icon: TriangleAlert },
  deny: { className: "bg-deny-soft text-deny", icon: TriangleAlert },
} as const;

/** One line above the text: what one has to know before writing on. */
export function Notice({
  tone,
  role,
  actions,
  children,
}: {
  tone: keyof typeof TONES;
  role?: "alert" | "status";
  actions?: ReactNode;
  children: ReactNode;
}) {
  const { className, icon: Icon } = TONES[tone];
  return (
    <div
      role={role}
      className={cn(
        "flex flex-wrap items-center gap-x-3 gap-y-1.5 rounded-md px-3 py-1.5 text-sm",
        className,
      )}
    >
      <Icon aria-hidden className="size-4 shrink-0" />
      <p className="min-w-0 flex-1 text-pretty max-sm:basis-3/4">{children}</p>
      {actions && <div className="flex gap-2">{actions}</div>}
    </div>
  );
}

const never = () => () => {};

/** Offers what was typed here and never saved, after the browser went away. */
export function RestoreNotice({ id, handle }: { id: string; handle: DraftHandle }) {
  const raw = useSyncExternalStore(
    never,
    () => rawLocalCopy(id),
    () => null,
  );
  const [answered, setAnswered] = useState(false);
  const copy = parseLocalCopy(raw);
  if (!copy || answered || handle.dirty || sameTexts(copy.texts, handle.draft.now)) return null;
  const discard = () => {
    forgetLocalCopy(id);
    setAnswered(true);
  };
  return (
    <Notice
      tone="info"
      role="status"
      actions={
        <>
          <Button size="sm" onClick={discard}>
            Discard them
          </Button>
          <Button size="sm" variant="primary" onClick={() => handle.edit(copy.texts)}>
            <History aria-hidden />
            Restore
          </Button>
        </>
      }
    >
      This browser kept changes that were not saved, from <RelativeTime at={copy.at} />
      {copy.version !== handle.draft.version && ", and the draft has been saved by somebody since"}.
    </Notice>
  );
}

/** Text that can't be saved any more, because the revision went on without it. */
export function StrandedNotice({ why, handle }: { why: string; handle: DraftHandle }) {
  return (
    <Notice
      tone="hold"
      role="alert"
      actions={
        <>
          <CopyButton text={handle.draft.now.document} label="Copy your document" variant="secondary" />
          <Button size="sm" onClick={handle.revert}>
            Drop your changes
          </Button>
        </>
      }
    >
      You have changes here that can&apos;t be saved: {why} Copy them into a new draft.
    </Notice>
  );
}
