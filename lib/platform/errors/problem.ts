import { DomainError } from "./index";

export type ProblemParts = { text: string; status: number; headers: Record<string, string> };

/**
 * The one mapping of an error to RFC 9457 problem details, for every HTTP endpoint. `errors` lists faults as
 * {pointer, detail}; an error's meta becomes extension members. What is not expected says nothing of itself.
 */
export function problemParts(error: unknown, requestId: string): ProblemParts {
  const known =
    error instanceof DomainError
      ? error
      : new DomainError("INTERNAL", "Something unexpected failed. The request id finds it in the log.");
  const body = {
    type: `urn:agentgate:error:${known.code.toLowerCase()}`,
    title: known.title,
    status: known.status,
    detail: known.message,
    code: known.code,
    request_id: requestId,
    ...known.meta,
    ...(known.faults.length > 0 ? { errors: known.faults } : {}),
  };
  const headers = {
    "content-type": "application/problem+json",
    "cache-control": "no-store",
    ...extra(known),
  };
  return { text: JSON.stringify(body), status: known.status, headers };
}

/** The same as a Response. */
export function problem(error: unknown, requestId: string, more: Record<string, string> = {}): Response {
  const { text, status, headers } = problemParts(error, requestId);
  return new Response(text, { status, headers: { ...headers, ...more } });
}

function extra({ code, meta }: DomainError): Record<string, string> {
  if (code === "UNAUTHENTICATED") return { "www-authenticate": 'Bearer realm="agentgate"' };
  if (code === "UNAVAILABLE" || code === "OVERLOADED" || code === "IDEMPOTENCY_IN_PROGRESS")
    return { "retry-after": "1" };
  if (code === "RATE_LIMITED" && typeof meta.retry_after === "number")
    return { "retry-after": String(meta.retry_after) };
  return {};
}
