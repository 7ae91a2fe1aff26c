import type { Metadata } from "next";
import { LimitsView } from "@/components/limits/limits-view";
import { LiveRefresh } from "@/components/live/live";
import { limitTargets, listLimits } from "@/lib/limits";
import { requireSession } from "@/lib/web/session";
import { may } from "../policy/may";
import { createLimitAction, deleteLimitAction, updateLimitAction } from "./actions";

export const metadata: Metadata = { title: "Limits" };

const ACTIONS = { create: createLimitAction, update: updateLimitAction, remove: deleteLimitAction };

export default async function LimitsPage() {
  const { ctx } = await requireSession("limits.read");
  const verdict = may(ctx, "limits.manage");
  return (
    <>
      <LiveRefresh />
      <LimitsView
        limits={await listLimits(ctx)}
        targets={verdict.ok ? await limitTargets(ctx) : null}
        may={verdict}
        actions={ACTIONS}
      />
    </>
  );
}
