import { Overview } from "@/components/capabilities/overview";
import { DryRun } from "@/components/capabilities/review/dry-run";
import type { CapabilityDetail } from "@/lib/capabilities";
import { listCapabilityCalls } from "@/lib/calls";
import { whoMayCall } from "@/lib/gateway";
import type { Ctx } from "@/lib/platform/ctx";

/** Reads what the first tab shows beside the capability itself. */
export async function OverviewSection({ ctx, capability }: { ctx: Ctx; capability: CapabilityDetail }) {
  const { id, name, spec } = capability;
  const callers = await whoMayCall(ctx, id);
  const calls = await listCapabilityCalls(ctx, { capability: name });
  const { capability: compensating, mapping } = spec.compensation;
  return (
    <Overview
      capability={capability}
      callers={callers}
      calls={calls}
      dryRun={
        compensating && (
          <div className="mt-3">
            <DryRun
              capability={{ id, name }}
              compensation={{ capability: compensating, mapping: mapping ?? {} }}
            />
          </div>
        )
      }
    />
  );
}
