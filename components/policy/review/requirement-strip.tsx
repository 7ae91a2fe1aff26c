import { Check, CircleDashed } from "lucide-react";
import type { Requirement } from "@/lib/revisions/types";
import { cn } from "../../ui/cn";

/** What publishing needs, in order, and what of it is there. */
export function RequirementStrip({
  requirements,
  className,
}: {
  requirements: readonly Requirement[];
  className?: string;
}) {
  if (requirements.length === 0) return null;
  return (
    <ol aria-label="Needed to publish" className={cn("flex flex-wrap gap-x-5 gap-y-1 text-xs", className)}>
      {requirements.map(({ id, met, sentence }) => (
        <li key={id} className={cn("flex items-center gap-1.5", met ? "text-ink-3" : "text-ink")}>
          {met ? (
            <Check aria-hidden className="size-3.5 shrink-0 text-allow" />
          ) : (
            <CircleDashed aria-hidden className="size-3.5 shrink-0 text-hold" />
          )}
          <span className="sr-only">{met ? "Done: " : "Open: "}</span>
          {sentence}
        </li>
      ))}
    </ol>
  );
}
