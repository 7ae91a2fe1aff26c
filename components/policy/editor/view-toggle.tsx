"use client";

import { FileCode2, ListOrdered } from "lucide-react";
import { cn } from "../../ui/cn";

export type WriteView = "text" | "form";

const VIEWS = [
  { value: "text", label: "Text", icon: FileCode2 },
  { value: "form", label: "Form", icon: ListOrdered },
] as const;

/** Two views of one document. */
export function ViewToggle({ value, onChange }: { value: WriteView; onChange: (view: WriteView) => void }) {
  return (
    <div
      role="group"
      aria-label="View"
      className="inline-flex rounded-md border border-line-strong bg-sunken p-0.5"
    >
      {VIEWS.map(({ value: view, label, icon: Icon }) => (
        <button
          key={view}
          type="button"
          aria-pressed={value === view}
          onClick={() => onChange(view)}
          className={cn(
            "inline-flex h-6 items-center gap-1.5 rounded-sm px-2.5 text-xs font-medium text-ink-2 hover:text-ink",
            value === view && "bg-raised text-ink shadow-xs",
          )}
        >
          <Icon aria-hidden className="size-3.5" />
          {label}
        </button>
      ))}
    </div>
  );
}
