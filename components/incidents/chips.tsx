import { Siren } from "lucide-react";
import type { Route } from "next";
import type { IncidentChip } from "@/lib/incidents/types";
import { isOver, STATUS_WORDS } from "@/lib/incidents/words";
import { cn } from "../ui/cn";
import { Link } from "../ui/link";

type IncidentChipsProps = {
  chips: readonly IncidentChip[];
  /** Where there is little room: the number alone is seen. */
  brief?: boolean;
  className?: string;
};

/** The incidents of a thing, newest first. */
export function IncidentChips({ chips, brief = false, className }: IncidentChipsProps) {
  if (chips.length === 0) return null;
  return (
    <ul aria-label="Incidents" className={cn("flex flex-wrap gap-1.5", className)}>
      {chips.map(({ id, ref, title, severity, status }) => {
        const stands = ` · ${severity} · ${STATUS_WORDS[status].label}`;
        return (
          <li key={id}>
            <Link
              href={`/incidents/${ref}` as Route}
              title={brief ? `${title}${stands}` : title}
              className={cn(
                "inline-flex h-6 items-center gap-1 rounded-sm px-1.5 text-xs font-medium hover:underline [&_svg]:size-3.5",
                isOver(status) ? "bg-muted-soft text-muted" : "bg-deny-soft text-deny",
              )}
            >
              <Siren aria-hidden />
              {ref}
              {brief ? <span className="sr-only">{stands}</span> : stands}
            </Link>
          </li>
        );
      })}
    </ul>
  );
}
