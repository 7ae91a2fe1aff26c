import { listUpstreams } from "@/lib/upstreams";
import { can, type Ctx } from "@/lib/platform/ctx";
import type { FilterOption } from "@/components/filters/types";

/** The tenant's upstreams, for a filter; none where the reader may not see them. */
export async function upstreamChoices(ctx: Ctx): Promise<FilterOption[]> {
  if (!can(ctx.actor, "upstreams.read")) return [];
  const rows = await listUpstreams(ctx, {});
  return rows.map(({ slug, name }) => ({ value: slug, label: name }));
}
