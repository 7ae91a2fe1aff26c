import { UpstreamError, type UpstreamErrorCode } from "../../upstreams";
import { snapshots } from "../snapshot";
import type { Running } from "./running";
import { stopFile } from "./stop-file";
import { quarantineOn, quarantineSentence, switchesOn, switchSentence } from "./stopped-by";

const OUTDATED = "This gateway could not make sure in time that its rules are the newest.";

/**
 * Whether a call that was allowed a moment ago, or what passes through to an upstream, may be sent now, by what this process goes by now. Synchronous, so that
 * nothing can come between the answer and the sending.
 * @throws UpstreamError of effect none: KILL_SWITCH, QUARANTINED, or UNAVAILABLE where this process has no lease
 */
export function assertPermitted(call: Running): void {
  const local = stopFile().reason();
  if (local !== null) throw refused("KILL_SWITCH", local);
  const snapshot = snapshots().inForce(call.tenantId);
  if (!snapshot) throw refused("UNAVAILABLE", OUTDATED);
  const [widest] = switchesOn(snapshot, call, new Date());
  if (widest) throw refused("KILL_SWITCH", switchSentence(widest));
  const held = quarantineOn(snapshot, call);
  if (held) throw refused("QUARANTINED", quarantineSentence(held));
}

/** It says nothing of how the upstream is. */
function refused(code: UpstreamErrorCode, message: string): UpstreamError {
  return new UpstreamError(code, "none", message, { ours: true });
}
