import { permittedRanges } from "../../outbound";
import { systemCtx } from "../../platform/ctx";
import { withTenant } from "../../platform/db";
import { DomainError } from "../../platform/errors";
import { newId } from "../../platform/ids";
import { logger } from "../../platform/log";
import { allTenants, tenantsWithWork } from "../../platform/rounds";
import { forgetMinutes } from "../minutes";
import { letGo } from "../pools";
import { toRef, UPSTREAM_PARTS } from "../row";
import { syncUpstream } from "../sync-upstream";
import type { UpstreamRef } from "../types";
import { checkUpstream } from "./check-upstream";
import { claimCheck, recordFailedSync } from "./store";

const ROUND_MS = 5_000;
const CHECK_MS = 30_000;
/** So that the upstreams of one start do not stay in step for ever. */
const JITTER_MS = 10_000;
const SYNC_MS = 5 * 60_000;
const FORGET_MS = 60 * 60_000;
const AT_ONCE = 8;

const log = () => logger("upstreams");

/**
 * Looks every half minute how each upstream is, and every five minutes what it offers, so that one that changes
 * without a word is found out. Several processes may do so at once; each look is one process's. @returns stop, which
 * ends looks that are under way.
 */
export function watchHealth(): () => Promise<void> {
  const stopped = new AbortController();
  let forgotten = 0;
  let timer: NodeJS.Timeout | undefined;
  let round = Promise.resolve();
  const go = () => {
    const forget = Date.now() - forgotten >= FORGET_MS;
    if (forget) forgotten = Date.now();
    round = everyTenant(stopped.signal, forget)
      .catch((err: unknown) => log().warn("a round of health checks failed", { err }))
      .then(() => {
        if (!stopped.signal.aborted) timer = setTimeout(go, ROUND_MS).unref();
      });
  };
  go();
  return () => {
    stopped.abort();
    clearTimeout(timer);
    return round;
  };
}

async function everyTenant(signal: AbortSignal, forget: boolean): Promise<void> {
  await forEach(await tenantsWithWork("check"), signal, (id) => checkTenant(id, signal));
  if (forget) await forEach(await allTenants(), signal, (id) => forgetMinutes(id));
}

/** A few at once, so that what hangs delays nobody but itself; what fails ends nothing but itself. */
async function forEach<T>(
  all: readonly T[],
  signal: AbortSignal | undefined,
  work: (one: T) => Promise<void>,
): Promise<void> {
  const rest = all.values();
  const worker = async () => {
    for (const one of rest) {
      if (signal?.aborted) return;
      await work(one).catch((err: unknown) => log().warn("a health check failed", { err }));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

type Due = { upstream: UpstreamRef; checkedAt: Date | null; sync: boolean };

/** One round of one tenant. */
export async function checkTenant(tenantId: string, signal?: AbortSignal): Promise<void> {
  const { due, disabled } = await dueOf(tenantId, Date.now());
  for (const id of disabled) letGo({ tenantId, id });
  await forEach(due, signal, (one) => check(one, signal));
}

async function check({ upstream, checkedAt, sync }: Due, signal?: AbortSignal): Promise<void> {
  if (!(await claimCheck(upstream, checkedAt))) return;
  await checkUpstream(upstream, signal ? { signal } : {});
  if (!sync || signal?.aborted) return;
  try {
    await syncUpstream(systemCtx(upstream.tenantId, `sync-${newId()}`), upstream.id);
  } catch (err) {
    log().warn("an upstream's tools could not be compared", { err, upstream: upstream.slug });
    await recordFailedSync(upstream, err instanceof DomainError ? err.code : "INTERNAL");
  }
}

async function dueOf(tenantId: string, now: number): Promise<{ due: Due[]; disabled: string[] }> {
  const [rows, allow] = await withTenant(tenantId, async (tx) => [
    await tx.upstream.findMany({ where: { tenantId }, include: { ...UPSTREAM_PARTS, health: true } }),
    await permittedRanges(tx, tenantId),
  ]);
  const disabled = rows.filter(({ disabledAt }) => disabledAt !== null).map(({ id }) => id);
  const due = rows.flatMap(({ health, ...row }): Due[] => {
    if (row.disabledAt !== null) return [];
    const checkedAt = health?.checkedAt ?? null;
    if (checkedAt && now < checkedAt.getTime() + CHECK_MS + jitterOf(row.id)) return [];
    const syncedAt = health?.syncedAt?.getTime() ?? 0;
    // What an HTTP upstream offers is its document, which changes only when a person imports another.
    const sync = row.kind !== "http" && now >= syncedAt + SYNC_MS;
    return [{ upstream: toRef(row, allow), checkedAt, sync }];
  });
  return { due, disabled };
}

/** The same for one upstream in every process: from the random end of its id. */
function jitterOf(id: string): number {
  return (parseInt(id.slice(-6), 16) % JITTER_MS) - JITTER_MS / 2;
}
