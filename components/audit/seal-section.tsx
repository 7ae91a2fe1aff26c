import { ShieldAlert, ShieldCheck } from "lucide-react";
import type { LeafSeal } from "@/lib/audit/types";
import { Facts } from "../page/facts";
import { Badge } from "../ui/badge";
import { CopyId } from "../ui/copy-id";
import { AbsoluteTime } from "../ui/relative-time";

/** A record's place in the chain. */
export function SealSection({ seal }: { seal: LeafSeal | null }) {
  return (
    <section>
      <div className="mb-2 flex items-center justify-between gap-2">
        <h3 className="text-sm font-semibold">Seal</h3>
        {seal &&
          (seal.holds ? (
            <Badge tone="allow">
              <ShieldCheck aria-hidden />
              Seal holds
            </Badge>
          ) : (
            <Badge tone="deny">
              <ShieldAlert aria-hidden />
              Seal is broken
            </Badge>
          ))}
      </div>
      {seal ? (
        <Facts
          facts={[
            { term: "Place", value: seal.seq.toLocaleString("en-GB") },
            { term: "Sealed", value: <AbsoluteTime at={seal.sealedAt} /> },
            { term: "Hash", value: <CopyId id={seal.hash} what="hash of the seal" full /> },
            { term: "Previous", value: <CopyId id={seal.previous} what="hash of the previous seal" full /> },
          ]}
        />
      ) : (
        <p className="text-sm text-ink-3">
          Not yet sealed. Records are sealed about a second after they are written.
        </p>
      )}
    </section>
  );
}
