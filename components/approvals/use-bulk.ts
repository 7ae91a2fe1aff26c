"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { ApproveManyInput, DenyManyInput } from "@/lib/approvals/schemas";
import type { BulkResult } from "@/lib/approvals/types";

/** The shape of lib/web's ActionResult. */
type Answer<T> = { ok: true; data: T } | { ok: false; code: string; message: string; requestId: string };

export type BulkActions = {
  approveMany: (input: ApproveManyInput) => Promise<Answer<BulkResult[]>>;
  denyMany: (input: DenyManyInput) => Promise<Answer<BulkResult[]>>;
};

/** Several requests decided in one go: sent once, answered one by one. */
export function useBulk(actions: BulkActions) {
  const client = useQueryClient();
  const [sending, setSending] = useState(false);
  const [refused, setRefused] = useState<string>();
  const [results, setResults] = useState<BulkResult[]>();
  const send = async (call: () => Promise<Answer<BulkResult[]>>) => {
    if (sending) return;
    setSending(true);
    setRefused(undefined);
    const answer = await call().catch(unreachable);
    setSending(false);
    void client.invalidateQueries({ queryKey: ["approvals"] });
    if (answer.ok) setResults(answer.data);
    else setRefused(answer.message);
  };
  return {
    sending,
    refused,
    results,
    approve: (input: ApproveManyInput) => send(() => actions.approveMany(input)),
    deny: (input: DenyManyInput) => send(() => actions.denyMany(input)),
  };
}

function unreachable(): Extract<Answer<never>, { ok: false }> {
  const message =
    "The server did not answer, so it is not known what was recorded. The list shows how each stands.";
  return { ok: false, code: "UNREACHABLE", message, requestId: "" };
}
