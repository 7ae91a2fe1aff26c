import { requirePermission, type Ctx } from "../platform/ctx";
import { withTenant } from "../platform/db";
import type { Setup } from "./types";

/** What a new tenant has done so far, each looked up where it would be recorded. @throws DomainError FORBIDDEN */
export async function readSetup(ctx: Ctx): Promise<Setup> {
  requirePermission(ctx, "sessions.read");
  const { tenantId } = ctx;
  const [found] = await withTenant(
    tenantId,
    (tx) => tx.$queryRaw<Setup[]>`
      SELECT EXISTS (SELECT FROM policy_convergence WHERE tenant_id = ${tenantId}::uuid)
          OR EXISTS (SELECT FROM control_acks WHERE tenant_id = ${tenantId}::uuid) AS gateway,
        EXISTS (SELECT FROM traffic_counts WHERE tenant_id = ${tenantId}::uuid)
          OR EXISTS (SELECT FROM decisions WHERE tenant_id = ${tenantId}::uuid) AS decision,
        EXISTS (SELECT FROM approval_votes WHERE tenant_id = ${tenantId}::uuid AND verdict = 'approve') AS approval,
        EXISTS (SELECT FROM policy_drills WHERE tenant_id = ${tenantId}::uuid AND passed) AS "rollbackDrill",
        EXISTS (SELECT FROM switches WHERE tenant_id = ${tenantId}::uuid AND origin = 'drill'
          AND effective_at IS NOT NULL) AS "stopDrill"`,
  );
  return (
    found ?? { gateway: false, decision: false, approval: false, rollbackDrill: false, stopDrill: false }
  );
}
