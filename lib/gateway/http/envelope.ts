import type { Context, MiddlewareHandler } from "hono";
import { DomainError } from "../../platform/errors";
import { newId } from "../../platform/ids";
import type { GatewayEnv } from "./types";

export const API_VERSION = "1";
const SUPPORTED_VERSIONS = ["1"];
const REQUEST_ID = /^[\w.-]{1,64}$/;

function nameAnswer(c: Context<GatewayEnv>): void {
  c.header("x-request-id", c.get("requestId"));
  c.header("x-agentgate-api-version", API_VERSION);
  c.header("x-agentgate-supported-versions", SUPPORTED_VERSIONS.join(", "));
  c.header("x-content-type-options", "nosniff");
}

/**
 * Every answer names its request and the API versions there are. The headers are set before the handler runs:
 * added to a finished Response, they would make it be copied.
 */
export const envelope: MiddlewareHandler<GatewayEnv> = async (c, next) => {
  const sent = c.req.header("x-request-id");
  c.set("requestId", sent && REQUEST_ID.test(sent) ? sent : newId());
  nameAnswer(c);
  await next();
};

/** For handlers that return a Response of their own, which knows nothing of the headers set before. */
export const envelopeAfter: MiddlewareHandler<GatewayEnv> = async (c, next) => {
  await next();
  nameAnswer(c);
};

/** @throws DomainError UNSUPPORTED_API_VERSION naming the versions there are. */
export const apiVersion: MiddlewareHandler<GatewayEnv> = async (c, next) => {
  const wanted = c.req.header("x-agentgate-requested-version");
  if (wanted !== undefined && !SUPPORTED_VERSIONS.includes(wanted))
    throw new DomainError(
      "UNSUPPORTED_API_VERSION",
      `This gateway speaks API version ${SUPPORTED_VERSIONS.join(", ")}, not ${JSON.stringify(wanted.slice(0, 20))}.`,
    );
  await next();
};
