import { ShieldAlert, ShieldCheck } from "lucide-react";
import type { LeafDetail } from "@/lib/audit/types";
import { Facts } from "../page/facts";
import { Badge } from "../ui/badge";
import { CodeBlock } from "../ui/code-block";
import { CopyId } from "../ui/copy-id";
import { JsonTree } from "../ui/json-tree";
import { AbsoluteTime } from "../ui/relative-time";
import { Actor } from "./actor";
import { SealSection } from "./seal-section";

export function LeafDetails({ leaf }: { leaf: LeafDetail }) {
  const parsed = dataOf(leaf.bytes);
  return (
    <div className="grid gap-5">
      <Facts
        facts={[
          { term: "Actor", value: <Actor actor={leaf.actor} /> },
          { term: "Actor id", value: <CopyId id={leaf.actor.id} what="actor id" full /> },
          { term: "Subject", value: leaf.subject.kind.replaceAll("_", " ") },
          { term: "Subject id", value: <CopyId id={leaf.subject.id} what="subject id" full /> },
          { term: "Recorded", value: <AbsoluteTime at={leaf.recordedAt} /> },
          {
            term: "Request",
            value: parsed.requestId && <CopyId id={parsed.requestId} what="request id" full />,
          },
          { term: "Record id", value: <CopyId id={leaf.id} what="record id" full /> },
        ]}
      />
      {parsed.data !== undefined && (
        <section>
          <h3 className="mb-2 text-sm font-semibold">What was recorded</h3>
          <JsonTree label="Recorded data" value={parsed.data} />
        </section>
      )}
      <section>
        <div className="mb-2 flex items-center justify-between gap-2">
          <h3 className="text-sm font-semibold">Exact bytes</h3>
          {leaf.intact ? (
            <Badge tone="allow">
              <ShieldCheck aria-hidden />
              Bytes fit the hash
            </Badge>
          ) : (
            <Badge tone="deny">
              <ShieldAlert aria-hidden />
              Bytes do not fit the hash
            </Badge>
          )}
        </div>
        <CodeBlock code={leaf.bytes} label="Exact bytes" wrap />
        <p className="mt-2 flex min-w-0 flex-wrap items-center gap-1 text-xs text-ink-3">
          SHA-256 <CopyId id={leaf.hash} what="hash" full />
        </p>
      </section>
      <SealSection seal={leaf.seal} />
    </div>
  );
}

type Data = React.ComponentProps<typeof JsonTree>["value"];

function dataOf(bytes: string): { data?: Data; requestId?: string } {
  try {
    const leaf = JSON.parse(bytes) as { data?: Data; requestId?: unknown };
    return {
      ...(leaf.data !== undefined && { data: leaf.data }),
      ...(typeof leaf.requestId === "string" && { requestId: leaf.requestId }),
    };
  } catch {
    return {};
  }
}
