"use client";

import { Plus } from "lucide-react";
import { useState } from "react";
import type { Verdict } from "@/lib/revisions/types";
import { Button } from "../../ui/button";
import { ExceptionForm, type Asked, type KnownCapability } from "./exception-form";

type NewExceptionProps = {
  may: Verdict;
  capabilities: readonly KnownCapability[];
  principals: readonly string[];
  /** What a link asks for; then the form is open from the start. */
  asked: Asked | null;
};

export function NewException({ may, capabilities, principals, asked }: NewExceptionProps) {
  const [open, setOpen] = useState(asked !== null && may.ok);
  return (
    <span className="grid justify-items-end gap-1 max-sm:justify-items-start">
      <Button
        variant={may.ok ? "primary" : "secondary"}
        disabled={!may.ok}
        aria-describedby={may.ok ? undefined : "new-exception-note"}
        onClick={() => setOpen(true)}
      >
        <Plus aria-hidden />
        New exception
      </Button>
      {!may.ok && (
        <span id="new-exception-note" className="text-xs text-ink-3">
          {may.why}
        </span>
      )}
      {open && (
        <ExceptionForm
          capabilities={capabilities}
          principals={principals}
          asked={asked ?? {}}
          onClose={() => setOpen(false)}
        />
      )}
    </span>
  );
}
