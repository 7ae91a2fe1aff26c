import { LeafDetails } from "@/components/audit/details";
import { ErrorState } from "@/components/error-state";
import { RelativeTime } from "@/components/ui/relative-time";
import { UrlSheet } from "@/components/ui/sheet";
import { getLeaf } from "@/lib/audit";
import type { Ctx } from "@/lib/platform/ctx";
import { orNull } from "@/lib/web/or-null";

export async function LeafSheet({ ctx, id, closeHref }: { ctx: Ctx; id: string; closeHref: string }) {
  const leaf = await orNull(getLeaf(ctx, id));
  if (!leaf) {
    return (
      <UrlSheet title="Not found" closeHref={closeHref}>
        <ErrorState title="There is no such record">It may belong to another tenant.</ErrorState>
      </UrlSheet>
    );
  }
  return (
    <UrlSheet
      title={<span className="font-mono text-base">{leaf.action}</span>}
      subtitle={<RelativeTime at={leaf.recordedAt} className="text-sm text-ink-3" />}
      closeHref={closeHref}
    >
      <LeafDetails leaf={leaf} />
    </UrlSheet>
  );
}
