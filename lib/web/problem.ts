import { DomainError, ERRORS } from "../platform/errors";

/** RFC 9457 problem details of the console's own endpoints. What is not expected says nothing of itself. */
export function problem(error: unknown, requestId: string): Response {
  const known =
    error instanceof DomainError ? error : new DomainError("INTERNAL", "Something unexpected failed.");
  const body = {
    type: `urn:agentgate:error:${known.code.toLowerCase()}`,
    title: ERRORS[known.code].title,
    status: known.status,
    detail: known.message,
    code: known.code,
    requestId,
    ...(known.faults.length > 0 && { errors: known.faults }),
  };
  const headers = { "content-type": "application/problem+json", "cache-control": "no-store" };
  return new Response(JSON.stringify(body), { status: known.status, headers });
}
