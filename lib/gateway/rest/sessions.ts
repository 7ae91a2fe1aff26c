import { Hono } from "hono";
import { notFound } from "../../platform/errors";
import { endSession, findSession, openSession, type SessionFacts } from "../../sessions";
import { parse, readJson } from "../http/body";
import { respond } from "../http/respond";
import type { GatewayEnv } from "../http/types";
import { forgetSession } from "../pipeline";
import { OpenSessionBody } from "./schemas";

/** POST /sessions, GET /sessions/{id}, POST /sessions/{id}/end. */
export const sessionRoutes = new Hono<GatewayEnv>()
  .post("/sessions", async (c) => {
    const { label } = parse(OpenSessionBody, await readJson(c.req.raw));
    const session = await openSession(c.get("caller"), { kind: "rest", label });
    return respond(c, view(session), 201);
  })
  .get("/sessions/:id", async (c) => {
    const { tenantId, agentId } = c.get("caller");
    const session = await findSession(tenantId, c.req.param("id"));
    if (session?.agentId !== agentId) throw notFound("session");
    return respond(c, view(session));
  })
  .post("/sessions/:id/end", async (c) => {
    const caller = c.get("caller");
    const id = c.req.param("id");
    await endSession(caller, id);
    forgetSession(caller.tenantId, id);
    const session = await findSession(caller.tenantId, id);
    if (!session) throw notFound("session");
    return respond(c, view(session));
  });

function view({ id, kind, label, startedAt, endedAt }: SessionFacts) {
  return {
    session_id: id,
    kind,
    label,
    started_at: startedAt.toISOString(),
    ended_at: endedAt?.toISOString() ?? null,
  };
}
