import type { MiddlewareHandler } from "hono";
import { DomainError } from "../../platform/errors";
import { newId } from "../../platform/ids";
import type { GatewayEnv } from "./types";

export const API_VERSION = "1";
const SUPPORTED_VERSIONS = ["1"];
const REQUEST_ID = /^[\w.-]{1,64}$/;

/** Every answer names its request and the API versions there are; an unknown version is refused before anything else. */
export const envelope: MiddlewareHandler<GatewayEnv> = async (c, next) => {
  const sent = c.req.header("x-request-id");
  c.set("requestId", sent && REQUEST_ID.test(sent) ? sent : newId());
  await next();
  c.header("x-request-id", c.get("requestId"));
  c.header("x-agentgate-api-version", API_VERSION);
  c.header("x-agentgate-supported-versions", SUPPORTED_VERSIONS.join(", "));
  c.header("x-content-type-options", "nosniff");
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
