import { z } from "zod";
import { resolveId, type ResolvedId } from "@/lib/calls";
import { notFound } from "@/lib/platform/errors";
import { route } from "@/lib/web/route";

/** Where a thing of each kind is looked at. */
function pageOf({ kind, id, label, sessionId }: ResolvedId): string | null {
  if (kind === "approval") return `/approvals/${id}`;
  if (kind === "session") return `/sessions/${id}`;
  if (kind === "call") return sessionId ? `/sessions/${sessionId}?open=${id}` : null;
  if (kind === "capability") return `/capabilities?open=${id}`;
  if (kind === "upstream") return "/capabilities";
  if (kind === "policy_revision") return "/policy";
  return `/sessions?agent=${encodeURIComponent(label)}`;
}

export const GET = route("sessions.read", z.object({ id: z.uuid() }), async (ctx, { id }) => {
  const found = await resolveId(ctx, id);
  const href = found && pageOf(found);
  if (!href) throw notFound("thing with this id in this tenant");
  return { href };
});
