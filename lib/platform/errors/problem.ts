import { DomainError } from "./index";

/**
 * The one mapping of an error to RFC 9457 problem details, for every HTTP endpoint. `errors` lists faults as
 * {pointer, detail}; an error's meta becomes extension members. What is not expected says nothing of itself.
 */
export function problem(error: unknown, requestId: string, headers: Record<string, string> = {}): Response {
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
  return new Response(JSON.stringify(body), {
    status: known.status,
    headers: {
      "content-type": "application/problem+json",
      "cache-control": "no-store",
      ...extra(known),
      ...headers,
    },
  });
}

function extra({ code }: DomainError): Record<string, string> {
  if (code === "UNAUTHENTICATED") return { "www-authenticate": 'Bearer realm="agentgate"' };
  if (code === "UNAVAILABLE" || code === "OVERLOADED" || code === "IDEMPOTENCY_IN_PROGRESS")
    return { "retry-after": "1" };
  return {};
}
