import { Hono } from "hono";
import { pool } from "../platform/db";
import type { GatewayEnv } from "./http/types";

/** /healthz: the process lives. /readyz: it can record decisions, or it is 503 and gets no traffic. */
export const healthRoutes = new Hono<GatewayEnv>()
  .get("/healthz", (c) => c.json({ status: "ok" }))
  .get("/readyz", async (c) => {
    try {
      await pool().query("select 1");
      return c.json({ status: "ready" });
    } catch {
      return c.json({ status: "unavailable", database: "unreachable" }, 503);
    }
  });
