import type { Ctx } from "../platform/ctx";
import { withTenant } from "../platform/db";
import { invalidInput, notFound } from "../platform/errors";
import { requireViewer } from "./access";
import { ListViewsInput, SetDefaultViewInput } from "./schemas";

/** The query of the view that the person's list opens with, or null. @throws DomainError FORBIDDEN, INVALID_INPUT */
export async function defaultViewQuery(ctx: Ctx, input: ListViewsInput): Promise<string | null> {
  const parsed = ListViewsInput.safeParse(input);
  if (!parsed.success) throw invalidInput(parsed.error);
  const { screen } = parsed.data;
  const userId = requireViewer(ctx, screen);
  const { tenantId } = ctx;
  const found = await withTenant(tenantId, (tx) =>
    tx.viewDefault.findFirst({
      where: { tenantId, userId, screen, view: { OR: [{ ownerId: userId }, { shared: true }] } },
      select: { view: { select: { query: true } } },
    }),
  );
  return found?.view.query ?? null;
}

/**
 * Chooses the view that one's own list opens with, or none. A preference of one person: it is not recorded.
 * @throws DomainError FORBIDDEN, INVALID_INPUT, NOT_FOUND
 */
export async function setDefaultView(
  ctx: Ctx,
  input: SetDefaultViewInput,
): Promise<{ viewId: string | null }> {
  const parsed = SetDefaultViewInput.safeParse(input);
  if (!parsed.success) throw invalidInput(parsed.error);
  const { screen, viewId } = parsed.data;
  const userId = requireViewer(ctx, screen);
  const { tenantId } = ctx;
  return withTenant(tenantId, async (tx) => {
    await tx.viewDefault.deleteMany({ where: { tenantId, userId, screen } });
    if (viewId === null) return { viewId };
    const view = await tx.savedView.findFirst({
      where: { id: viewId, tenantId, screen, OR: [{ ownerId: userId }, { shared: true }] },
    });
    if (!view) throw notFound("saved view");
    await tx.viewDefault.createMany({ data: { tenantId, userId, screen, viewId }, skipDuplicates: true });
    return { viewId };
  });
}
