import { LRUCache } from "lru-cache";
import { withSystem } from "../../platform/db";
import { committedEpochs, readControls } from "../../platform/enforcement";
import { subscribe } from "../../platform/events";
import { logger } from "../../platform/log";
import { cancelStopped } from "../enforce/running";
import { Enforcer } from "../enforce/enforcer";
import { controlsOf, toControls, type Controls } from "./controls";
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
  private readonly held = new LRUCache<string, TenantSnapshot>({
    max: 1_000,
    dispose: (_, tenantId, why) => why !== "set" && this.letGo(tenantId),
  });
  /** Of the tenants that are held: what stops their calls, never older than the snapshot. */
  private readonly controls = new Map<string, Controls>();
  private readonly unknown = new LRUCache<string, true>({ max: 10_000, ttl: UNKNOWN_TTL_MS });
  private readonly loading = new Map<string, Promise<TenantSnapshot | null>>();
  /** What decides per tenant; outlives a snapshot that is dropped for want of room. */
  private readonly lastGood = new LRUCache<string, TenantSnapshot["policies"]>({ max: 10_000 });
  private readonly reporter = new Reporter();
  /** Tenants whose rules changed while they were being read. */
  private readonly changed = new Set<string>();
  private readonly enforcer = new Enforcer(() => this.held.clear());
  private timers: NodeJS.Timeout[] = [];
  private unsubscribe: (() => void) | undefined;

  /** Makes this process known, before the first call. */
  start(): void {
    this.watch();
    this.enforcer.beat().catch((err: unknown) => logger("gateway").debug("no lease yet", { err }));
  }

  /**
   * The snapshot at hand, loaded at first use; null where there is no such tenant.
   * @throws DomainError UNAVAILABLE where the database cannot be reached
   */
  async current(tenantId: string): Promise<TenantSnapshot | null> {
    this.watch();
    if (!this.enforcer.leased) await this.enforcer.beat();
    return this.held.get(tenantId) ?? (this.unknown.has(tenantId) ? null : this.reload(tenantId));
  }

  /** What this process goes by now, if it may start calls at all; null: it may not. */
  inForce(tenantId: string): TenantSnapshot | null {
    const snapshot = this.enforcer.leased ? this.held.peek(tenantId) : undefined;
    return snapshot ? { ...snapshot, ...this.controls.get(tenantId) } : null;
  }

  /** Loads anew; concurrent callers share one load that began after the first of them asked. */
  reload(tenantId: string): Promise<TenantSnapshot | null> {
    const running = this.loading.get(tenantId);
    if (running) return running;
    const load = this.load(tenantId).finally(() => {
      this.loading.delete(tenantId);
      if (this.changed.delete(tenantId)) this.refresh(tenantId);
    });
    this.loading.set(tenantId, load);
    return load;
  }

  private async load(tenantId: string): Promise<TenantSnapshot | null> {
    for (;;) {
      const { life } = this.enforcer;
      let snapshot = await this.read(tenantId);
      if (!snapshot) {
        this.unknown.set(tenantId, true);
        return null;
      }
      // Whoever changed something before this process was on record didn't wait for it.
      const first = await this.enforcer.enter(tenantId);
      if (first && (await this.outdated(snapshot))) snapshot = await this.read(tenantId);
      if (!snapshot || life !== this.enforcer.life) continue;
      this.take(snapshot);
      return snapshot;
    }
  }

  private async outdated({ tenantId, epoch }: TenantSnapshot): Promise<boolean> {
    return (await committedEpochs(tenantId))[0]?.epoch !== epoch;
  }

  private read(tenantId: string): Promise<TenantSnapshot | null> {
    return loadSnapshot(tenantId, this.lastGood.get(tenantId) ?? new Map());
  }

  /** Ends the refreshing, and takes back what this process said that it enforces. */
  async stop(): Promise<void> {
    for (const timer of this.timers) clearInterval(timer);
    this.timers = [];
    this.unsubscribe?.();
    this.unsubscribe = undefined;
    await this.enforcer.stop();
    this.held.clear();
    await this.reporter.leave();
  }

  private take(snapshot: TenantSnapshot): void {
    const { tenantId } = snapshot;
    const first = !this.held.has(tenantId);
    this.held.set(tenantId, snapshot);
    this.lastGood.set(tenantId, snapshot.policies);
    this.obey(tenantId, controlsOf(snapshot));
    this.reporter.loaded(snapshot, first);
  }

  /** From here on nothing is sent that these forbid; and says so. */
  private obey(tenantId: string, controls: Controls): void {
    const before = this.controls.get(tenantId);
    if (!this.held.has(tenantId) || (before && before.epoch > controls.epoch)) return;
    this.controls.set(tenantId, controls);
    this.enforcer.enforces(tenantId, controls.epoch);
    const now = this.inForce(tenantId);
    if (now) cancelStopped(now);
  }

  private letGo(tenantId: string): void {
    this.controls.delete(tenantId);
    this.enforcer.leave(tenantId);
  }

  private watch(): void {
    if (this.timers.length > 0) return;
    this.enforcer.start();
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
    const hurried = this.held.has(tenantId) ? this.hurry(tenantId) : undefined;
    // What is being read may have been read before it changed.
    if (this.loading.has(tenantId)) this.changed.add(tenantId);
    else void hurried?.then(() => this.held.has(tenantId) && this.renew(tenantId));
  }

  /** A stop doesn't wait for all the other rules to be read, and has the database to itself before they are. */
  private async hurry(tenantId: string): Promise<void> {
    const { life } = this.enforcer;
    try {
      const found = await readControls(tenantId);
      if (found && life === this.enforcer.life) this.obey(tenantId, toControls(found));
    } catch (err) {
      logger("gateway").debug("switches not read ahead", { err, tenantId });
    }
  }

  private renew(tenantId: string): void {
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
