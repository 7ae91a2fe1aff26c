import { Hono, type MiddlewareHandler } from "hono";
import { DomainError, notFound } from "../platform/errors";
import { logger } from "../platform/log";
import { authenticate } from "./authenticate";
import { healthRoutes } from "./health";
import { mcpOptions, mcpRoutes } from "./mcp";
import { mcpPorts } from "./mcp-ports";
import { apiVersion, envelope, envelopeAfter } from "./http/envelope";
import { respondProblem } from "./http/respond";
import type { GatewayEnv } from "./http/types";
import { callRoutes } from "./rest/calls";
import { limitRoutes } from "./rest/limits";
import { policyRoutes } from "./rest/policy";
import { sessionRoutes } from "./rest/sessions";
import { toolRoutes } from "./rest/tools";

const requireCaller: MiddlewareHandler<GatewayEnv> = async (c, next) => {
  c.set("caller", await authenticate(c.req.header("authorization")));
  await next();
};

/**
 * The gateway: every endpoint that is not a page, on web-standard Request and Response. Mounted by
 * gateway/server.ts on a port of its own, and by the console under the same paths.
 */
export function createGateway(): Hono<GatewayEnv> {
  const app = new Hono<GatewayEnv>();
  app.use(envelope);
  app.onError((error, c) => {
    if (!(error instanceof DomainError))
      logger("gateway").error("a request failed unexpectedly", { requestId: c.get("requestId"), err: error });
    return respondProblem(c, error);
  });
  app.notFound((c) => respondProblem(c, notFound("endpoint")));
  app.route("/", healthRoutes);
  const api = new Hono<GatewayEnv>();
  api.use(requireCaller, apiVersion);
  api.route("/", toolRoutes).route("/", callRoutes).route("/", sessionRoutes).route("/", policyRoutes);
  api.route("/", limitRoutes);
  app.route("/api/v1", api);
  app.use("/mcp", envelopeAfter);
  app.use("/mcp/*", envelopeAfter);
  app.route("/", mcpRoutes(mcpPorts, mcpOptions()));
  return app;
}
