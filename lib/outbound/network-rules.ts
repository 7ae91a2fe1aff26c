import { requirePermission, type Ctx } from "../platform/ctx";
import { withTenant } from "../platform/db";
import { DomainError, invalidInput, notFound } from "../platform/errors";
import { newId } from "../platform/ids";
import { appendLeaf } from "../platform/ledger";
import { readRange } from "./range";
import { AddNetworkRuleInput, NetworkRuleRef } from "./schemas";
import type { NetworkRuleRow } from "./types";

/** Every connection is checked against all of them. */
const MAX_RULES = 200;
const COLUMNS = { id: true, cidr: true, note: true, createdAt: true } as const;

type Stored = { id: string; cidr: string; note: string; createdAt: Date };
const toRow = ({ createdAt, ...rule }: Stored): NetworkRuleRow => ({
  ...rule,
  createdAt: createdAt.toISOString(),
});

/**
 * Lets the tenant's upstreams be in a range that isn't public.
 * @throws DomainError FORBIDDEN; INVALID_INPUT for what is no range, never permitted, public or too wide; CONFLICT
 * where there is such a rule
 */
export async function addNetworkRule(ctx: Ctx, input: AddNetworkRuleInput): Promise<NetworkRuleRow> {
  requirePermission(ctx, "upstreams.manage");
  const parsed = AddNetworkRuleInput.safeParse(input);
  if (!parsed.success) throw invalidInput(parsed.error);
  const range = readRange(parsed.data.cidr);
  if ("fault" in range) {
    const faults = [{ pointer: "/cidr", detail: range.fault }];
    throw new DomainError("INVALID_INPUT", range.fault, { faults });
  }
  const { tenantId, actor } = ctx;
  const rule = { cidr: range.cidr, note: parsed.data.note };
  return withTenant(tenantId, async (tx) => {
    if ((await tx.networkRule.count({ where: { tenantId } })) >= MAX_RULES) {
      throw new DomainError(
        "CONFLICT",
        `There are ${MAX_RULES} rules already. Take back one that isn't needed.`,
      );
    }
    const id = newId();
    const createdById = actor.kind === "user" ? actor.id : null;
    const data = { id, tenantId, ...rule, createdById };
    const { count } = await tx.networkRule.createMany({ data, skipDuplicates: true });
    if (count === 0) throw new DomainError("CONFLICT", `There is a rule for ${rule.cidr} already.`);
    await appendLeaf(tx, ctx, {
      action: "network_rule.added",
      subjectKind: "network_rule",
      subjectId: id,
      data: rule,
    });
    return toRow(await tx.networkRule.findUniqueOrThrow({ where: { id }, select: COLUMNS }));
  });
}

/** Takes a rule back: from the next connection on, its range is closed. @throws DomainError FORBIDDEN, INVALID_INPUT, NOT_FOUND, CONFLICT */
export async function removeNetworkRule(ctx: Ctx, input: NetworkRuleRef): Promise<void> {
  requirePermission(ctx, "upstreams.manage");
  const parsed = NetworkRuleRef.safeParse(input);
  if (!parsed.success) throw invalidInput(parsed.error);
  const { id } = parsed.data;
  const { tenantId } = ctx;
  await withTenant(tenantId, async (tx) => {
    const rule = await tx.networkRule.findFirst({ where: { id, tenantId }, select: COLUMNS });
    if (!rule) throw notFound("network rule");
    const { count } = await tx.networkRule.deleteMany({ where: { id, tenantId } });
    if (count === 0) throw new DomainError("CONFLICT", "Somebody has taken the rule back just now.");
    await appendLeaf(tx, ctx, {
      action: "network_rule.removed",
      subjectKind: "network_rule",
      subjectId: id,
      data: { cidr: rule.cidr, note: rule.note },
    });
  });
}

/** All rules, oldest first. @throws DomainError FORBIDDEN */
export async function listNetworkRules(ctx: Ctx): Promise<NetworkRuleRow[]> {
  requirePermission(ctx, "upstreams.read");
  const { tenantId } = ctx;
  const rows = await withTenant(tenantId, (tx) =>
    tx.networkRule.findMany({ where: { tenantId }, orderBy: { id: "asc" }, select: COLUMNS }),
  );
  return rows.map(toRow);
}
