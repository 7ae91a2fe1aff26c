import { PauseCircle } from "lucide-react";
import type { Route } from "next";
import type { ReactNode } from "react";
import type { CapabilityDetail, CapabilityRevisionRow, Tool } from "@/lib/capabilities/types";
import { Link } from "../ui/link";
import { AbsoluteTime } from "../ui/relative-time";
import { SafeText } from "../ui/safe-text";
import { presentTool } from "./diff/changes";
import { DefinitionDiff } from "./diff/definition-diff";

type SuspendedProps = {
  capability: CapabilityDetail;
  /** The version that suspended it: the upstream's change, or a person's no. Null where none is on record. */
  cause: CapabilityRevisionRow | null;
  /** What the present definition is compared with: the last one that a person accepted, or the one before. */
  before: Tool | null;
  /** Where the comparison stands, on pages that are about something else. */
  elsewhere?: string;
  actions: ReactNode;
};

/** Why every call is refused, and what the upstream changed, word by word. */
export function Suspended({ capability, cause, before, elsewhere, actions }: SuspendedProps) {
  const rejected = capability.suspension === "rejected";
  // What is offered instead could not be kept: there is nothing to compare, and nothing to accept.
  const blocked = capability.reviewed;
  return (
    <section
      aria-label="Suspended"
      className="grid gap-3 rounded-lg border border-hold-solid bg-hold-soft p-4"
    >
      <div className="flex flex-wrap items-start justify-between gap-3">
        <div className="flex min-w-0 flex-1 basis-72 gap-2.5">
          <PauseCircle aria-hidden className="mt-0.5 size-5 shrink-0 text-hold" />
          <div className="grid gap-0.5">
            <h2 className="text-base font-semibold text-pretty">
              {rejected ? "This definition was rejected; every call is refused" : <ChangedAt cause={cause} />}
            </h2>
            <p className="text-sm text-pretty text-ink-2">
              {rejected ? (
                <Rejected cause={cause} />
              ) : blocked ? (
                `${cause?.reason ?? ""} It runs again once its upstream offers what was accepted.`
              ) : (
                <Compared capability={capability} before={before} />
              )}
            </p>
          </div>
        </div>
        {!blocked && <div className="flex flex-wrap gap-2">{actions}</div>}
      </div>
      {before && !blocked && elsewhere && (
        <p className="text-sm">
          {/* Safe because the page builds it from its own route. */}
          <Link href={elsewhere as Route} className="rounded-xs text-accent underline underline-offset-2">
            What it changed
          </Link>
        </p>
      )}
      {before && !blocked && !elsewhere && (
        <DefinitionDiff before={before} after={presentTool(capability)} source={capability.upstream.name} />
      )}
    </section>
  );
}

function ChangedAt({ cause }: { cause: CapabilityRevisionRow | null }) {
  if (!cause) return "Its upstream changed it; every call is refused";
  return (
    <>
      Its upstream changed it at <AbsoluteTime at={cause.createdAt} />; every call is refused
    </>
  );
}

function Rejected({ cause }: { cause: CapabilityRevisionRow | null }) {
  if (cause?.kind !== "rejected") return "It stays so until its upstream offers another one.";
  return (
    <>
      {cause.author?.name ?? "Somebody"} wrote: <SafeText>{cause.reason}</SafeText> It stays so until its
      upstream offers another definition, or somebody accepts this one after all.
    </>
  );
}

function Compared({ capability, before }: Pick<SuspendedProps, "capability" | "before">) {
  if (!before) return "There is no earlier definition on record to compare it with.";
  return capability.accepted
    ? "Compared with the definition that a person accepted last. Accept the new one only if every word of it is harmless."
    : "Nobody had accepted the definition before it either. Accept the new one only if every word of it is harmless.";
}
