import type { ActionResult } from "@/lib/web/types";

export type Answer<T> =
  { ok: true; data: T } | { ok: false; message: string; fieldErrors: Readonly<Record<string, string>> };

type Problem = { detail?: string; errors?: { pointer: string; detail: string }[] };

/**
 * Posts to one of the console's endpoints that are too slow, or whose input is too large, for a server action.
 * A refusal is an answer, with its faults by field as a server action gives them.
 */
export async function ask<T>(path: string, body: object, signal?: AbortSignal): Promise<Answer<T>> {
  const response = await fetch(path, {
    method: "POST",
    headers: { accept: "application/json", "content-type": "application/json" },
    body: JSON.stringify(body),
    ...(signal && { signal }),
  }).catch(() => null);
  if (!response) return { ok: false, message: UNREACHABLE, fieldErrors: {} };
  if (response.ok) return { ok: true, data: (await response.json()) as T };
  const problem = (await response.json().catch(() => ({}))) as Problem;
  const faults = (problem.errors ?? []).map(({ pointer, detail }) => [
    pointer.split("/").slice(1).join("."),
    detail,
  ]);
  return {
    ok: false,
    message: problem.detail ?? "The server could not answer.",
    fieldErrors: Object.fromEntries(faults) as Record<string, string>,
  };
}

/** The same answer in the shape of a server action's, for what handles both. */
export function asResult<T>(answer: Answer<T>): ActionResult<T> {
  return answer.ok ? answer : { ...answer, code: "INVALID_INPUT", requestId: "" };
}

const UNREACHABLE = "The server did not answer. Nothing was lost here: try again.";
