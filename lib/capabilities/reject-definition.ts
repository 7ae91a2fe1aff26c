import { requirePermission, type Ctx } from "../platform/ctx";
import { withTenant } from "../platform/db";
import { DomainError, invalidInput } from "../platform/errors";
import { RejectDefinitionInput } from "./schemas";
import { loadSeen, storeRejection } from "./store-review";
import type { JudgedCapability } from "./types";

/**
 * A person turns a definition down that nobody has accepted: every call is refused until the upstream offers what
 * was accepted before, or a person accepts what it offers.
 * @throws DomainError FORBIDDEN, INVALID_INPUT, NOT_FOUND; CONFLICT when the definition is not what the person saw,
 * was accepted, or is turned down already.
 */
export async function rejectDefinition(ctx: Ctx, input: RejectDefinitionInput): Promise<JudgedCapability> {
  requirePermission(ctx, "capabilities.manage");
  const parsed = RejectDefinitionInput.safeParse(input);
  if (!parsed.success) throw invalidInput(parsed.error);
  const { reason, ...seen } = parsed.data;
  return withTenant(ctx.tenantId, async (tx) => {
    const stored = await loadSeen(tx, ctx, seen);
    if (stored.acceptedHash === stored.definitionHash)
      throw conflict("A person has accepted this definition. To stop its calls, set a kill switch.");
    if (stored.suspension === "rejected") throw conflict("This definition has been turned down already.");
    return storeRejection(tx, ctx, stored, reason);
  });
}

function conflict(detail: string): DomainError {
  return new DomainError("CONFLICT", detail);
}
