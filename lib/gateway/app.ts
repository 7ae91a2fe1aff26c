import { Hono, type Context, type MiddlewareHandler } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { DomainError, notFound } from "../platform/errors";
import { problemParts } from "../platform/errors/problem";
import { logger } from "../platform/log";
import { authenticate } from "./authenticate";
import { healthRoutes } from "./health";
import { mcpOptions, mcpRoutes } from "./mcp";
import { mcpPorts } from "./mcp-ports";
import { apiVersion, envelope, envelopeAfter } from "./http/envelope";
import type { GatewayEnv } from "./http/types";
import { callRoutes } from "./rest/calls";
import { sessionRoutes } from "./rest/sessions";
import { toolRoutes } from "./rest/tools";

const requireCaller: MiddlewareHandler<GatewayEnv> = async (c, next) => {
  c.set("caller", await authenticate(c.req.header("authorization")));
  await next();
};

function answer(c: Context<GatewayEnv>, error: unknown): Response {
  const { text, status, headers } = problemParts(error, c.get("requestId"));
  // safe because every status of the error table has a body
  return c.body(text, status as ContentfulStatusCode, headers);
}

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
    return answer(c, error);
  });
  app.notFound((c) => answer(c, notFound("endpoint")));
  app.route("/", healthRoutes);
  const api = new Hono<GatewayEnv>();
  api.use(requireCaller, apiVersion);
  api.route("/", toolRoutes).route("/", callRoutes).route("/", sessionRoutes);
  app.route("/api/v1", api);
  app.use("/mcp", envelopeAfter);
  app.use("/mcp/*", envelopeAfter);
  app.route("/", mcpRoutes(mcpPorts, mcpOptions()));
  return app;
}
