"use client";

import { useState, type RefObject } from "react";
import { MAX_COMMENT } from "@/lib/approvals/schemas";
import type { ApprovalDetail } from "@/lib/approvals/types";
import { Button } from "../ui/button";
import { Input } from "../ui/input";
import { HoldButton } from "./hold-button";
import type { useDecision } from "./use-decision";

type DecisionButtonsProps = {
  approval: ApprovalDetail;
  decision: ReturnType<typeof useDecision>;
  approveButton: RefObject<HTMLButtonElement | null>;
  disabled: boolean;
  describedBy: string | undefined;
  onDeny: () => void;
  onType: () => void;
};

/** The comment and the two buttons. What is dangerous is held, what is not is pressed; Enter does neither. */
export function DecisionButtons({
  approval,
  decision,
  approveButton,
  onDeny,
  onType,
  ...off
}: DecisionButtonsProps) {
  const [hint, setHint] = useState("");
  const mustHold = approval.riskLevel !== "LOW" && approval.riskLevel !== "MEDIUM";
  const approve = () => {
    setHint("");
    void decision.approve();
  };
  const common = {
    ref: approveButton,
    pending: decision.sending === "approve",
    // What cannot be shown as it was hashed cannot be approved; it can be denied.
    disabled: off.disabled || !approval.argumentsIntact,
  };
  return (
    <>
      <div className="flex flex-wrap items-center gap-2">
        <Input
          aria-label="Comment on your approval (optional)"
          placeholder="Comment (optional, kept on record)"
          value={decision.comment}
          maxLength={MAX_COMMENT}
          disabled={off.disabled}
          onChange={(event) => decision.setComment(event.target.value)}
          className="h-10 flex-1 basis-full sm:basis-52 md:h-10"
        />
        <Button
          variant="dangerOutline"
          size="lg"
          disabled={off.disabled}
          aria-describedby={off.describedBy}
          onClick={onDeny}
          className="max-sm:flex-1"
        >
          Deny…
        </Button>
        {mustHold ? (
          <HoldButton
            {...common}
            label="Hold to approve"
            describedBy={off.describedBy}
            onHeld={approve}
            onShort={() => setHint("Hold the button or the space bar until it is full.")}
          />
        ) : (
          <Button
            {...common}
            variant="approve"
            size="lg"
            aria-describedby={off.describedBy}
            onClick={approve}
            onKeyDown={(event) => {
              if (event.key !== "Enter") return;
              event.preventDefault();
              setHint("Enter never approves. Press the space bar.");
            }}
            className="max-sm:flex-2"
          >
            Approve
          </Button>
        )}
      </div>
      <p role="status" className="mt-1.5 flex flex-wrap gap-x-2 text-xs text-ink-3 empty:hidden">
        {hint}
        {hint && mustHold && (
          <button type="button" onClick={onType} className="rounded-xs text-accent underline">
            Approve by typing instead
          </button>
        )}
      </p>
    </>
  );
}
