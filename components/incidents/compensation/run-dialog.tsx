"use client";

import type { SideEffect } from "@/lib/incidents/compensation/types";
import { Button } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { SafeText } from "../../ui/safe-text";

type RunDialogProps = {
  open: boolean;
  effects: readonly SideEffect[];
  onClose: () => void;
  onRun: () => void;
};

/** Names what will be called, before it is. */
export function RunDialog({ open, effects, onClose, onRun }: RunDialogProps) {
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => !next && onClose()}
      title={effects.length === 1 ? "Take back one call" : `Take back ${effects.length} calls`}
      description="Newest first, one after another. The policy decides each; where it asks people, you are not one of them."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="danger" onClick={onRun}>
            Take back
          </Button>
        </>
      }
    >
      <ul className="grid max-h-64 gap-1.5 overflow-y-auto text-sm">
        {effects.map(({ decisionId, capability, way, preview }) => (
          <li key={decisionId} className="min-w-0">
            <span className="font-mono text-xs wrap-anywhere">
              <SafeText oneLine>{capability}</SafeText> ←{" "}
              <SafeText oneLine>{way.kind === "call" ? way.capability : ""}</SafeText>
            </span>
            <span className="block truncate font-mono text-2xs text-ink-3">
              <SafeText oneLine>{preview}</SafeText>
            </span>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
