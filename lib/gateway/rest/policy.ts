import { Hono } from "hono";
import { explainCall } from "../explain";
import { parse, readJson } from "../http/body";
import { respond } from "../http/respond";
import type { GatewayEnv } from "../http/types";
import { ExplainInput } from "./schemas";

/** POST /policy/explain: what the published policy would say of one of the caller's own calls, and why. */
export const policyRoutes = new Hono<GatewayEnv>().post("/policy/explain", async (c) => {
  const input = parse(ExplainInput, await readJson(c.req.raw));
  const { decision, explanation, revisionId } = await explainCall(c.get("caller"), {
    sessionId: input.session_id,
    capability: input.tool_name,
    arguments: input.arguments,
    ...(input.context ? { context: input.context } : {}),
    requestId: c.get("requestId"),
  });
  const { action, ruleId, reason, riskLevel, obligations } = decision;
  return respond(
    c,
    {
      decision: { action, rule: ruleId, reason, risk: riskLevel, obligations },
      explanation,
      policy_revision_id: revisionId,
    },
    200,
    { "cache-control": "no-store" },
  );
});
