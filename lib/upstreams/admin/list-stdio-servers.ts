import { requirePermission, type Ctx } from "../../platform/ctx";
import { stdioServers } from "../stdio-servers";
import type { OfferedServers } from "../types";

/**
 * The programs that the operator of this installation lets upstreams run. A list that is not usable is no failure:
 * only upstreams of one kind need it.
 * @throws DomainError FORBIDDEN
 */
export async function listStdioServers(ctx: Ctx): Promise<OfferedServers> {
  requirePermission(ctx, "upstreams.read");
  return Promise.resolve(stdioServers());
}
