import { singleton } from "../../platform/singleton";
import { UpstreamError } from "../../upstreams";
import type { TenantSnapshot } from "../snapshot/types";
import { switchesOn, switchSentence, type Stoppable } from "./stopped-by";

export type Running = Stoppable & { tenantId: string };
type Entry = { call: Running; abort: AbortController };

const running = () => singleton("gateway-running", () => new Set<Entry>());

/** Runs one execution, whose signal aborts when somebody sets a switch that cancels what is in flight. */
export async function cancellable<T>(call: Running, run: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const entry = { call, abort: new AbortController() };
  running().add(entry);
  try {
    return await run(entry.abort.signal);
  } finally {
    running().delete(entry);
  }
}

/** Cancels what a tenant's rules, which have just changed, want ended. */
export function cancelStopped(snapshot: TenantSnapshot): void {
  if (!snapshot.switches.some(({ inFlight }) => inFlight === "cancel")) return;
  const now = new Date();
  for (const { call, abort } of running()) {
    if (call.tenantId !== snapshot.tenantId || abort.signal.aborted) continue;
    const by = switchesOn(snapshot, call, now).find(({ inFlight }) => inFlight === "cancel");
    // How far it had come, whoever sends it knows.
    if (by) abort.abort(new UpstreamError("KILL_SWITCH", "none", switchSentence(by), { ours: true }));
  }
}
