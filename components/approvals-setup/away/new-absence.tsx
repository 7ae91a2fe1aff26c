"use client";

import { Plus } from "lucide-react";
import { useState } from "react";
import { Button } from "../../ui/button";
import { AbsenceForm, type AbsenceFormProps } from "./absence-form";

type NewAbsenceProps = Omit<AbsenceFormProps, "onClose"> & {
  /** Why the viewer may make none at all; null where they may. */
  why: string | null;
};

/** The button that makes an absence, for oneself or, with the permission, for others. */
export function NewAbsence({ why, ...form }: NewAbsenceProps) {
  const [open, setOpen] = useState(false);
  return (
    <span className="grid justify-items-end gap-1 max-sm:justify-items-start">
      <Button
        variant={why === null ? "primary" : "secondary"}
        disabled={why !== null}
        aria-describedby={why === null ? undefined : "new-absence-note"}
        onClick={() => setOpen(true)}
      >
        <Plus aria-hidden />
        New absence
      </Button>
      {why !== null && (
        <span id="new-absence-note" className="max-w-sm text-right text-xs text-ink-3 max-sm:text-left">
          {why}
        </span>
      )}
      {open && <AbsenceForm {...form} onClose={() => setOpen(false)} />}
    </span>
  );
}
