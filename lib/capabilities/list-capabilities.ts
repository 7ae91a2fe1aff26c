import { requirePermission, type Ctx } from "../platform/ctx";
import { withTenant, type Prisma, type Tx } from "../platform/db";
import { invalidInput, notFound } from "../platform/errors";
import { isId } from "../platform/ids";
import type { z } from "zod";
import { acceptedDefinition } from "./revisions";
import { ListCapabilitiesInput } from "./schemas";
import { findCapabilities, findCapability, toDetail, toRow } from "./store";
import type { CapabilityDetail, CapabilityPage } from "./types";

/**
 * One page of the registry in name order; `nextCursor` is what to pass as `cursor` for the next.
 * @throws DomainError FORBIDDEN, INVALID_INPUT.
 */
export async function listCapabilities(ctx: Ctx, input: ListCapabilitiesInput): Promise<CapabilityPage> {
  requirePermission(ctx, "capabilities.read");
  const parsed = ListCapabilitiesInput.safeParse(input);
  if (!parsed.success) throw invalidInput(parsed.error);
  const filters = parsed.data;
  return withTenant(ctx.tenantId, async (tx) => {
    const rows = await findCapabilities(tx, where(tx, ctx.tenantId, filters), filters.limit + 1);
    const page = rows.slice(0, filters.limit).map(toRow);
    return { rows: page, nextCursor: rows.length > page.length ? (page.at(-1)?.name ?? null) : null };
  });
}

function where(
  tx: Tx,
  tenantId: string,
  filters: z.output<typeof ListCapabilitiesInput>,
): Prisma.CapabilityWhereInput {
  const { q, risk, operation, upstream, status, reviewed, cursor } = filters;
  const all: Prisma.CapabilityWhereInput[] = [{ tenantId }];
  if (q) {
    const contains = { contains: q.replace(/[\\%_]/g, "\\$&"), mode: "insensitive" } as const;
    all.push({ OR: [{ name: contains }, { title: contains }, { description: contains }] });
  }
  if (risk)
    all.push(risk === "HIGH" ? { OR: [{ riskLevel: risk }, { riskLevel: null }] } : { riskLevel: risk });
  if (operation) all.push({ operation });
  if (upstream) all.push({ upstream: { slug: upstream } });
  if (status) all.push({ status });
  if (reviewed !== undefined) {
    const accepted = { acceptedHash: { equals: tx.capability.fields.definitionHash } };
    // Nothing equals null, and neither does nothing differ from it.
    all.push(reviewed ? accepted : { OR: [{ acceptedHash: null }, { NOT: accepted }] });
  }
  if (cursor) all.push({ name: { gt: cursor } });
  return { AND: all };
}

/** @throws DomainError FORBIDDEN, NOT_FOUND. */
export async function getCapability(ctx: Ctx, id: string): Promise<CapabilityDetail> {
  requirePermission(ctx, "capabilities.read");
  if (!isId(id)) throw notFound("capability");
  return withTenant(ctx.tenantId, async (tx) => {
    const stored = await findCapability(tx, ctx.tenantId, id);
    if (!stored) throw notFound("capability");
    return toDetail(stored, await acceptedDefinition(tx, stored));
  });
}
