import { LRUCache } from "lru-cache";
import { withSystem } from "../../platform/db";
import { subscribe } from "../../platform/events";
import { logger } from "../../platform/log";
import { loadSnapshot } from "./load";
import { Reporter } from "./reporter";
import type { TenantSnapshot } from "./types";

/** Notifications are hints and can be lost; this bounds how long a process goes without noticing a change. */
const POLL_MS = 1_000;
const UNKNOWN_TTL_MS = 2_000;
/** How often a process says that it still enforces what it said. */
const ALIVE_MS = 5_000;

/** One process's snapshots of the tenants it decides for, kept fresh. */
export class Snapshots {
  private readonly held = new LRUCache<string, TenantSnapshot>({ max: 1_000 });
  private readonly unknown = new LRUCache<string, true>({ max: 10_000, ttl: UNKNOWN_TTL_MS });
  private readonly loading = new Map<string, Promise<TenantSnapshot | null>>();
  /** What decides per tenant; outlives a snapshot that is dropped for want of room. */
  private readonly lastGood = new LRUCache<string, TenantSnapshot["policies"]>({ max: 10_000 });
  private readonly reporter = new Reporter();
  private timers: NodeJS.Timeout[] = [];
  private unsubscribe: (() => void) | undefined;

  /** The snapshot at hand, loaded at first use; null where there is no such tenant. */
  async current(tenantId: string): Promise<TenantSnapshot | null> {
    this.watch();
    return this.held.get(tenantId) ?? (this.unknown.has(tenantId) ? null : this.reload(tenantId));
  }

  /** Loads anew; concurrent callers share one load that began after the first of them asked. */
  reload(tenantId: string): Promise<TenantSnapshot | null> {
    const running = this.loading.get(tenantId);
    if (running) return running;
    const load = loadSnapshot(tenantId, this.lastGood.get(tenantId) ?? new Map())
      .then((snapshot) => {
        if (snapshot) this.take(snapshot);
        else this.unknown.set(tenantId, true);
        return snapshot;
      })
      .finally(() => this.loading.delete(tenantId));
    this.loading.set(tenantId, load);
    return load;
  }

  /** Ends the refreshing, and takes back what this process said that it enforces. */
  async stop(): Promise<void> {
    for (const timer of this.timers) clearInterval(timer);
    this.timers = [];
    this.unsubscribe?.();
    this.unsubscribe = undefined;
    await this.reporter.leave();
  }

  private take(snapshot: TenantSnapshot): void {
    const { tenantId } = snapshot;
    const first = !this.held.has(tenantId);
    this.held.set(tenantId, snapshot);
    this.lastGood.set(tenantId, snapshot.policies);
    this.reporter.loaded(snapshot, first);
  }

  private watch(): void {
    if (this.timers.length > 0) return;
    this.timers = [
      setInterval(() => void this.poll(), POLL_MS).unref(),
      setInterval(() => void this.reporter.alive([...this.held.keys()]), ALIVE_MS).unref(),
    ];
    this.unsubscribe = subscribe("agentgate_control", (signal) => {
      if (signal.kind === "notify") this.refresh(signal.payload);
      else void this.poll();
    });
  }

  private refresh(tenantId: string): void {
    if (!this.held.has(tenantId)) return;
    // Nothing depends on this succeeding: a decision under an old epoch is refused by the commit itself.
    this.reload(tenantId).catch((err: unknown) =>
      logger("gateway").warn("snapshot not refreshed", { err, tenantId }),
    );
  }

  private async poll(): Promise<void> {
    try {
      const ids = [...this.held.keys()];
      if (ids.length === 0) return;
      const rows = await withSystem((tx) =>
        tx.tenant.findMany({ where: { id: { in: ids } }, select: { id: true, controlEpoch: true } }),
      );
      for (const { id, controlEpoch } of rows)
        if (this.held.peek(id)?.epoch !== controlEpoch) this.refresh(id);
    } catch (err) {
      logger("gateway").debug("control epochs not polled", { err });
    }
  }
}
