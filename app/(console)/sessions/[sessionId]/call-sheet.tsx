import { CallPanel } from "@/components/sessions/call-panel";
import { CopyId } from "@/components/ui/copy-id";
import { EmptyState } from "@/components/empty-state";
import { SafeText } from "@/components/ui/safe-text";
import { UrlSheet } from "@/components/ui/sheet";
import { RiskBadge, StatusBadge } from "@/components/ui/status-badge";
import { getCall } from "@/lib/calls";
import type { Ctx } from "@/lib/platform/ctx";
import { orNull } from "@/lib/web/or-null";
import { SearchX } from "lucide-react";

/** One call beside the session it belongs to. */
export async function CallSheet({
  ctx,
  id,
  sessionId,
  closeHref,
}: {
  ctx: Ctx;
  id: string;
  sessionId: string;
  closeHref: string;
}) {
  const call = await orNull(getCall(ctx, id));
  if (call?.sessionId !== sessionId) {
    return (
      <UrlSheet title="No such call" closeHref={closeHref}>
        <EmptyState icon={SearchX} title="It is not in this session">
          The address names a call that this session does not have.
        </EmptyState>
      </UrlSheet>
    );
  }
  return (
    <UrlSheet
      closeHref={closeHref}
      title={
        <span className="font-mono text-base">
          <SafeText oneLine>{call.capability}</SafeText>
        </span>
      }
      subtitle={
        <>
          <StatusBadge status={call.state} />
          {call.riskLevel && <RiskBadge level={call.riskLevel} />}
          <CopyId id={call.id} what="call id" />
        </>
      }
    >
      <CallPanel call={call} />
    </UrlSheet>
  );
}
