import type { Ctx } from "../platform/ctx";
import { withTenant } from "../platform/db";
import { invalidInput, notFound } from "../platform/errors";
import { appendLeaf } from "../platform/ledger";
import { editableView } from "./access";
import { DeleteViewInput } from "./schemas";

/** Takes a view away, and with it being anybody's default. @throws DomainError FORBIDDEN, INVALID_INPUT, NOT_FOUND */
export async function deleteView(ctx: Ctx, input: DeleteViewInput): Promise<{ id: string }> {
  const parsed = DeleteViewInput.safeParse(input);
  if (!parsed.success) throw invalidInput(parsed.error);
  const { viewId: id } = parsed.data;
  const { tenantId } = ctx;
  return withTenant(tenantId, async (tx) => {
    const view = await editableView(tx, ctx, id);
    const { count } = await tx.savedView.deleteMany({ where: { id, tenantId } });
    if (count === 0) throw notFound("saved view");
    if (view.shared)
      await appendLeaf(tx, ctx, {
        action: "view.deleted",
        subjectKind: "saved_view",
        subjectId: id,
        data: { screen: view.screen, name: view.name, query: view.query },
      });
    return { id };
  });
}
