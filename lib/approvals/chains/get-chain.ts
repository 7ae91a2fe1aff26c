import { requirePermission, type Ctx } from "../../platform/ctx";
import { withTenant, type ApprovalChain } from "../../platform/db";
import { notFound } from "../../platform/errors";
import { ChainName } from "../schemas";
import { describer } from "./describe-chain";
import { reachOf } from "./reach";
import { specOf } from "./store";
import type { ChainDetail, ChainVersion } from "./types";
import { chainChanges } from "./words";

type Describer = Awaited<ReturnType<typeof describer>>;

/** One chain with its whole history. @throws DomainError FORBIDDEN, NOT_FOUND */
export async function getChain(ctx: Ctx, name: string): Promise<ChainDetail> {
  requirePermission(ctx, "approvals.read");
  const parsed = ChainName.safeParse(name);
  if (!parsed.success) throw notFound("chain");
  return withTenant(ctx.tenantId, async (tx) => {
    const stored = await tx.approvalChain.findMany({
      where: { tenantId: ctx.tenantId, name: parsed.data },
      orderBy: { version: "desc" },
    });
    const about = await describer(tx, ctx.tenantId);
    const row = stored[0] ? about.own(stored[0]) : about.builtIn(parsed.data);
    if (!row) throw notFound("chain");
    const { warnings } = reachOf(row.spec, about.people);
    return { ...row, warnings, versions: versionsOf(stored, about), names: about.names };
  });
}

function versionsOf(stored: readonly ApprovalChain[], { names, waiting, person }: Describer): ChainVersion[] {
  return stored.map((chain, n) => {
    const spec = specOf(chain);
    const before = stored[n + 1];
    return {
      version: chain.version,
      spec,
      note: chain.note,
      savedAt: chain.createdAt.toISOString(),
      savedBy: person(chain.authorId),
      changes: before ? chainChanges(specOf(before), spec, names) : [],
      waiting:
        waiting.find(({ name, version }) => name === chain.name && version === chain.version)?.waiting ?? 0,
    };
  });
}
