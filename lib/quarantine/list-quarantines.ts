import { requirePermission, type Ctx } from "../platform/ctx";
import { withTenant } from "../platform/db";
import { parseInput } from "./parse";
import { toRows } from "./rows";
import { ListQuarantinesInput } from "./schemas";
import type { QuarantinePage } from "./types";

/** The tenant's quarantines, newest first. @throws DomainError FORBIDDEN, INVALID_INPUT */
export async function listQuarantines(ctx: Ctx, input: ListQuarantinesInput): Promise<QuarantinePage> {
  requirePermission(ctx, "sessions.read");
  const { open, cursor, limit, ...which } = parseInput(ListQuarantinesInput, input);
  const { tenantId } = ctx;
  return withTenant(tenantId, async (tx) => {
    const found = await tx.quarantine.findMany({
      where: {
        tenantId,
        ...given(which),
        ...(open === undefined ? {} : { releasedAt: open ? null : { not: null } }),
        ...(cursor === undefined ? {} : { id: { lt: cursor } }),
      },
      orderBy: { id: "desc" },
      take: limit + 1,
    });
    const page = found.slice(0, limit);
    return {
      rows: await toRows(tx, page),
      nextCursor: found.length > limit ? (page.at(-1)?.id ?? null) : null,
      now: new Date().toISOString(),
    };
  });
}

type Which = Partial<Record<"sessionId" | "agentId" | "incidentId", string | undefined>>;

function given({ sessionId, agentId, incidentId }: Which) {
  return {
    ...(sessionId === undefined ? {} : { sessionId }),
    ...(agentId === undefined ? {} : { agentId }),
    ...(incidentId === undefined ? {} : { incidentId }),
  };
}
