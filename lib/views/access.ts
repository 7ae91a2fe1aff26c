import { can, requirePermission, type Ctx, type Permission } from "../platform/ctx";
import { isTaken, type SavedView, type Tx } from "../platform/db";
import { DomainError, notFound } from "../platform/errors";
import type { ViewScreen } from "./schemas";

/** Who may read a list may keep views of it; who configures it may tidy up those of the team. */
const SCREENS: Record<ViewScreen, { read: Permission; tidy: Permission }> = {
  approvals: { read: "approvals.read", tidy: "approvals.configure" },
};

/** @throws DomainError FORBIDDEN; a view is always some person's */
export function requireViewer(ctx: Ctx, screen: ViewScreen): string {
  requirePermission(ctx, SCREENS[screen].read);
  if (ctx.actor.kind !== "user") throw new DomainError("FORBIDDEN", "Only a person has saved views.");
  return ctx.actor.id;
}

export function mayEdit(ctx: Ctx, view: Pick<SavedView, "ownerId" | "shared" | "screen">): boolean {
  if (view.ownerId === ctx.actor.id) return true;
  return view.shared && can(ctx.actor, SCREENS[view.screen as ViewScreen].tidy);
}

/**
 * A view that the person may change.
 * @throws DomainError NOT_FOUND where it is another's private one; FORBIDDEN where it is only shared with them
 */
export async function editableView(tx: Tx, ctx: Ctx, viewId: string): Promise<SavedView> {
  const view = await tx.savedView.findFirst({ where: { id: viewId, tenantId: ctx.tenantId } });
  if (!view || (!view.shared && view.ownerId !== ctx.actor.id)) throw notFound("saved view");
  requireViewer(ctx, view.screen as ViewScreen);
  if (!mayEdit(ctx, view))
    throw new DomainError(
      "FORBIDDEN",
      "This view is somebody else's. Save the filters under a name of yours.",
    );
  return view;
}

/** Runs what may break the rule that a name is there once. @throws DomainError CONFLICT */
export async function uniqueName<T>(name: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (!isTaken(error)) throw error;
    throw new DomainError("CONFLICT", `There is a view named “${name}” already. Choose another name.`, {
      faults: [{ pointer: "/name", detail: "is taken" }],
    });
  }
}
