import { revisionHref } from "@/components/policy/hrefs";
import { inspectCall } from "@/lib/calls";
import { CallInSession } from "@/lib/calls/schemas";
import type { InspectedCall } from "@/lib/calls/waterfall/types";
import { can, type Ctx } from "@/lib/platform/ctx";
import { notFound } from "@/lib/platform/errors";
import { compilePolicy } from "@/lib/policy";
import { getRevision } from "@/lib/revisions";
import { route } from "@/lib/web/route";

/** Everything of one call, of large payloads only the beginning, and where its rule stands. */
export const GET = route(
  "sessions.read",
  CallInSession,
  async (ctx, { sessionId, callId }): Promise<InspectedCall> => {
    const call = await inspectCall(ctx, callId);
    if (call.sessionId !== sessionId) throw notFound("call");
    const { ruleId, policyRevisionId } = call.decision;
    return { call, ruleHref: ruleId && policyRevisionId && (await ruleHref(ctx, ruleId, policyRevisionId)) };
  },
);

/** The line of a rule in the revision that decided, which may not be in force any more. */
async function ruleHref(ctx: Ctx, ruleId: string, revisionId: string): Promise<string | null> {
  if (!can(ctx.actor, "policy.read")) return null;
  const { document } = await getRevision(ctx, { id: revisionId });
  const line = compilePolicy(document).lines.get(ruleId);
  return line === undefined ? null : revisionHref(revisionId, { tab: "write" }, line);
}
