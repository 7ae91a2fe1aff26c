import type { ImportReport } from "../../capabilities";
import { raiseAlert, resolveAlert } from "../../platform/alerts";
import { withTenant, type Prisma } from "../../platform/db";
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
    await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`health:${id}`}, 0))`;
    const row = await tx.upstreamHealth.findUnique({ where: { upstreamId: id } });
    const now = new Date();
    const known = row && { ...row, status: row.status as "up" | "down" }; // safe because of CHECK status_known
    const { health, alert } = nextHealth(known, check, now);
    const data = { ...health, checkedAt: now, ...(server ? { server } : {}) };
    await (row
      ? tx.upstreamHealth.updateMany({ where: { upstreamId: id, tenantId }, data })
      : tx.upstreamHealth.createMany({ data: { upstreamId: id, tenantId, ...data } }));
    if (alert === "resolve") await resolveAlert(tx, tenantId, "upstream.down", id);
    if (alert === "raise") {
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
    await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`health:${id}`}, 0))`;
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
    await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`health:${id}`}, 0))`;
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
