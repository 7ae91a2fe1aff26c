import type { Ctx } from "../platform/ctx";
import { withTenant } from "../platform/db";
import { DomainError, invalidInput } from "../platform/errors";
import { newId } from "../platform/ids";
import { appendLeaf } from "../platform/ledger";
import { requireViewer, uniqueName } from "./access";
import { MAX_VIEWS, SaveViewInput } from "./schemas";

/**
 * Keeps filters under a name, for oneself or for everybody. What everybody sees is recorded.
 * @throws DomainError FORBIDDEN, INVALID_INPUT; CONFLICT where the name is taken or there are too many
 */
export async function saveView(ctx: Ctx, input: SaveViewInput): Promise<{ id: string }> {
  const parsed = SaveViewInput.safeParse(input);
  if (!parsed.success) throw invalidInput(parsed.error);
  const { screen, name, query, shared } = parsed.data;
  const ownerId = requireViewer(ctx, screen);
  const { tenantId } = ctx;
  return withTenant(tenantId, async (tx) => {
    const kept = await tx.savedView.count({
      where: { tenantId, screen, ...(shared ? { shared } : { shared, ownerId }) },
    });
    if (kept >= MAX_VIEWS)
      throw new DomainError(
        "CONFLICT",
        `There are ${MAX_VIEWS} views already. Delete one that nobody needs.`,
      );
    const id = newId();
    await uniqueName(name, () =>
      tx.savedView.createMany({ data: { id, tenantId, ownerId, screen, name, query, shared } }),
    );
    if (shared)
      await appendLeaf(tx, ctx, {
        action: "view.shared",
        subjectKind: "saved_view",
        subjectId: id,
        data: { screen, name, query },
      });
    return { id };
  });
}
