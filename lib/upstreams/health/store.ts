import type { ImportReport } from "../../capabilities";
import { raiseAlert, resolveAlert } from "../../platform/alerts";
import { withTenant, type Prisma, type Tx } from "../../platform/db";
import type { ErrorCode } from "../../platform/errors";
import type { UpstreamRef } from "../types";
import { DOWN_AFTER, nextHealth, type Check } from "./next-health";

/** Without a comparison for so long, a person should know: two that failed in between are nothing to tell. */
const UNCOMPARED_MS = 15 * 60_000;

export type Server = { name: string; version: string; protocol: string };

/** Writes down what a check found, and raises or ends the alert that goes with it. */
export async function recordCheck(
  { tenantId, id, slug }: UpstreamRef,
  check: Check,
  server: Server | null,
): Promise<void> {
  await withTenant(tenantId, async (tx) => {
    // One after the other: each goes on from what the one before found.
    await holdHealth(tx, id);
    const row = await tx.upstreamHealth.findUnique({ where: { upstreamId: id } });
    const now = new Date();
    const known = row && { ...row, status: row.status as "up" | "down" }; // safe because of CHECK status_known
    const { health, alert } = nextHealth(known, check, now);
    const data = { ...health, checkedAt: now, ...(server ? { server } : {}) };
    await (row
      ? tx.upstreamHealth.updateMany({ where: { upstreamId: id, tenantId }, data })
      : tx.upstreamHealth.createMany({ data: { upstreamId: id, tenantId, ...data } }));
    if (alert === "resolve") await resolveAlert(tx, tenantId, "upstream.down", id);
    if (alert === "raise" && (await inService(tx, tenantId, id))) {
      await raiseAlert(tx, tenantId, {
        kind: "upstream.down",
        severity: "critical",
        subjectKind: "upstream",
        subjectId: id,
        title: `${slug} is down`,
        detail: `${DOWN_AFTER} checks in a row failed. Calls of its tools fail until it answers again.`,
      });
    }
  });
}

/**
 * Ends what was told of an upstream that is taken out of service: nobody waits for it. In the caller's transaction,
 * after which no check raises it again.
 */
export async function endAlerts(tx: Tx, tenantId: string, id: string): Promise<void> {
  await holdHealth(tx, id);
  for (const kind of ["upstream.down", "upstream.not_compared"] as const)
    await resolveAlert(tx, tenantId, kind, id);
}

/** One after the other: what is found of an upstream, and that it is out of service. */
async function holdHealth(tx: Tx, id: string): Promise<void> {
  await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`health:${id}`}, 0))`;
}

async function inService(tx: Tx, tenantId: string, id: string): Promise<boolean> {
  return (await tx.upstream.count({ where: { id, tenantId, disabledAt: null } })) > 0;
}

/** Writes down when the upstream's offer was compared, and what had changed. */
export async function recordSync(
  { tenantId, id }: UpstreamRef,
  tools: number,
  report: ImportReport,
): Promise<void> {
  const now = new Date();
  const { added, suspended, restored, retired } = report;
  const changed = added.length + suspended.length + restored.length + retired.length > 0;
  const change: Prisma.InputJsonObject = { ...report };
  const found = { tools, syncedAt: now, ...(changed ? { changedAt: now, change } : {}) };
  await withTenant(tenantId, async (tx) => {
    await holdHealth(tx, id);
    await resolveAlert(tx, tenantId, "upstream.not_compared", id);
    const { count } = await tx.upstreamHealth.updateMany({
      where: { upstreamId: id, tenantId },
      data: found,
    });
    if (count > 0) return;
    // It has just answered.
    const first = { upstreamId: id, tenantId, status: "up", since: now, checkedAt: now };
    await tx.upstreamHealth.createMany({ data: { ...first, ...found } });
  });
}

/**
 * Raises an alert where an upstream that answers has not been compared for long. One that does not answer has an alert
 * of its own.
 * @param code why the last comparison failed; the alert always says the newest
 */
export async function recordFailedSync({ tenantId, id, slug }: UpstreamRef, code: ErrorCode): Promise<void> {
  await withTenant(tenantId, async (tx) => {
    await holdHealth(tx, id);
    const where = { upstreamId: id, tenantId, status: "up", failures: 0, upstream: { disabledAt: null } };
    const row = await tx.upstreamHealth.findFirst({ where, include: { upstream: true } });
    const compared = row && (row.syncedAt ?? row.upstream.createdAt);
    if (!compared || Date.now() - compared.getTime() < UNCOMPARED_MS) return;
    const kind = "upstream.not_compared";
    const detail = `It answers, but what it offers could not be compared with the registry (${code}). A tool that changes meanwhile is not noticed and stays active.`;
    const alert = { kind, severity: "warning", subjectKind: "upstream", subjectId: id, detail } as const;
    if (await raiseAlert(tx, tenantId, { ...alert, title: `${slug} cannot be compared` })) return;
    const open = { tenantId, kind, subjectId: id, resolvedAt: null };
    await tx.alert.updateMany({ where: { ...open, detail: { not: detail } }, data: { detail } });
  });
}

/**
 * Takes the next check of an upstream for this process; false where another has taken it meanwhile. The first check
 * of a new upstream may be made by several: that does no harm.
 */
export async function claimCheck(
  { tenantId, id }: Pick<UpstreamRef, "tenantId" | "id">,
  lastChecked: Date | null,
): Promise<boolean> {
  if (lastChecked === null) return true;
  const where = { upstreamId: id, tenantId, checkedAt: lastChecked };
  const { count } = await withTenant(tenantId, (tx) =>
    tx.upstreamHealth.updateMany({ where, data: { checkedAt: new Date() } }),
  );
  return count > 0;
}
