import type { MiddlewareHandler } from "hono";
import { DomainError } from "../../platform/errors";
import { newId } from "../../platform/ids";
import { envelopeHeaders } from "./respond";
import type { GatewayEnv } from "./types";
import { SUPPORTED_VERSIONS } from "./versions";

const REQUEST_ID = /^[\w.-]{1,64}$/;

/** Gives every request a name, which `respond` puts on its answer: the caller's own where it sent one. */
export const envelope: MiddlewareHandler<GatewayEnv> = async (c, next) => {
  const sent = c.req.header("x-request-id");
  c.set("requestId", sent && REQUEST_ID.test(sent) ? sent : newId());
  await next();
};

/** For handlers that return a Response of their own, which knows nothing of the headers set before. */
export const envelopeAfter: MiddlewareHandler<GatewayEnv> = async (c, next) => {
  await next();
  for (const [name, value] of Object.entries(envelopeHeaders(c))) c.header(name, value);
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
