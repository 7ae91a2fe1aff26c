import { Hono } from "hono";
import { levelOf } from "../../limits";
import { withTenant } from "../../platform/db";
import { DomainError } from "../../platform/errors";
import { parse } from "../http/body";
import { respond } from "../http/respond";
import type { GatewayEnv } from "../http/types";
import { applicable } from "../limits/applicable";
import { limitView } from "../limits/headers";
import { snapshots } from "../snapshot";
import { ToolName } from "./schemas";

/** GET /limits: what the limits leave the calling agent. With ?tool=NAME, all that a call of that tool would have to fit. */
export const limitRoutes = new Hono<GatewayEnv>().get("/limits", async (c) => {
  const { tenantId, agentId } = c.get("caller");
  const tool = parse(ToolName, c.req.query("tool"));
  const snapshot = await snapshots().current(tenantId);
  if (!snapshot) throw new DomainError("UNAUTHENTICATED", "The tenant of this API key does not exist.");
  const due = applicable(snapshot, agentId, tool ?? "");
  const keys = due.map(({ limit, target }) => `${limit.id}:${target}`);
  const stored = await withTenant(tenantId, (tx) =>
    tx.rateBucket.findMany({ where: { tenantId, key: { in: keys } } }),
  );
  const buckets = new Map(stored.map((bucket) => [bucket.key, bucket]));
  const now = new Date();
  return respond(c, {
    limits: due.map(({ limit }, index) =>
      limitView({ limit, ...levelOf(limit, buckets.get(keys[index]!) ?? null, now) }),
    ),
  });
});
