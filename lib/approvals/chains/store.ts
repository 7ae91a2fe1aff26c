import type { ApprovalChain, Tx } from "../../platform/db";
import { ChainSpec } from "../schemas";
import type { NameBook } from "./types";

/** Who changes what chains are made of, chains and teams, takes turns in a tenant until the transaction ends. */
export async function takeTurns(tx: Tx, tenantId: string): Promise<void> {
  await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`agentgate.chains.${tenantId}`}, 0))`;
}

/** The version in force of each of the tenant's own chains, by name. */
export async function newestChains(tx: Tx, tenantId: string): Promise<ApprovalChain[]> {
  return tx.approvalChain.findMany({
    where: { tenantId },
    distinct: ["name"],
    orderBy: [{ name: "asc" }, { version: "desc" }],
  });
}

/** The version in force of one chain; null where the tenant has none of this name. */
export async function newestChain(tx: Tx, tenantId: string, name: string): Promise<ApprovalChain | null> {
  return tx.approvalChain.findFirst({ where: { tenantId, name }, orderBy: { version: "desc" } });
}

/** A stored chain. Only what this schema let through was ever stored; defaults fill in what came later. */
export function specOf({ spec }: Pick<ApprovalChain, "spec">): ChainSpec {
  return ChainSpec.parse(spec);
}

/** What everything that a chain can name is called here, former members left out. */
export async function nameBook(tx: Tx, tenantId: string): Promise<NameBook> {
  const teams = await tx.team.findMany({ where: { tenantId }, select: { id: true, name: true } });
  const members = await tx.membership.findMany({
    where: { tenantId },
    select: { userId: true, user: { select: { name: true } } },
  });
  return {
    teams: Object.fromEntries(teams.map(({ id, name }) => [id, name])),
    people: Object.fromEntries(members.map(({ userId, user }) => [userId, user.name])),
  };
}

export type Waiting = { name: string; version: number; waiting: number };

/** How many requests wait now under each version of each chain. */
export async function waitingByChain(tx: Tx, tenantId: string): Promise<Waiting[]> {
  return tx.$queryRaw<Waiting[]>`
    SELECT chain ->> 'name' AS name, (chain ->> 'version')::int AS version, count(*)::int AS waiting
    FROM approvals
    WHERE tenant_id = ${tenantId}::uuid AND status = 'pending' AND expires_at > coalesce(frozen_at, clock_timestamp())
    GROUP BY 1, 2`;
}
