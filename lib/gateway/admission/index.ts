import { setTimeout as pause } from "node:timers/promises";
import { env } from "../../platform/env";
import { refusal } from "../../platform/errors";
import { logger } from "../../platform/log";
import { singleton } from "../../platform/singleton";
import { Gate, type Slot } from "./gate";
import { refusalWaitMs } from "./refusal-wait";

export type { Slot } from "./gate";

/** So few calls are no load, however slow the machine. */
const LEAST = 32;
/** More than this many don't wait: their connections are held too. */
const MOST_WAITING = 2_000;
const TELL_EVERY_MS = 1_000;

type Admission = { gate: Gate; waiting: number; shed: number; toldAt: number };

function admission(): Admission {
  return singleton("gateway-admission", () => {
    const { GATEWAY_MAX_CALLS: most, GATEWAY_CALL_TARGET_MS: targetMs } = env();
    return { gate: new Gate({ most, least: LEAST, targetMs }), waiting: 0, shed: 0, toldAt: -Infinity };
  });
}

/**
 * A place for a call of this tenant, before anything is done for it. Whoever gets one gives it back when the call
 * is decided: neither people nor upstreams are waited for in it. Its outcome has another (`takePlace`).
 * @throws DomainError OVERLOADED: nothing was decided, so nothing is recorded of it
 */
export async function admit(tenantId: string): Promise<Slot> {
  const slot = admission().gate.enter(tenantId);
  if (slot) return slot;
  tell(tenantId);
  await waitALittle();
  throw refusal("OVERLOADED", "The gateway has more calls than it can decide in time. Try again shortly.", {
    meta: { retry_after: 1 },
  });
}

/** A place for recording what a call has done: never refused, and as long as it is taken one call fewer gets in. */
export function takePlace(tenantId: string): Slot {
  return admission().gate.take(tenantId);
}

/** A refusal at once would be answered by the next request at once; this one waits, and costs nothing meanwhile. */
async function waitALittle(): Promise<void> {
  const state = admission();
  if (state.waiting >= MOST_WAITING) return;
  await pause(refusalWaitMs(++state.waiting, Math.random()));
  state.waiting--;
}

/** One line for all that were shed in a second, with the tenant of the last: a line for each would be load too. */
function tell(tenantId: string): void {
  const state = admission();
  state.shed++;
  const now = performance.now();
  if (now - state.toldAt < TELL_EVERY_MS) return;
  logger("gateway").warn("more calls than can be decided in time: some were refused", {
    count: state.shed,
    tenantId,
    code: "OVERLOADED",
  });
  state.shed = 0;
  state.toldAt = now;
}
