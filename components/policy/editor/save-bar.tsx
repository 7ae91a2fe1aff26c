"use client";

import { Save, Undo2 } from "lucide-react";
import { Button } from "../../ui/button";
import { toast } from "../../ui/toast";
import { Kbd } from "../../ui/kbd";
import type { DraftHandle } from "./draft-store";
import type { Saving } from "./use-save";

/** Whether what stands here is saved, and the button that does it. */
export function SaveBar({ handle, saving }: { handle: DraftHandle; saving: Saving }) {
  const { draft, dirty } = handle;
  const drop = () => {
    const typed = draft.now;
    handle.revert();
    toast("Your changes are dropped", { action: { label: "Undo", onClick: () => handle.edit(typed) } });
  };
  return (
    <div className="flex items-center gap-2">
      <p role="status" className="text-xs text-ink-3 tabular-nums max-sm:sr-only">
        {saving.saving ? "Saving…" : dirty ? "Unsaved changes" : `Version ${draft.version} saved`}
      </p>
      <Button
        size="iconSm"
        variant="ghost"
        aria-label="Back to the saved text"
        title="Back to the saved text"
        disabled={!dirty || saving.saving}
        onClick={drop}
      >
        <Undo2 aria-hidden />
      </Button>
      <Button
        size="sm"
        variant={dirty ? "primary" : "secondary"}
        disabled={!dirty}
        pending={saving.saving}
        onClick={saving.save}
        aria-keyshortcuts="Control+S Meta+S"
      >
        {!saving.saving && <Save aria-hidden />}
        Save
        <span className="max-md:hidden">
          <Kbd>⌘S</Kbd>
        </span>
      </Button>
    </div>
  );
}
