"use client";

import { Panel } from "@/components/page/panel";
import { useStepUp } from "@/components/step-up";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { RelativeTime } from "@/components/ui/relative-time";
import { toast } from "@/components/ui/toast";
import { useNow } from "@/components/ui/use-now";
import { STEP_UP_MS } from "@/lib/tenants/schemas";

/** When this session last proved who the person is; null where the identity provider does not say. */
export function LastProof({ at }: { at: number | null }) {
  const { ask } = useStepUp();
  const recent = useNow(10_000) - (at ?? 0) < STEP_UP_MS;
  const prove = async () => {
    if (await ask()) toast.success("You proved who you are", { description: "It counts for 15 minutes." });
  };
  return (
    <Panel
      title="Proof of who you are"
      actions={
        <Button size="sm" onClick={() => void prove()}>
          Prove it now
        </Button>
      }
    >
      <div className="grid gap-2 text-sm">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
          {at === null ? (
            "Your identity provider does not say when you last proved it."
          ) : (
            <span>
              Last proved <RelativeTime at={at} />
            </span>
          )}
          <Badge tone={recent ? "allow" : "neutral"}>{recent ? "Recent" : "Not recent"}</Badge>
        </p>
        <p className="text-ink-3">
          Approving what is HIGH or CRITICAL needs a proof less than 15 minutes old. You are asked when it is
          time; nobody who finds this browser open can approve such a call for you.
        </p>
      </div>
    </Panel>
  );
}
