import { requirePermission, type Ctx } from "../platform/ctx";
import { withTenant } from "../platform/db";
import { isId } from "../platform/ids";
import { parseInput } from "./parse";
import { SearchTargetsInput } from "./schemas";
import { sessionLabel } from "./targets";
import type { NamedTarget } from "./types";

const EACH = 6;

/** What could be stopped and whose name holds the text, or whose id it is: a few of each kind. @throws DomainError FORBIDDEN, INVALID_INPUT */
export async function searchTargets(ctx: Ctx, input: SearchTargetsInput): Promise<NamedTarget[]> {
  requirePermission(ctx, "switches.read");
  const { q } = parseInput(SearchTargetsInput, input);
  const { tenantId } = ctx;
  const like = { contains: q, mode: "insensitive" as const };
  const id = isId(q.toLowerCase()) ? q.toLowerCase() : null;
  return withTenant(tenantId, async (tx) => {
    const agents = await tx.agent.findMany({
      where: { tenantId, disabledAt: null, test: false, ...(id ? { id } : { name: like }) },
      orderBy: { name: "asc" },
      take: EACH,
    });
    const capabilities = await tx.capability.findMany({
      where: { tenantId, status: { not: "retired" }, ...(id ? { id } : { name: like }) },
      orderBy: { name: "asc" },
      take: EACH,
    });
    const upstreams = await tx.upstream.findMany({
      where: { tenantId, disabledAt: null, ...(id ? { id } : { OR: [{ name: like }, { slug: like }] }) },
      orderBy: { name: "asc" },
      take: EACH,
    });
    const sessions = await tx.session.findMany({
      where: {
        tenantId,
        ...(id
          ? { OR: [{ id }, { agentId: id }] }
          : {
              endedAt: null,
              ...(q && { OR: [{ label: like }, { agentId: { in: agents.map((it) => it.id) } }] }),
            }),
      },
      orderBy: { id: "desc" },
      take: EACH,
    });
    const names = new Map(
      (
        await tx.agent.findMany({
          where: { id: { in: sessions.map(({ agentId }) => agentId) } },
          select: { id: true, name: true },
        })
      ).map((it) => [it.id, it.name]),
    );
    return [
      ...agents.map((it) => ({
        scope: "agent" as const,
        target: it.id,
        label: it.name,
        detail: it.description,
      })),
      ...capabilities.map((it) => ({
        scope: "capability" as const,
        target: it.name,
        label: it.name,
        detail: it.title,
      })),
      ...upstreams.map((it) => ({
        scope: "upstream" as const,
        target: it.slug,
        label: it.name,
        detail: it.slug,
      })),
      ...sessions.map((it) => ({
        scope: "session" as const,
        target: it.id,
        label: sessionLabel(it.id),
        detail: [names.get(it.agentId) ?? "unknown agent", it.label].filter(Boolean).join(" · "),
      })),
    ];
  });
}
