import { Hono } from "hono";
import { approvalStatus } from "../../approvals";
import { notFound } from "../../platform/errors";
import { approvalUrl } from "../approval-url";
import { awaitApproval } from "../hold";
import { parse } from "../http/body";
import { respond } from "../http/respond";
import type { GatewayEnv } from "../http/types";
import { approvalSummary, decisionSummary, loadCall } from "../stored-call";
import { Wait } from "./schemas";
import { approvalView, decisionView } from "./views";

/** GET /calls/{id} and GET /approvals/{id}: what became of a call, and how its approval stands. */
export const callRoutes = new Hono<GatewayEnv>()
  .get("/calls/:id", async (c) => {
    const call = await loadCall(c.get("caller"), c.req.param("id"));
    const { id, state, first, ran, refused, outcome } = call;
    const approval = approvalSummary(call);
    return respond(c, {
      call_id: id,
      state,
      session_id: first.sessionId,
      tool_name: first.capability,
      decided_at: first.decidedAt.toISOString(),
      decision: decisionView(decisionSummary(first)),
      approval: approval && approvalView(approval),
      approved_decision: ran && ran.id !== first.id ? decisionView(decisionSummary(ran)) : null,
      // Approved, and then not let run: why. A call with this approval may be sent again while the approval is good.
      refused_decision: refused && decisionView(decisionSummary(refused)),
      outcome: outcome && {
        status: outcome.status,
        result: outcome.result,
        error: outcome.errorCode,
        attempts: outcome.attempts,
        duration_ms: outcome.durationMs,
        recorded_at: outcome.recordedAt.toISOString(),
      },
    });
  })
  .get("/approvals/:id", async (c) => {
    const caller = c.get("caller");
    const id = c.req.param("id");
    const wait = parse(Wait, c.req.query("wait"));
    const found = await approvalStatus(caller.tenantId, id);
    if (found.agentId !== caller.agentId) throw notFound("approval");
    if (found.status === "pending" && wait > 0)
      await awaitApproval(caller.tenantId, id, wait * 1_000, c.req.raw.signal);
    const now = await approvalStatus(caller.tenantId, id);
    const { status, expiresAt, decidedAt, callId } = now;
    return respond(c, {
      ...approvalView({ id, status, url: approvalUrl(id), expiresAt }),
      call_id: callId,
      decided_at: decidedAt,
      // What the reviewer wants the agent to know: words, the preset behind a denial, what to change where.
      reason: now.comment,
      denial_reason: now.reason,
      changes: now.changes,
      cause: now.cause,
    });
  });
