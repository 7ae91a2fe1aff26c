"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import type { ActionResult } from "@/lib/web/types";
import { shortId } from "../../ui/copy-id";
import { toast } from "../../ui/toast";

type Failure = Extract<ActionResult<never>, { ok: false }>;
export type Refusal = {
  code: Failure["code"];
  message: string;
  fieldErrors: Readonly<Record<string, string>>;
};

/**
 * Sends one change at a time. Recorded: a toast with the audit record's id where
 * the answer has one, and the page reads itself again.
 * Refused: `refusal` holds the sentence, for the form that asked; what was typed stays where it is.
 */
export function useRun() {
  const client = useQueryClient();
  const router = useRouter();
  const [pending, setPending] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);

  const run = async <T>(
    send: () => Promise<ActionResult<T>>,
    done: string | ((data: T) => string),
  ): Promise<T | null> => {
    if (pending) return null;
    setPending(true);
    setRefusal(null);
    const answer = await send().catch(unreachable);
    setPending(false);
    if (!answer.ok) {
      setRefusal({ code: answer.code, message: answer.message, fieldErrors: answer.fieldErrors ?? {} });
      return null;
    }
    const auditId = auditIdOf(answer.data);
    toast.success(typeof done === "string" ? done : done(answer.data), {
      ...(auditId !== null && { description: `Recorded as ${shortId(auditId)}` }),
    });
    void client.invalidateQueries({ queryKey: ["policy"] });
    router.refresh();
    return answer.data;
  };
  return { run, pending, refusal, clear: () => setRefusal(null) };
}

/** The audit record of a change, where its answer names one. */
function auditIdOf(data: unknown): string | null {
  if (typeof data !== "object" || data === null || !("auditId" in data)) return null;
  return typeof data.auditId === "string" ? data.auditId : null;
}

/** The connection broke: whether it was recorded is not known here, so it is not claimed either way. */
function unreachable(): Failure {
  const message =
    "The server did not answer, so it is not known whether this was recorded. Reload to see how things stand.";
  return { ok: false, code: "INTERNAL", message, requestId: "" };
}
