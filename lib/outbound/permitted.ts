import type { Tx } from "../platform/db";

/** CIDRs that the tenant's admin permits beside public addresses. */
export async function permittedRanges(tx: Tx, tenantId: string): Promise<string[]> {
  const rules = await tx.networkRule.findMany({ where: { tenantId }, select: { cidr: true } });
  return rules.map(({ cidr }) => cidr);
}
