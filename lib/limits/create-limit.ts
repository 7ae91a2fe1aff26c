import { requirePermission, type Ctx } from "../platform/ctx";
import { withTenant } from "../platform/db";
import { DomainError, invalidInput } from "../platform/errors";
import { newId } from "../platform/ids";
import { appendLeaf } from "../platform/ledger";
import { CreateLimitInput, MAX_LIMITS } from "./schemas";
import { limitFacts, targetExists, termsColumns } from "./store";
import type { ChangedLimit } from "./types";

/**
 * Sets a limit; every call from now on has to fit it.
 * @throws DomainError FORBIDDEN, INVALID_INPUT, also for a target that isn't there; CONFLICT where there are too many
 */
export async function createLimit(ctx: Ctx, input: CreateLimitInput): Promise<ChangedLimit> {
  requirePermission(ctx, "limits.manage");
  const parsed = CreateLimitInput.safeParse(input);
  if (!parsed.success) throw invalidInput(parsed.error);
  const { scope, target, terms, note } = parsed.data;
  const { tenantId, actor } = ctx;
  return withTenant(tenantId, async (tx) => {
    if (target !== null && !(await targetExists(tx, tenantId, scope, target))) {
      const detail = `There is no such ${scope}.`;
      throw new DomainError("INVALID_INPUT", detail, { faults: [{ pointer: "/target", detail }] });
    }
    if ((await tx.rateLimit.count({ where: { tenantId } })) >= MAX_LIMITS)
      throw new DomainError("CONFLICT", `There are ${MAX_LIMITS} limits already. Delete one first.`);
    const id = newId();
    const createdById = actor.kind === "user" ? actor.id : null;
    const created = await tx.rateLimit.create({
      data: { id, tenantId, scope, target, note, createdById, ...termsColumns(terms) },
    });
    const auditId = await appendLeaf(tx, ctx, {
      action: "limit.created",
      subjectKind: "limit",
      subjectId: id,
      data: limitFacts(created),
    });
    return { id, auditId };
  });
}
