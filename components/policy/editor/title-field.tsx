"use client";

import { Check, Pencil } from "lucide-react";
import { useState } from "react";
import type { Revision } from "@/lib/revisions/types";
import { Button } from "../../ui/button";
import { Input } from "../../ui/input";
import { SafeText } from "../../ui/safe-text";
import { useDraft } from "./draft-store";

const MAX_TITLE = 120;

function useTitle({ id, version, title, document, tests }: Revision) {
  const { draft, edit } = useDraft(id, version, { title, document, tests });
  return { title: draft.now.title, setTitle: (next: string) => edit({ title: next }) };
}

/** The revision's title as it stands in the draft, saved or not. */
export function TitleText({ revision }: { revision: Revision }) {
  const { title } = useTitle(revision);
  return <SafeText oneLine>{title.trim() || `Revision ${revision.number}`}</SafeText>;
}

/** Changes the title; it is part of the draft, and saved with it. */
export function TitleEditor({ revision }: { revision: Revision }) {
  const { title, setTitle } = useTitle(revision);
  const [open, setOpen] = useState(false);
  if (!revision.may.edit.ok) return null;
  if (!open) {
    return (
      <Button
        size="iconSm"
        variant="ghost"
        aria-label="Edit the title"
        title="Edit the title"
        onClick={() => setOpen(true)}
      >
        <Pencil aria-hidden />
      </Button>
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
        value={title}
        placeholder={`Revision ${revision.number}`}
        onChange={(event) => setTitle(event.target.value)}
        onKeyDown={(event) => event.key === "Escape" && setOpen(false)}
        className="w-80 max-w-[60vw]"
      />
      <Button type="submit" size="icon" aria-label="Done">
        <Check aria-hidden />
      </Button>
    </form>
  );
}
