import { Hono } from "hono";
import { notFound } from "../../platform/errors";
import { findSession, openSession, type SessionFacts } from "../../sessions";
import { actsFor } from "../acts-for";
import { endAgentSession } from "../end-session";
import { parse, readJson } from "../http/body";
import { respond } from "../http/respond";
import type { GatewayEnv } from "../http/types";
import { OpenSessionBody } from "./schemas";

/** POST /sessions, GET /sessions/{id}, POST /sessions/{id}/end. */
export const sessionRoutes = new Hono<GatewayEnv>()
  .post("/sessions", async (c) => {
    const caller = c.get("caller");
    const { label, acts_for } = parse(OpenSessionBody, await readJson(c.req.raw));
    const actsForId = acts_for === undefined ? {} : await person(caller.tenantId, acts_for);
    const session = await openSession(caller, { kind: "rest", label, ...actsForId });
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
    await endAgentSession(caller, id);
    const session = await findSession(caller.tenantId, id);
    if (!session) throw notFound("session");
    return respond(c, view(session));
  });

async function person(tenantId: string, address: string): Promise<{ actsForId: string }> {
  return { actsForId: await actsFor(tenantId, address, "/acts_for") };
}

function view({ id, kind, label, actsForId, startedAt, endedAt }: SessionFacts) {
  return {
    session_id: id,
    kind,
    label,
    acts_for_user_id: actsForId,
    started_at: startedAt.toISOString(),
    ended_at: endedAt?.toISOString() ?? null,
  };
}
