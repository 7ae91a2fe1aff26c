import { Check, CircleDashed } from "lucide-react";
import type { Requirement } from "@/lib/revisions/types";
import { cn } from "../../ui/cn";

/** What publishing needs, one below the other, in the order to do it in. */
export function RequirementList({ requirements }: { requirements: readonly Requirement[] }) {
  if (requirements.length === 0) return null;
  return (
    <ol aria-label="Needed to publish" className="grid gap-2 text-sm">
      {requirements.map(({ id, met, sentence }) => (
        <li key={id} className="flex items-start gap-2">
          {met ? (
            <Check aria-hidden className="mt-0.5 size-4 shrink-0 text-allow" />
          ) : (
            <CircleDashed aria-hidden className="mt-0.5 size-4 shrink-0 text-hold" />
          )}
          <span className={cn("min-w-0 wrap-anywhere", met ? "text-ink-3" : "text-ink")}>
            <span className="sr-only">{met ? "Done: " : "Open: "}</span>
            {sentence}
          </span>
        </li>
      ))}
    </ol>
  );
}
