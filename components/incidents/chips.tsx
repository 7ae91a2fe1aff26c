import { Siren } from "lucide-react";
import type { Route } from "next";
import type { IncidentChip } from "@/lib/incidents/types";
import { STATUS_WORDS } from "@/lib/incidents/words";
import { cn } from "../ui/cn";
import { Link } from "../ui/link";

/** The incidents of the thing whose page this is, newest first. */
export function IncidentChips({ chips, className }: { chips: readonly IncidentChip[]; className?: string }) {
  if (chips.length === 0) return null;
  return (
    <ul aria-label="Incidents" className={cn("flex flex-wrap gap-1.5", className)}>
      {chips.map(({ id, ref, title, severity, status }) => {
        const over = status === "resolved" || status === "reviewed";
        return (
          <li key={id}>
            <Link
              href={`/incidents/${ref}` as Route}
              title={title}
              className={cn(
                "inline-flex h-6 items-center gap-1 rounded-sm px-1.5 text-xs font-medium hover:underline [&_svg]:size-3.5",
                over ? "bg-muted-soft text-muted" : "bg-deny-soft text-deny",
              )}
            >
              <Siren aria-hidden />
              {ref} · {severity} · {STATUS_WORDS[status].label}
            </Link>
          </li>
        );
      })}
    </ul>
  );
}
