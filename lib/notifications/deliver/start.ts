import { withTenant } from "../../platform/db";
import { subscribe } from "../../platform/events";
import { logger } from "../../platform/log";
import { tenantsWithWork } from "../../platform/rounds";
import { spread, SPREAD_BATCH } from "../spread";
import { dueEndpoints } from "./claim";
import { Lanes } from "./lanes";

/** What no notification woke us for: a try whose time has come, and whatever was missed. */
const SWEEP_MS = 3_000;
/** Below the 5 seconds that a shutdown has. */
const GRACE_MS = 3_000;

const log = () => logger("notifications");

/**
 * Delivers notifications until stopped: at once when the outbox says so, and by a sweep of the tenants that have something due
 * every three seconds. Safe in several processes at once. What a stop interrupts is sent again after its lease, under the same id.
 * @returns stop
 */
export function startDeliverer(): () => Promise<void> {
  const lanes = new Lanes();
  const rounds = new Rounds((tenantId) => deliverDue(tenantId, lanes));
  const unsubscribe = subscribe("agentgate_outbox", (heard) => {
    if (heard.kind === "notify") rounds.ask(heard.payload);
  });
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  const sweep = () => {
    void tenantsWithWork("deliver")
      .then((ids) => ids.forEach((id) => rounds.ask(id)))
      .catch((err: unknown) => log().warn("notifications could not be looked for", { err }))
      .then(() => {
        if (!stopped) timer = setTimeout(sweep, SWEEP_MS).unref();
      });
  };
  sweep();
  return async () => {
    stopped = true;
    clearTimeout(timer);
    unsubscribe();
    await rounds.stop();
    await lanes.stop(GRACE_MS);
  };
}

/** One tenant's round: new events become deliveries, and what is due gets going. */
export async function deliverDue(tenantId: string, lanes: Lanes): Promise<void> {
  while ((await spread(tenantId)) === SPREAD_BATCH);
  const due = await withTenant(tenantId, (tx) => dueEndpoints(tx, tenantId));
  for (const one of due) lanes.open(tenantId, one);
}

/** Rounds one after the other, each tenant at most once in the queue: a storm of hints is one question. */
class Rounds {
  readonly #asked = new Set<string>();
  #turning: Promise<void> | null = null;
  #stopped = false;

  constructor(private readonly round: (tenantId: string) => Promise<void>) {}

  ask(tenantId: string): void {
    if (this.#stopped) return;
    this.#asked.add(tenantId);
    this.#turning ??= this.#turn().finally(() => {
      this.#turning = null;
    });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#asked.clear();
    await this.#turning;
  }

  async #turn(): Promise<void> {
    for (const tenantId of this.#asked) {
      this.#asked.delete(tenantId);
      await this.round(tenantId).catch((err: unknown) =>
        log().warn("a tenant's notifications were left for the next round", { tenantId, err }),
      );
    }
  }
}
