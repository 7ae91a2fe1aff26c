"use client";

import { MessageSquareText } from "lucide-react";
import { useEffect, useRef, useState, type RefObject } from "react";
import { DELIBERATE_RISKS, MAX_COMMENT, RISKS } from "@/lib/approvals/schemas";
import type { ApprovalDetail } from "@/lib/approvals/types";
import { Button } from "../ui/button";
import { cn } from "../ui/cn";
import { Input } from "../ui/input";
import { HoldButton } from "./hold-button";
import type { useDecision } from "./use-decision";

type DecisionButtonsProps = {
  approval: ApprovalDetail;
  decision: ReturnType<typeof useDecision>;
  approveButton: RefObject<HTMLButtonElement | null>;
  off: { approve: boolean; deny: boolean };
  describedBy: string | undefined;
  onDeny: () => void;
  onChanges: () => void;
  onType: () => void;
};

/** The comment and the buttons. What is dangerous is held, what is not is pressed; Enter does neither. */
export function DecisionButtons({
  approval,
  decision,
  approveButton,
  off,
  describedBy,
  onDeny,
  onChanges,
  onType,
}: DecisionButtonsProps) {
  const [hint, setHint] = useState("");
  const mustHold = mustBeDeliberate(approval.riskLevel);
  const approve = () => {
    setHint("");
    void decision.approve();
  };
  const common = { ref: approveButton, pending: decision.sending === "approve", disabled: off.approve };
  return (
    <>
      <div className="flex flex-wrap items-center gap-2">
        <Comment decision={decision} disabled={off.approve} />
        <Button
          variant="dangerOutline"
          size="lg"
          disabled={off.deny}
          aria-describedby={off.deny ? describedBy : undefined}
          onClick={onDeny}
          className="max-sm:order-1 max-sm:flex-1 max-sm:px-3"
        >
          Deny…
        </Button>
        <Button
          size="lg"
          disabled={off.deny}
          aria-describedby={off.deny ? describedBy : undefined}
          onClick={onChanges}
          className="max-sm:order-1 max-sm:flex-1 max-sm:px-3"
        >
          Request changes…
        </Button>
        {mustHold ? (
          <HoldButton
            {...common}
            label="Hold to approve"
            describedBy={off.approve ? describedBy : undefined}
            onHeld={approve}
            onShort={() => setHint("Hold the button or the space bar until it is full.")}
          />
        ) : (
          <Button
            {...common}
            variant="approve"
            size="lg"
            aria-describedby={off.approve ? describedBy : undefined}
            onClick={approve}
            onKeyDown={(event) => {
              if (event.key !== "Enter") return;
              event.preventDefault();
              setHint("Enter never approves. Press the space bar.");
            }}
            className="max-sm:order-3 max-sm:h-12 max-sm:basis-full"
          >
            Approve
          </Button>
        )}
      </div>
      <p role="status" className="mt-1.5 flex flex-wrap gap-x-2 text-xs text-ink-3 empty:hidden">
        {hint}
        {hint && mustHold && (
          <button type="button" onClick={onType} className="min-h-6 rounded-xs text-accent underline">
            Approve by typing instead
          </button>
        )}
      </p>
    </>
  );
}

/** A risk that nobody rated, or that this page does not know, counts as high. */
function mustBeDeliberate(risk: string): boolean {
  return DELIBERATE_RISKS.includes(risk) || !RISKS.some((known) => known === risk);
}

/** On a phone the comment opens at a touch: the thumb's place belongs to the buttons. */
function Comment({ decision, disabled }: { decision: DecisionButtonsProps["decision"]; disabled: boolean }) {
  const [open, setOpen] = useState(decision.comment !== "");
  const input = useRef<HTMLInputElement>(null);
  const asked = useRef(false);
  useEffect(() => {
    if (open && asked.current) input.current?.focus();
  }, [open]);
  return (
    <>
      <Input
        ref={input}
        aria-label="Comment on your approval (optional)"
        placeholder="Comment (optional, kept on record)"
        value={decision.comment}
        maxLength={MAX_COMMENT}
        disabled={disabled}
        onChange={(event) => decision.setComment(event.target.value)}
        className={cn("h-10 flex-1 basis-full sm:basis-44 md:h-10", !open && "max-sm:hidden")}
      />
      {!open && (
        <Button
          variant="ghost"
          size="icon"
          aria-label="Add a comment"
          disabled={disabled}
          onClick={() => {
            asked.current = true;
            setOpen(true);
          }}
          className="order-2 size-10 sm:hidden"
        >
          <MessageSquareText aria-hidden />
        </Button>
      )}
    </>
  );
}
