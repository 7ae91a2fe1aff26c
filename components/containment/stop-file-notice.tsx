import { OctagonX } from "lucide-react";
import type { StopFileInForce } from "@/lib/switches/types";
import { RelativeTime } from "../ui/relative-time";
import { SafeText } from "../ui/safe-text";

/** The one stop that the console can't lift: it is a file on a machine. */
export function StopFileNotice({ stopFile: { since, detail } }: { stopFile: StopFileInForce }) {
  return (
    <section
      aria-label="Stop file"
      className="flex items-start gap-2.5 rounded-lg border border-line bg-deny-soft p-4 text-sm"
    >
      <OctagonX aria-hidden className="mt-0.5 size-4 shrink-0 text-deny" />
      <div className="grid min-w-0 gap-1">
        <p className="font-medium">
          A stop file stops every call, since <RelativeTime at={since} />
        </p>
        <p className="wrap-anywhere text-ink-2">
          <SafeText>{detail}</SafeText>
        </p>
      </div>
    </section>
  );
}
