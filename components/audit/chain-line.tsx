import { Link2 } from "lucide-react";
import { WAITING_COUNTED } from "@/lib/audit/schemas";
import type { ChainState } from "@/lib/audit/types";
import { CopyId } from "../ui/copy-id";
import { RelativeTime } from "../ui/relative-time";

/** How far the log is sealed, in one line. */
export function ChainLine({ chain }: { chain: ChainState }) {
  const { size, root, sealedAt, waiting } = chain;
  return (
    <p className="flex flex-wrap items-center gap-x-2 gap-y-0.5 px-4 pb-3 text-xs text-ink-3 md:px-6">
      <Link2 aria-hidden className="size-3.5" />
      {sealedAt === null ? (
        <span>Not sealed yet</span>
      ) : (
        <>
          <span>
            Sealed up to <span className="text-ink-2 tabular-nums">{size.toLocaleString("en-GB")}</span>
          </span>
          <Dot />
          <span>
            last sealed <RelativeTime at={sealedAt} />
          </span>
        </>
      )}
      {waiting > 0 && (
        <>
          <Dot />
          <span className="tabular-nums">
            {waiting.toLocaleString("en-GB")}
            {waiting >= WAITING_COUNTED && " or more"} waiting
          </span>
        </>
      )}
      {sealedAt !== null && (
        <>
          <Dot />
          <span className="inline-flex items-center gap-1">
            root <CopyId id={root} what="root" />
          </span>
        </>
      )}
    </p>
  );
}

function Dot() {
  return <span aria-hidden>·</span>;
}
