"use client";

import canonicalize from "canonicalize";
import { TriangleAlert } from "lucide-react";
import type { ComponentProps } from "react";
import type { ApprovalDetail } from "@/lib/approvals/types";
import { Badge } from "../ui/badge";
import { CodeBlock } from "../ui/code-block";
import { CopyId } from "../ui/copy-id";
import { countHidden } from "../ui/hidden-characters";
import { JsonTree } from "../ui/json-tree";
import { Link } from "../ui/link";
import { RelativeTime } from "../ui/relative-time";
import { Tabs } from "../ui/tabs";
import { diffArguments } from "./argument-diff";
import { ArgumentDiffView } from "./argument-diff-view";
import { CardSection } from "./card-section";

type JsonValue = ComponentProps<typeof JsonTree>["value"];

/** More of one value than a screen is for. */
const MAX_RAW_CHARS = 200_000;

/** Exactly what would run: as a tree, as the bytes that are hashed and approved, and against what was approved before. */
export function CardArguments({ approval }: { approval: ApprovalDetail }) {
  const args = (approval.arguments ?? null) as JsonValue; // safe because it came out of a JSON column
  const bytes = canonicalize(args) ?? "";
  const hidden = countHidden(bytes);
  const last = approval.facts.lastApproved;
  return (
    <CardSection
      title="Arguments"
      aside={
        <span className="flex items-center gap-2">
          <Badge tone="outline">From the agent, untrusted</Badge>
          <CopyId id={approval.argumentsHash} what="hash of the arguments" />
        </span>
      }
    >
      {hidden > 0 && (
        <p className="flex items-center gap-1.5 text-sm font-medium text-deny">
          <TriangleAlert aria-hidden className="size-4 shrink-0" />
          {hidden === 1 ? "1 hidden character" : `${hidden} hidden characters`}, shown as ⟨U+…⟩
        </p>
      )}
      <Tabs
        label="Arguments: views"
        tabs={[
          { value: "tree", label: "Tree", content: <JsonTree value={args} label="Arguments" /> },
          { value: "raw", label: "Raw bytes", content: <Raw bytes={bytes} hash={approval.argumentsHash} /> },
          {
            value: "last",
            label: "Against the last approved",
            content: last ? (
              <LastApproved last={last} args={args} />
            ) : (
              <p className="text-sm text-ink-3">No call of this tool has been approved here before.</p>
            ),
          },
        ]}
      />
    </CardSection>
  );
}

function Raw({ bytes, hash }: { bytes: string; hash: string }) {
  const size = new TextEncoder().encode(bytes).length;
  const shown =
    bytes.length > MAX_RAW_CHARS
      ? `${bytes.slice(0, MAX_RAW_CHARS)}\n… cut here: ${bytes.length.toLocaleString("en")} characters in all`
      : bytes;
  return (
    <div className="grid gap-2">
      <p className="text-xs text-ink-3">
        {size.toLocaleString("en")} bytes in canonical form (RFC 8785): these are what is approved, by their
        SHA-256 <span className="font-mono wrap-anywhere">{hash}</span>
      </p>
      <CodeBlock code={shown} label="Arguments, raw" wrap />
    </div>
  );
}

type LastProps = { last: NonNullable<ApprovalDetail["facts"]["lastApproved"]>; args: unknown };

function LastApproved({ last, args }: LastProps) {
  return (
    <div className="grid gap-2">
      <p className="text-xs text-ink-3">
        Against{" "}
        <Link
          href={`/approvals/${last.approvalId}`}
          className="rounded-xs underline underline-offset-2 hover:text-ink"
        >
          the last approved call of this tool
        </Link>
        , <RelativeTime at={last.decidedAt} />
      </p>
      <ArgumentDiffView
        diff={diffArguments(last.arguments, args)}
        label="Difference to the last approved call"
      />
    </div>
  );
}
