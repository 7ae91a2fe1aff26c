"use client";

import { CircleCheck, UsersRound } from "lucide-react";
import { useId, useRef, useState } from "react";
import type { ApprovalDetail, Decided } from "@/lib/approvals/types";
import { CopyButton } from "../ui/copy-button";
import { CopyId } from "../ui/copy-id";
import { FormError } from "../ui/field";
import { Link } from "../ui/link";
import { SafeText } from "../ui/safe-text";
import { ChangesDialog } from "./changes-dialog";
import { consequenceText } from "./consequence";
import { DecisionButtons } from "./decision-buttons";
import { DenyDialog } from "./deny-dialog";
import { useServerNow } from "./server-clock";
import { TypeToApprove } from "./type-to-approve";
import { sentence, useDecision, type DecisionActions, type Refused } from "./use-decision";
import { useShortcuts } from "./use-shortcuts";

type DecisionBarProps = { approval: ApprovalDetail; actions: DecisionActions };
type Layer = "deny" | "changes" | "type";

/** Approve, ask for changes, deny, at the foot of the card. What the server would refuse is off, and it says why. */
export function DecisionBar({ approval, actions }: DecisionBarProps) {
  const decision = useDecision(approval, actions);
  const [open, setOpen] = useState<Layer>();
  const approveButton = useRef<HTMLButtonElement>(null);
  const why = useWhyNot(approval);
  const noteId = useId();
  const { refused, recorded } = decision;
  const pending = approval.status === "pending";
  const mayDeny = pending && why.deny === null;
  useShortcuts({
    a: () => approveButton.current?.focus(),
    d: () => mayDeny && setOpen("deny"),
    r: () => mayDeny && setOpen("changes"),
  });
  const layer = (name: Layer) => ({
    open: open === name,
    onOpenChange: (next: boolean) => setOpen(next ? name : undefined),
  });
  // What was written can be mended, or is over: then it stands under the card, to copy.
  const after = (refusal: Refused | null) => refusal?.code !== "INVALID_INPUT" && setOpen(undefined);
  const settled = pending ? undefined : approval.status.replace("_", " ");
  if (!pending && !refused && !recorded && !open) return null;
  const note = pending && !recorded ? (why.deny ?? why.approve) : null;
  return (
    <div className="sticky bottom-(--tabbar-h) z-10 border-t border-line bg-surface px-4 py-3 md:px-6">
      {refused && <RefusedNote refused={refused} />}
      {recorded && <Recorded decided={recorded} />}
      {note && (
        <p id={noteId} className="mb-2 text-sm text-ink-2">
          {note}
        </p>
      )}
      {pending && !recorded && <InPlaceOf approval={approval} />}
      {pending && !recorded && (
        <DecisionButtons
          approval={approval}
          decision={decision}
          approveButton={approveButton}
          off={{ approve: why.approve !== null, deny: why.deny !== null }}
          describedBy={note ? noteId : undefined}
          onDeny={() => setOpen("deny")}
          onChanges={() => setOpen("changes")}
          onType={() => setOpen("type")}
        />
      )}
      <DenyDialog
        {...layer("deny")}
        approvalId={approval.id}
        threshold={approval.chain.denyThreshold}
        pending={decision.sending === "deny"}
        error={refused?.message}
        settled={settled}
        onDeny={async (denial) => {
          const refusal = await decision.deny(denial);
          after(refusal);
          return refusal === null;
        }}
      />
      <ChangesDialog
        {...layer("changes")}
        approvalId={approval.id}
        args={approval.arguments}
        pending={decision.sending === "changes"}
        error={refused?.message}
        settled={settled}
        onSend={async (wanted) => {
          const refusal = await decision.requestChanges(wanted);
          after(refusal);
          return refusal === null;
        }}
      />
      <TypeToApprove
        {...layer("type")}
        consequence={consequenceText(approval.consequence)}
        onConfirm={() => void decision.approve()}
      />
    </div>
  );
}

/** The sentences that keep this person from each, or null. The clock here may reach zero before the next answer. */
function useWhyNot(approval: ApprovalDetail): { approve: string | null; deny: string | null } {
  const now = useServerNow();
  const over = Date.parse(approval.expiresAt) <= (approval.frozen ? Date.parse(approval.frozen.since) : now);
  const late = over ? "The time to decide is over." : null;
  const { can, canDeny, argumentsIntact } = approval;
  const broken = argumentsIntact ? null : "What cannot be shown as it was asked cannot be approved.";
  return {
    approve: can.ok ? (late ?? broken) : can.reason,
    deny: canDeny.ok ? late : canDeny.reason,
  };
}

function InPlaceOf({ approval }: { approval: ApprovalDetail }) {
  const may = approval.can.ok ? approval.can : approval.canDeny;
  if (!may.ok) return null;
  const how = may.inPlaceOf
    ? `You decide this in place of ${may.inPlaceOf.name}, and the record says so.`
    : {
        member: null,
        escalation: "You may decide this because it was escalated.",
        fallback: "You may decide this because too few of those who should are there.",
      }[may.by];
  return (
    how && (
      <p className="mb-2 flex items-start gap-1.5 text-sm text-info">
        <UsersRound aria-hidden className="mt-0.5 size-4 shrink-0" />
        {how}
      </p>
    )
  );
}

/** No undo: the agent may have acted on it already. */
function Recorded({ decided }: { decided: Decided }) {
  return (
    <p role="status" className="flex flex-wrap items-center gap-x-2 gap-y-1 text-sm">
      <CircleCheck aria-hidden className="size-4 text-ink-3" />
      <span className="font-medium">{sentence(decided)}</span>
      <span className="flex items-center gap-1.5 text-ink-3">
        Recorded as{" "}
        <Link
          href={`/audit?open=${decided.auditId}`}
          className="rounded-xs underline underline-offset-2 hover:text-ink"
        >
          audit record
        </Link>
        <CopyId id={decided.auditId} what="id of the audit record" />
      </span>
    </p>
  );
}

function RefusedNote({ refused }: { refused: Refused }) {
  const unknown = refused.code === "UNREACHABLE";
  return (
    <div className="mb-2 grid gap-2">
      <FormError>
        {refused.message} {!unknown && "Your decision was not recorded."}
      </FormError>
      {refused.comment && (
        <p className="flex items-center gap-2 text-sm text-ink-2">
          <span className="min-w-0 flex-1 wrap-anywhere whitespace-pre-wrap">
            Your comment: <SafeText>{refused.comment}</SafeText>
          </span>
          <CopyButton text={refused.comment} label="Copy your comment" />
        </p>
      )}
    </div>
  );
}
