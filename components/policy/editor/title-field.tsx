"use client";

import { Check, Pencil } from "lucide-react";
import { useState } from "react";
import type { Revision } from "@/lib/revisions/types";
import { Button } from "../../ui/button";
import { Input } from "../../ui/input";
import { SafeText } from "../../ui/safe-text";
import { useDraft } from "./draft-store";

const MAX_TITLE = 120;

/** The revision's title; it is part of the draft, and saved with it. */
export function TitleField({ revision }: { revision: Revision }) {
  const { id, version, title, document, tests } = revision;
  const { draft, edit } = useDraft(id, version, { title, document, tests });
  const [open, setOpen] = useState(false);
  const shown = draft.now.title.trim() || `Revision ${revision.number}`;
  if (!open) {
    return (
      <span className="inline-flex max-w-full items-center gap-1">
        <SafeText oneLine>{shown}</SafeText>
        {revision.may.edit.ok && (
          <Button
            size="iconSm"
            variant="ghost"
            aria-label="Edit the title"
            title="Edit the title"
            onClick={() => setOpen(true)}
          >
            <Pencil aria-hidden />
          </Button>
        )}
      </span>
    );
  }
  return (
    <form
      className="flex items-center gap-1.5"
      onSubmit={(event) => {
        event.preventDefault();
        setOpen(false);
      }}
    >
      <Input
        autoFocus
        aria-label="Title"
        maxLength={MAX_TITLE}
        value={draft.now.title}
        placeholder={`Revision ${revision.number}`}
        onChange={(event) => edit({ title: event.target.value })}
        onKeyDown={(event) => event.key === "Escape" && setOpen(false)}
        className="w-96 max-w-[60vw] font-normal"
      />
      <Button type="submit" size="icon" aria-label="Done">
        <Check aria-hidden />
      </Button>
    </form>
  );
}
