import { CapabilityDetails } from "@/components/capabilities/details";
import { operationLabel } from "@/components/capabilities/filters";
import { ErrorState } from "@/components/error-state";
import { Badge } from "@/components/ui/badge";
import { UrlSheet } from "@/components/ui/sheet";
import { RiskBadge, StatusBadge } from "@/components/ui/status-badge";
import { getCapability } from "@/lib/capabilities";
import type { Ctx } from "@/lib/platform/ctx";
import { orNull } from "@/lib/web/or-null";

/** The sheet of the row the address names. An id that is nothing here is an ordinary thing to paste. */
export async function CapabilitySheet({ ctx, id, closeHref }: { ctx: Ctx; id: string; closeHref: string }) {
  const capability = await orNull(getCapability(ctx, id));
  if (!capability) {
    return (
      <UrlSheet title="Not found" closeHref={closeHref}>
        <ErrorState title="There is no such capability">It may belong to another tenant.</ErrorState>
      </UrlSheet>
    );
  }
  return (
    <UrlSheet
      title={<span className="font-mono text-base">{capability.name}</span>}
      closeHref={closeHref}
      subtitle={
        <>
          <RiskBadge level={capability.riskLevel} />
          <Badge tone="outline">{operationLabel(capability.operation)}</Badge>
          <StatusBadge status={capability.status} />
        </>
      }
    >
      <CapabilityDetails capability={capability} />
    </UrlSheet>
  );
}
