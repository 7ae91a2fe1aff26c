"use client";

import { ShortcutsDialog, type Shortcut } from "../../approvals/shortcuts-dialog";

const KEYS: readonly Shortcut[] = [
  { keys: ["⌘", "S"], does: "Save the draft" },
  { keys: ["Alt", "⇧", "F"], does: "Format the text" },
  { keys: ["⌘", "F"], does: "Find in the text" },
  { keys: ["s"], does: "Submit for review" },
  { keys: ["a"], does: "Go to the approve button (approving takes the space bar or a click)" },
  { keys: ["r"], does: "Request changes, with what to change" },
  { keys: ["p"], does: "Publish" },
  { keys: ["?"], does: "This list" },
];

/** The keys that work in the policy studio. */
export function StudioKeys() {
  return <ShortcutsDialog keys={KEYS} />;
}
