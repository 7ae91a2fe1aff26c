import { Versions } from "@/components/capabilities/versions";
import { listCapabilityRevisions, type CapabilityDetail } from "@/lib/capabilities";
import type { Ctx } from "@/lib/platform/ctx";
import { capabilityParams } from "../search-params";

type VersionsSectionProps = {
  ctx: Ctx;
  capability: CapabilityDetail;
  /** The chosen one; the newest of the list without it. */
  version: number | undefined;
  before: number | undefined;
};

/** Reads a page of versions, and the chosen one with its neighbour, which may stand on another page. */
export async function VersionsSection({ ctx, capability, version, before }: VersionsSectionProps) {
  const { id: capabilityId, upstream } = capability;
  const page = await listCapabilityRevisions(ctx, { capabilityId, before });
  const wanted = version ?? page.rows[0]?.number ?? 1;
  const pair = await listCapabilityRevisions(ctx, { capabilityId, before: wanted + 1, limit: 2 });
  const chosen = pair.rows.find(({ number }) => number === wanted) ?? null;
  const href = (change: { version?: number; before?: number | undefined }) =>
    `/capabilities/${capabilityId}${capabilityParams.serialize({ tab: "versions", before, ...change })}`;
  return (
    <Versions
      rows={page.rows}
      chosen={chosen}
      before={(chosen && pair.rows.find(({ number }) => number < chosen.number)) ?? null}
      source={upstream.name}
      hrefOf={(number) => href({ version: number })}
      olderHref={page.nextBefore === null ? undefined : href({ before: page.nextBefore })}
      newestHref={before === undefined ? undefined : href({ before: undefined })}
    />
  );
}
