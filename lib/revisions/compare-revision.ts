import { requirePermission, type Ctx } from "../platform/ctx";
import { withTenant } from "../platform/db";
import { DomainError } from "../platform/errors";
import { catalogOf } from "./catalog";
import { compareWith } from "./comparing";
import { compiledOrNull } from "./content";
import { loadRevision } from "./on-revision";
import { parseInput } from "./parse";
import { publishedRevision } from "./read-facts";
import { CompareInput } from "./schemas";
import type { StoredDiff } from "./types";

/**
 * What a revision, as it was last saved, means beside the one in force in production or the one it was drafted
 * from; beside nothing where there is none.
 * @throws DomainError FORBIDDEN, INVALID_INPUT, NOT_FOUND, CONFLICT where one of the texts is not a policy
 */
export async function compareRevision(ctx: Ctx, input: CompareInput): Promise<StoredDiff> {
  requirePermission(ctx, "policy.read");
  const { id, against } = parseInput(CompareInput, input);
  const { tenantId } = ctx;
  return withTenant(tenantId, async (tx) => {
    const row = await loadRevision(tx, tenantId, id);
    const base = () => (row.baseId ? loadRevision(tx, tenantId, row.baseId) : null);
    const other = against === "base" ? await base() : await publishedRevision(tx, tenantId);
    const candidate = compiledOrNull(row.document);
    if (!candidate) throw notAPolicy(row.number);
    if (other && !compiledOrNull(other.document)) throw notAPolicy(other.number);
    return compareWith(other, candidate, await catalogOf(tx, ctx));
  });
}

function notAPolicy(number: number): DomainError {
  return new DomainError(
    "CONFLICT",
    `The text of revision ${number} is not a policy, so only the texts can be compared.`,
  );
}
