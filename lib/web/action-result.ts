import { z } from "zod";
import { DomainError, invalidInput } from "../platform/errors";
import type { ActionResult } from "./types";

/**
 * A failure as an answer: an expected one with its sentence, anything else as INTERNAL without a word of its
 * own. Errors that Next throws to steer (redirect, notFound) are not failures and pass through.
 */
export function toFailure(
  error: unknown,
  requestId: string,
): Extract<ActionResult<never>, { ok: false }> & { expected: boolean } {
  if (isSteering(error)) throw error;
  const known = error instanceof z.ZodError ? invalidInput(error) : error;
  if (!(known instanceof DomainError)) {
    const message =
      "Something unexpected failed. Nothing is known to have changed; reload to see how things stand.";
    return { ok: false, code: "INTERNAL", message, requestId, expected: false };
  }
  const fields = Object.fromEntries(known.faults.map(({ pointer, detail }) => [fieldOf(pointer), detail]));
  const fieldErrors = known.faults.length > 0 ? { fieldErrors: fields } : {};
  return { ok: false, code: known.code, message: known.message, ...fieldErrors, requestId, expected: true };
}

/** The form field of a JSON Pointer: its path with dots. */
function fieldOf(pointer: string): string {
  return pointer.split("/").slice(1).join(".");
}

function isSteering(error: unknown): boolean {
  if (!(error instanceof Error) || !("digest" in error)) return false;
  return typeof error.digest === "string" && /^(NEXT_|BAILOUT_|DYNAMIC_SERVER)/.test(error.digest);
}
