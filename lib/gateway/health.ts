import { Hono } from "hono";
import { pool } from "../platform/db";
import { respond } from "./http/respond";
import type { GatewayEnv } from "./http/types";

/** /healthz: the process lives. /readyz: it can record decisions, or it is 503 and gets no traffic. */
export const healthRoutes = new Hono<GatewayEnv>()
  .get("/healthz", (c) => respond(c, { status: "ok" }))
  .get("/readyz", async (c) => {
    try {
      await pool().query("select 1");
      return respond(c, { status: "ready" });
    } catch {
      return respond(c, { status: "unavailable", database: "unreachable" }, 503);
    }
  });
