import { notFound } from "next/navigation";
import { cache } from "react";
import { getCapability, listCapabilityRevisions, type CapabilityDetail } from "@/lib/capabilities";
import type { CapabilityRevisionRow, Tool } from "@/lib/capabilities/types";
import type { Ctx } from "@/lib/platform/ctx";
import { isId } from "@/lib/platform/ids";
import { orNull } from "@/lib/web/or-null";
import { requireSession } from "@/lib/web/session";

/** The capability that the address names, or the page that says there is none. */
export const loadCapability = cache(async (id: string): Promise<CapabilityDetail> => {
  const { ctx } = await requireSession("capabilities.read");
  const capability = isId(id) ? await orNull(getCapability(ctx, id)) : null;
  return capability ?? notFound();
});

/** A change is nearly always the newest version or a few before it. */
const LOOK_BACK = 20;

export type Change = { cause: CapabilityRevisionRow | null; before: Tool | null };

/** Of a suspended capability: what suspended it, and the definition to compare the present one with. */
export async function loadChange(ctx: Ctx, capability: CapabilityDetail): Promise<Change> {
  const { id: capabilityId, definitionHash, suspension, accepted } = capability;
  const { rows } = await listCapabilityRevisions(ctx, { capabilityId, limit: LOOK_BACK });
  const cause = rows.find(({ kind }) => kind === suspension) ?? null;
  const previous = rows.find((row) => row.definitionHash !== definitionHash);
  return { cause, before: accepted ?? previous?.definition ?? null };
}
