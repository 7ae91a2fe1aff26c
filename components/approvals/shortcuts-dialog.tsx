"use client";

import { Keyboard } from "lucide-react";
import { useState } from "react";
import { Button } from "../ui/button";
import { Checkbox } from "../ui/checkbox";
import { Dialog } from "../ui/dialog";
import { Kbd } from "../ui/kbd";
import { useShortcuts, useShortcutsEnabled } from "./use-shortcuts";

export type Shortcut = { keys: readonly string[]; does: string };

const KEYS: readonly Shortcut[] = [
  { keys: ["j", "k"], does: "Next and previous request" },
  { keys: ["a"], does: "Go to the approve button (approving takes the space bar or a click)" },
  { keys: ["d"], does: "Deny, with a reason" },
  { keys: ["r"], does: "Request changes" },
  { keys: ["x"], does: "Select it, to decide several together" },
  { keys: ["D", "A"], does: "Deny or approve the selected ones" },
  { keys: ["Esc"], does: "Clear the selection, close what is open" },
  { keys: ["?"], does: "This list" },
  { keys: ["⌘", "K"], does: "Search or jump to" },
];

/** The keys that work here, and the switch that turns the single ones off. */
export function ShortcutsDialog({ keys: listed = KEYS }: { keys?: readonly Shortcut[] }) {
  const [open, setOpen] = useState(false);
  const [on, setOn] = useShortcutsEnabled();
  useShortcuts({ "?": () => setOpen(true) });
  return (
    <Dialog
      open={open}
      onOpenChange={setOpen}
      title="Keyboard"
      trigger={
        <Button
          variant="ghost"
          size="icon"
          aria-label="Keyboard shortcuts"
          title="Keyboard shortcuts (?)"
          className="max-md:hidden"
        >
          <Keyboard aria-hidden />
        </Button>
      }
    >
      <dl className="grid grid-cols-[auto_1fr] items-center gap-x-4 gap-y-2 text-sm">
        {listed.map(({ keys, does }) => (
          <div key={does} className="col-span-2 grid grid-cols-subgrid items-center">
            <dt className="flex gap-1">
              {keys.map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </dt>
            <dd className="text-ink-2">{does}</dd>
          </div>
        ))}
      </dl>
      <label className="flex items-center gap-2 text-sm">
        <Checkbox checked={on} onCheckedChange={(checked) => setOn(checked === true)} />
        Single keys act
      </label>
    </Dialog>
  );
}
