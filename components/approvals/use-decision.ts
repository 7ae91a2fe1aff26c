"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { shortId } from "../ui/copy-id";
import { toast } from "../ui/toast";

/** What the server actions answer; the shape of lib/web's ActionResult. */
type Answer =
  | { ok: true; data: { status: string; approvals: number; requiredApprovals: number; auditId: string } }
  | { ok: false; code: string; message: string; requestId: string };

export type DecisionActions = {
  approve: (input: { approvalId: string; comment?: string }) => Promise<Answer>;
  deny: (input: { approvalId: string; comment: string }) => Promise<Answer>;
};

export type Refused = { code: string; message: string; comment: string };

/** What one wrote stays while one looks at other requests, and when somebody else was faster. */
const drafts = new Map<string, string>();

/**
 * One person's decision on one request: sending, then recorded or refused. Never optimistic: what is shown as
 * decided is decided. Sending answers with the refusal, or null where it was recorded.
 */
export function useDecision(approvalId: string, actions: DecisionActions) {
  const client = useQueryClient();
  const [comment, setStored] = useState(() => drafts.get(approvalId) ?? "");
  const [sending, setSending] = useState<"approve" | "deny">();
  const [refused, setRefused] = useState<Refused>();

  const setComment = (text: string) => {
    drafts.set(approvalId, text);
    setStored(text);
  };
  const send = async (verdict: "approve" | "deny", text: string): Promise<Refused | null> => {
    if (sending) return null;
    setSending(verdict);
    setRefused(undefined);
    const answer = await (
      verdict === "deny"
        ? actions.deny({ approvalId, comment: text })
        : actions.approve({ approvalId, ...(text && { comment: text }) })
    ).catch(unreachable);
    setSending(undefined);
    void client.invalidateQueries({ queryKey: ["approvals"] });
    if (!answer.ok) {
      const refusal = { code: answer.code, message: answer.message, comment: text };
      setRefused(refusal);
      return refusal;
    }
    drafts.delete(approvalId);
    setStored("");
    toast.success(sentence(answer.data), { description: `Recorded as ${shortId(answer.data.auditId)}` });
    return null;
  };
  return {
    comment,
    setComment,
    sending,
    refused,
    dismiss: () => setRefused(undefined),
    approve: () => send("approve", comment.trim()),
    deny: (text: string) => send("deny", text),
  };
}

function sentence(data: { status: string; approvals: number; requiredApprovals: number }): string {
  if (data.status === "denied") return "Denied";
  if (data.status === "approved") return "Approved";
  return `${data.approvals} of ${data.requiredApprovals} approvals`;
}

/** The connection broke: whether it was recorded is not known here, so it is not claimed either way. */
function unreachable(): Extract<Answer, { ok: false }> {
  const message =
    "The server did not answer, so it is not known whether this was recorded. The request below shows how it stands.";
  return { ok: false, code: "UNREACHABLE", message, requestId: "" };
}
