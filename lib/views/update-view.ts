import type { Ctx } from "../platform/ctx";
import { withTenant } from "../platform/db";
import { DomainError, invalidInput } from "../platform/errors";
import { appendLeaf } from "../platform/ledger";
import { editableView, uniqueName } from "./access";
import { UpdateViewInput } from "./schemas";

/**
 * Renames a view, gives it other filters, shares it or takes it back. Recorded where everybody sees or saw it.
 * @throws DomainError FORBIDDEN, INVALID_INPUT, NOT_FOUND; CONFLICT where the name is taken, or it changed meanwhile
 */
export async function updateView(ctx: Ctx, input: UpdateViewInput): Promise<{ id: string }> {
  const parsed = UpdateViewInput.safeParse(input);
  if (!parsed.success) throw invalidInput(parsed.error);
  const { viewId: id, ...change } = parsed.data;
  const { tenantId } = ctx;
  return withTenant(tenantId, async (tx) => {
    const before = await editableView(tx, ctx, id);
    const name = change.name ?? before.name;
    const query = change.query ?? before.query;
    const shared = change.shared ?? before.shared;
    const { count } = await uniqueName(name, () =>
      tx.savedView.updateMany({
        where: { id, tenantId, shared: before.shared, name: before.name },
        data: { name, query, shared },
      }),
    );
    if (count === 0) throw new DomainError("CONFLICT", "The view has changed just now. Look at it again.");
    // Nobody's list may open with a view that they no longer see.
    if (!shared)
      await tx.viewDefault.deleteMany({ where: { tenantId, viewId: id, userId: { not: before.ownerId } } });
    if (shared || before.shared)
      await appendLeaf(tx, ctx, {
        action: shared ? (before.shared ? "view.changed" : "view.shared") : "view.unshared",
        subjectKind: "saved_view",
        subjectId: id,
        data: { screen: before.screen, name, query, before: { name: before.name, query: before.query } },
      });
    return { id };
  });
}
