"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import type { ApproveInput, DenyInput, RequestChangesInput } from "@/lib/approvals/schemas";
import type { ApprovalDetail, Decided } from "@/lib/approvals/types";
import { useStepUp } from "../step-up";
import { shortId } from "../ui/copy-id";
import { toast } from "../ui/toast";
import { progressInWords } from "./progress";
import type { Denial } from "./reason-fields";
import { useDwell } from "./use-dwell";

/** What the server actions answer; the shape of lib/web's ActionResult. */
type Answer = { ok: true; data: Decided } | Refusal;
type Refusal = { ok: false; code: string; message: string; requestId: string };

export type DecisionActions = {
  approve: (input: ApproveInput) => Promise<Answer>;
  deny: (input: DenyInput) => Promise<Answer>;
  requestChanges: (input: RequestChangesInput) => Promise<Answer>;
};
export type Changes = Pick<RequestChangesInput, "comment" | "changes">;

export type Refused = { code: string; message: string; comment: string };
export type Sending = "approve" | "deny" | "changes";

/** What one wrote stays while one looks at other requests, and when somebody else was faster. */
const drafts = new Map<string, string>();

/**
 * One person's decision on one request: sending, then recorded or refused. Never optimistic: what is shown as
 * decided is decided. Each way of deciding answers with the refusal, or null where it was recorded.
 */
export function useDecision(approval: ApprovalDetail, actions: DecisionActions) {
  const { id: approvalId } = approval;
  const client = useQueryClient();
  const stepUp = useStepUp();
  const dwell = useDwell();
  const [comment, setStored] = useState(() => drafts.get(approvalId) ?? "");
  const [sending, setSending] = useState<Sending>();
  const [refused, setRefused] = useState<Refused>();
  const [recorded, setRecorded] = useState<Decided>();
  const shown = useRef(true);
  useEffect(() => {
    shown.current = true;
    return () => void (shown.current = false);
  }, []);

  const setComment = (text: string) => {
    drafts.set(approvalId, text);
    setStored(text);
  };
  const send = async (how: Sending, text: string, call: () => Promise<Answer>): Promise<Refused | null> => {
    if (sending) return null;
    setSending(how);
    setRefused(undefined);
    let answer = await call().catch(unreachable);
    // The proof was fresh when the page was read, and no longer is.
    if (!answer.ok && answer.code === "STEP_UP_REQUIRED" && (await stepUp.ask()))
      answer = await call().catch(unreachable);
    setSending(undefined);
    if (!answer.ok) {
      void client.invalidateQueries({ queryKey: ["approvals"] });
      const refusal = { code: answer.code, message: answer.message, comment: text };
      setRefused(refusal);
      return refusal;
    }
    const { status, step, steps, groups } = answer.data;
    // What the server has just said, until the whole card has been read again.
    client.setQueryData<ApprovalDetail>(["approvals", "one", approvalId], (shown) =>
      shown ? { ...shown, status, step, steps, groups } : shown,
    );
    void client.invalidateQueries({ queryKey: ["approvals"] });
    setRecorded(answer.data);
    if (!shown.current)
      toast.success(sentence(answer.data), { description: `Recorded as ${shortId(answer.data.auditId)}` });
    return null;
  };
  const approve = async (): Promise<Refused | null> => {
    const text = comment.trim();
    const { needed, fresh } = approval.stepUp;
    const dwellMs = dwell();
    if (needed && !fresh && !(await stepUp.ask())) return null;
    const input = { approvalId, dwellMs, ...(text && { comment: text }) };
    const refusal = await send("approve", text, () => actions.approve(input));
    if (refusal === null) {
      drafts.delete(approvalId);
      setStored("");
    }
    return refusal;
  };
  return {
    comment,
    setComment,
    sending,
    refused,
    recorded,
    approve,
    deny: (denial: Denial) =>
      send("deny", denial.comment ?? "", () => actions.deny({ approvalId, dwellMs: dwell(), ...denial })),
    requestChanges: (wanted: Changes) =>
      send("changes", inWords(wanted), () =>
        actions.requestChanges({ approvalId, dwellMs: dwell(), ...wanted }),
      ),
  };
}

/** A request for changes as one text, to keep where it came too late. */
function inWords({ comment, changes }: Changes): string {
  return [comment, ...(changes ?? []).map(({ pointer, problem }) => `${pointer || "all"}: ${problem}`)]
    .filter(Boolean)
    .join("\n");
}

/** What a vote came to. */
export function sentence(decided: Decided): string {
  switch (decided.status) {
    case "approved":
      return "Approved";
    case "denied":
      return "Denied";
    case "changes_requested":
      return "Sent back for changes";
    default:
      return `Your vote counts. ${progressInWords(decided)}`;
  }
}

/** The connection broke: whether it was recorded is not known here, so it is not claimed either way. */
function unreachable(): Refusal {
  const message =
    "The server did not answer, so it is not known whether this was recorded. The request below shows how it stands.";
  return { ok: false, code: "UNREACHABLE", message, requestId: "" };
}
