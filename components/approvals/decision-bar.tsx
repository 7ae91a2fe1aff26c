"use client";

import { useId, useRef, useState } from "react";
import { MAX_COMMENT } from "@/lib/approvals/schemas";
import type { ApprovalDetail } from "@/lib/approvals/types";
import { Button } from "../ui/button";
import { CopyButton } from "../ui/copy-button";
import { FormError } from "../ui/field";
import { Input } from "../ui/input";
import { SafeText } from "../ui/safe-text";
import { consequenceText } from "./consequence";
import { DenyDialog } from "./deny-dialog";
import { HoldButton } from "./hold-button";
import { useServerNow } from "./server-clock";
import { TypeToApprove } from "./type-to-approve";
import { useDecision, type DecisionActions, type Refused } from "./use-decision";
import { useShortcuts } from "./use-shortcuts";

type DecisionBarProps = { approval: ApprovalDetail; actions: DecisionActions };

/** Approve and deny, at the foot of the card. Where the server would refuse, they are off and it says why. */
export function DecisionBar({ approval, actions }: DecisionBarProps) {
  const decision = useDecision(approval.id, actions);
  const [denying, setDenying] = useState(false);
  const [typing, setTyping] = useState(false);
  const [hint, setHint] = useState("");
  const approveButton = useRef<HTMLButtonElement>(null);
  const denyButton = useRef<HTMLButtonElement>(null);
  const whyNot = useWhyNot(approval);
  const noteId = useId();
  const pending = decision.sending === "approve";
  const mustHold = approval.riskLevel === "HIGH" || approval.riskLevel === "CRITICAL";

  useShortcuts({
    a: () => approveButton.current?.focus(),
    d: () => !denyButton.current?.disabled && setDenying(true),
  });
  const deny = async (comment: string) => {
    if (await decision.deny(comment)) setDenying(false);
  };
  const approve = () => {
    setHint("");
    void decision.approve();
  };
  const settled = approval.status !== "pending";
  if (settled && !decision.refused) return null;
  return (
    <div className="sticky bottom-(--tabbar-h) z-10 border-t border-line bg-surface px-4 py-3 md:px-6">
      {decision.refused && <RefusedNote refused={decision.refused} />}
      {!settled && (
        <>
          {whyNot && (
            <p id={noteId} className="mb-2 text-sm text-ink-2">
              {whyNot}
            </p>
          )}
          <div className="flex flex-wrap items-center gap-2">
            <Input
              aria-label="Comment on your approval (optional)"
              placeholder="Comment (optional, kept on record)"
              value={decision.comment}
              maxLength={MAX_COMMENT}
              disabled={whyNot !== null}
              onChange={(event) => decision.setComment(event.target.value)}
              className="h-10 min-w-40 flex-1 basis-52 md:h-10"
            />
            <Button
              ref={denyButton}
              variant="dangerOutline"
              size="lg"
              disabled={whyNot !== null}
              aria-describedby={whyNot ? noteId : undefined}
              onClick={() => setDenying(true)}
            >
              Deny…
            </Button>
            {mustHold ? (
              <HoldButton
                ref={approveButton}
                label="Hold to approve"
                pending={pending}
                disabled={whyNot !== null}
                describedBy={whyNot ? noteId : undefined}
                onHeld={approve}
                onShort={() => setHint("Hold the button or the space bar until it is full.")}
              />
            ) : (
              <Button
                ref={approveButton}
                variant="approve"
                size="lg"
                pending={pending}
                disabled={whyNot !== null}
                aria-describedby={whyNot ? noteId : undefined}
                onClick={approve}
                onKeyDown={(event) => {
                  if (event.key !== "Enter") return;
                  event.preventDefault();
                  setHint("Enter never approves. Press the space bar.");
                }}
              >
                Approve
              </Button>
            )}
          </div>
          <p role="status" className="mt-1.5 flex flex-wrap gap-x-2 text-xs text-ink-3 empty:hidden">
            {hint}
            {hint && mustHold && (
              <button
                type="button"
                onClick={() => setTyping(true)}
                className="rounded-xs text-accent underline"
              >
                Approve by typing instead
              </button>
            )}
          </p>
        </>
      )}
      <DenyDialog
        key={approval.id}
        open={denying}
        onOpenChange={setDenying}
        pending={decision.sending === "deny"}
        error={decision.refused?.message}
        onDeny={(comment) => void deny(comment)}
      />
      <TypeToApprove
        open={typing}
        onOpenChange={setTyping}
        consequence={consequenceText(approval.consequence)}
        onConfirm={approve}
      />
    </div>
  );
}

/** The sentence that keeps this person from deciding, or null. The clock here may reach zero before the next answer. */
function useWhyNot(approval: ApprovalDetail): string | null {
  const over = Date.parse(approval.expiresAt) <= useServerNow();
  if (!approval.can.ok) return approval.can.reason;
  if (over) return "The time to decide is over.";
  if (!approval.argumentsIntact)
    return "The stored arguments are not the ones that were asked for, so they cannot be approved.";
  return null;
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
