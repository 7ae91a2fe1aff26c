import { requirePermission, type Ctx } from "../../platform/ctx";
import { DomainError } from "../../platform/errors";
import { UpstreamError } from "../errors";
import { stdioServers } from "../stdio-servers";
import type { StdioServer } from "../types";

/**
 * The programs that the operator of this installation lets upstreams run.
 * @throws DomainError FORBIDDEN; UPSTREAM_UNAVAILABLE naming what is wrong with the operator's file
 */
export async function listStdioServers(ctx: Ctx): Promise<StdioServer[]> {
  requirePermission(ctx, "upstreams.read");
  return Promise.resolve(offeredServers());
}

/** @throws DomainError UPSTREAM_UNAVAILABLE naming what is wrong with the operator's file */
export function offeredServers(): StdioServer[] {
  try {
    return stdioServers();
  } catch (error) {
    if (error instanceof UpstreamError) throw new DomainError(error.code, error.message, { cause: error });
    throw error;
  }
}
