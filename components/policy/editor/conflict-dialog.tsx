"use client";

import dynamic from "next/dynamic";
import { useState } from "react";
import type { SaveConflict } from "@/lib/revisions/types";
import { Button } from "../../ui/button";
import { Checkbox } from "../../ui/checkbox";
import { Dialog } from "../../ui/dialog";
import { RelativeTime } from "../../ui/relative-time";
import { Skeleton } from "../../ui/skeleton";
import { Tabs } from "../../ui/tabs";
import type { Texts } from "./draft-store";

const MergeEditor = dynamic(() => import("./merge-editor").then(({ MergeEditor }) => MergeEditor), {
  ssr: false,
  loading: () => <Skeleton className="h-64" />,
});

type ConflictDialogProps = {
  conflict: SaveConflict;
  mine: Texts;
  saving: boolean;
  onResolve: (merged: Texts) => void;
  /** Back to writing; the own text stays as it was. */
  onDismiss: () => void;
};

/** Somebody else saved first: both texts, to take from each what is wanted. Nothing is lost either way. */
export function ConflictDialog({ conflict, mine, saving, onResolve, onDismiss }: ConflictDialogProps) {
  const [merged, setMerged] = useState(mine);
  const parts = [
    { part: "document", label: "Document" },
    { part: "tests", label: "Tests" },
  ] as const;
  const differing = parts.filter(({ part }) => mine[part] !== conflict[part]);
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onDismiss()}
      title="Somebody else saved while you were writing"
      description={
        <>
          {conflict.savedBy?.name ?? "The system"} saved version {conflict.version}{" "}
          <RelativeTime at={conflict.savedAt} />. Theirs is on the left, yours on the right: take theirs where
          you want it, or edit on the right. Saving keeps the right side, as the version after theirs.
        </>
      }
      className="max-w-[min(80rem,calc(100vw-2rem))]"
      footer={
        <>
          <Button onClick={onDismiss}>Back to my text</Button>
          <Button variant="primary" pending={saving} onClick={() => onResolve(merged)}>
            Save what is on the right
          </Button>
        </>
      }
    >
      {mine.title !== conflict.title && (
        <label className="flex flex-wrap items-center gap-2 text-sm">
          <Checkbox
            checked={merged.title === conflict.title}
            onCheckedChange={(checked) =>
              setMerged({ ...merged, title: checked === true ? conflict.title : mine.title })
            }
          />
          Use their title: {conflict.title || "none"}
        </label>
      )}
      {differing.length === 0 ? (
        <p className="text-sm text-ink-2">Both texts say the same.</p>
      ) : (
        <Tabs
          label="What differs"
          tabs={differing.map(({ part, label }) => ({
            value: part,
            label,
            content: (
              <MergeEditor
                theirs={conflict[part]}
                mine={merged[part]}
                onChange={(text) => setMerged((now) => ({ ...now, [part]: text }))}
              />
            ),
          }))}
        />
      )}
    </Dialog>
  );
}
