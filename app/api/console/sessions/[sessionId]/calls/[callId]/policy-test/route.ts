import { getCall } from "@/lib/calls";
import { CallInSession } from "@/lib/calls/schemas";
import { testOfCall } from "@/lib/impact";
import { DomainError, notFound } from "@/lib/platform/errors";
import { getRevision } from "@/lib/revisions";
import { route } from "@/lib/web/route";

/** The call as one test (YAML) of the policy that decided it, which expects what was decided then. */
export const GET = route("sessions.read", CallInSession, async (ctx, { sessionId, callId }) => {
  const { sessionId: of, decision } = await getCall(ctx, callId);
  if (of !== sessionId) throw notFound("call");
  if (decision.policyRevisionId === null)
    throw new DomainError("CONFLICT", "No policy was asked about this call, so no test can state it.");
  const { document } = await getRevision(ctx, { id: decision.policyRevisionId });
  return { yaml: await testOfCall(ctx, { document, callId, expect: "recorded" }) };
});
