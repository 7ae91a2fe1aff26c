import type { Ctx } from "../platform/ctx";
import { withTenant } from "../platform/db";
import { invalidInput } from "../platform/errors";
import { mayEdit, requireViewer } from "./access";
import { ListViewsInput } from "./schemas";
import type { SavedView } from "./types";

/** The person's own views of a list and those shared with everybody, by name. @throws DomainError FORBIDDEN, INVALID_INPUT */
export async function listViews(ctx: Ctx, input: ListViewsInput): Promise<SavedView[]> {
  const parsed = ListViewsInput.safeParse(input);
  if (!parsed.success) throw invalidInput(parsed.error);
  const { screen } = parsed.data;
  const userId = requireViewer(ctx, screen);
  const { tenantId } = ctx;
  return withTenant(tenantId, async (tx) => {
    const views = await tx.savedView.findMany({
      where: { tenantId, screen, OR: [{ ownerId: userId }, { shared: true }] },
      orderBy: [{ name: "asc" }, { id: "asc" }],
      include: { defaults: { where: { userId } } },
    });
    const others = views.map(({ ownerId }) => ownerId).filter((id) => id !== userId);
    const owners = await tx.user.findMany({
      where: { id: { in: others } },
      select: { id: true, name: true },
    });
    const names = new Map(owners.map(({ id, name }) => [id, name]));
    return views.map((view) => ({
      id: view.id,
      name: view.name,
      query: view.query,
      shared: view.shared,
      ownerName: names.get(view.ownerId) ?? null,
      editable: mayEdit(ctx, view),
      isDefault: view.defaults.length > 0,
    }));
  });
}
