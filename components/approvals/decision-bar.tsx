"use client";

import { useId, useRef, useState } from "react";
import type { ApprovalDetail } from "@/lib/approvals/types";
import { CopyButton } from "../ui/copy-button";
import { FormError } from "../ui/field";
import { SafeText } from "../ui/safe-text";
import { consequenceText } from "./consequence";
import { DecisionButtons } from "./decision-buttons";
import { DenyDialog } from "./deny-dialog";
import { useServerNow } from "./server-clock";
import { TypeToApprove } from "./type-to-approve";
import { useDecision, type DecisionActions, type Refused } from "./use-decision";
import { useShortcuts } from "./use-shortcuts";

type DecisionBarProps = { approval: ApprovalDetail; actions: DecisionActions };

/** Approve and deny, at the foot of the card. Where the server would refuse, they are off and it says why. */
export function DecisionBar({ approval, actions }: DecisionBarProps) {
  const decision = useDecision(approval.id, actions);
  const [open, setOpen] = useState<"deny" | "type">();
  const approveButton = useRef<HTMLButtonElement>(null);
  const whyNot = useWhyNot(approval);
  const noteId = useId();
  useShortcuts({
    a: () => approveButton.current?.focus(),
    d: () => whyNot === null && setOpen("deny"),
  });
  const deny = async (comment: string) => {
    const refusal = await decision.deny(comment);
    // What was written can be mended, or is over: then it stands under the card, to copy.
    if (refusal?.code !== "INVALID_INPUT") setOpen(undefined);
  };
  const settled = approval.status !== "pending";
  if (settled && !decision.refused && !open) return null;
  return (
    <div className="sticky bottom-(--tabbar-h) z-10 border-t border-line bg-surface px-4 py-3 md:px-6">
      {decision.refused && <RefusedNote refused={decision.refused} />}
      {whyNot && !settled && (
        <p id={noteId} className="mb-2 text-sm text-ink-2">
          {whyNot}
        </p>
      )}
      {!settled && (
        <DecisionButtons
          approval={approval}
          decision={decision}
          approveButton={approveButton}
          disabled={whyNot !== null}
          describedBy={whyNot ? noteId : undefined}
          onDeny={() => setOpen("deny")}
          onType={() => setOpen("type")}
        />
      )}
      <DenyDialog
        open={open === "deny"}
        onOpenChange={(next) => setOpen(next ? "deny" : undefined)}
        pending={decision.sending === "deny"}
        error={decision.refused?.message}
        settled={settled ? approval.status : undefined}
        onDeny={(comment) => void deny(comment)}
      />
      <TypeToApprove
        open={open === "type"}
        onOpenChange={(next) => setOpen(next ? "type" : undefined)}
        consequence={consequenceText(approval.consequence)}
        onConfirm={() => void decision.approve()}
      />
    </div>
  );
}

/** The sentence that keeps this person from deciding, or null. The clock here may reach zero before the next answer. */
function useWhyNot(approval: ApprovalDetail): string | null {
  const over = Date.parse(approval.expiresAt) <= useServerNow();
  if (!approval.can.ok) return approval.can.reason;
  return over ? "The time to decide is over." : null;
}

function RefusedNote({ refused }: { refused: Refused }) {
  return (
    <div className="mb-2 grid gap-2">
      <FormError>
        {refused.message} {refused.code !== "UNREACHABLE" && "Your decision was not recorded."}
      </FormError>
      {refused.comment && (
        <p className="flex items-center gap-2 text-sm text-ink-2">
          <span className="min-w-0 flex-1 wrap-anywhere">
            Your comment: <SafeText>{refused.comment}</SafeText>
          </span>
          <CopyButton text={refused.comment} label="Copy your comment" />
        </p>
      )}
    </div>
  );
}
