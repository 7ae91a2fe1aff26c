import { Eye } from "lucide-react";
import type { ReactNode } from "react";
import type { CapabilityDetail } from "@/lib/capabilities/types";

/** A tool that nobody has looked at: what is known of it is its upstream's own word. */
export function Unreviewed({ capability, actions }: { capability: CapabilityDetail; actions: ReactNode }) {
  return (
    <section
      aria-label="Not reviewed"
      className="flex flex-wrap items-start justify-between gap-3 rounded-lg border border-line bg-info-soft p-4"
    >
      <div className="flex min-w-0 flex-1 basis-72 gap-2.5">
        <Eye aria-hidden className="mt-0.5 size-5 shrink-0 text-info" />
        <div className="grid gap-0.5">
          <h2 className="text-base font-semibold">Nobody has reviewed it yet</h2>
          <p className="text-sm text-pretty text-ink-2">
            What stands here is a guess from what {capability.upstream.name} says of itself, so it counts as
            high risk at least.
          </p>
        </div>
      </div>
      <div className="flex flex-wrap gap-2">{actions}</div>
    </section>
  );
}
