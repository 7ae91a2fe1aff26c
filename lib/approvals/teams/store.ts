import type { Team, Tx } from "../../platform/db";
import { notFound } from "../../platform/errors";
import { membersOf } from "../chains/save-chain";
import { newestChains, specOf } from "../chains/store";

/** @throws DomainError NOT_FOUND */
export async function requireTeam(tx: Tx, tenantId: string, id: string): Promise<Team> {
  const team = await tx.team.findFirst({ where: { tenantId, id } });
  if (!team) throw notFound("team");
  return team;
}

/** Which chains name which team, in their newest version. */
export async function chainsByTeam(tx: Tx, tenantId: string): Promise<Map<string, string[]>> {
  const named = new Map<string, string[]>();
  for (const chain of await newestChains(tx, tenantId)) {
    const teams = membersOf(specOf(chain)).flatMap(({ members }) =>
      members.kind === "team" ? [members.teamId] : [],
    );
    for (const id of new Set(teams)) named.set(id, [...(named.get(id) ?? []), chain.name]);
  }
  return named;
}

/** How many requests that wait now were held under a chain that names this team. */
export async function waitingForTeam(tx: Tx, tenantId: string, id: string): Promise<number> {
  const rows = await tx.$queryRaw<{ n: number }[]>`
    SELECT count(*)::int AS n FROM approvals
    WHERE tenant_id = ${tenantId}::uuid AND status = 'pending' AND expires_at > coalesce(frozen_at, clock_timestamp())
      AND jsonb_path_exists(chain, '$.** ? (@.teamId == $id)', jsonb_build_object('id', ${id}::text))`;
  return rows[0]?.n ?? 0;
}
