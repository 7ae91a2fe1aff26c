import { setTimeout as pause } from "node:timers/promises";
import { committedEpochs, countGateways, LEASE_MS } from "../platform/enforcement";

/** A process that died is waited for until its lease is over; beyond that something is wrong. */
const TIMEOUT_MS = LEASE_MS + 7_000;
const FIRST_PAUSE_MS = 4;
const LAST_PAUSE_MS = 32;

/** `gateways`: living processes, all of which enforce it. `complete`: false where some had not said so in time. */
export type Enforced = { gateways: number; waitedMs: number; complete: boolean };

/**
 * Waits until no gateway process sends a call any more that the switches and quarantines forbid which are committed now:
 * each that lives has said that it goes by them, and each that doesn't has no lease left (decision record 014).
 * @param tenantId whose; null: of all tenants
 * @throws DomainError UNAVAILABLE where the database cannot be reached
 */
export async function awaitEnforced(
  tenantId: string | null,
  { timeoutMs = TIMEOUT_MS }: { timeoutMs?: number } = {},
): Promise<Enforced> {
  const began = performance.now();
  const wanted = await committedEpochs(tenantId);
  for (let ms = FIRST_PAUSE_MS; ; ms = Math.min(ms * 2, LAST_PAUSE_MS)) {
    const { living, behind } = await countGateways(wanted);
    const waitedMs = Math.round(performance.now() - began);
    if (behind === 0) return { gateways: living, waitedMs, complete: true };
    if (waitedMs >= timeoutMs) return { gateways: living - behind, waitedMs, complete: false };
    await pause(ms);
  }
}
