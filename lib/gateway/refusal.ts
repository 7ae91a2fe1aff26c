import type { DomainError } from "../platform/errors";
import { newId } from "../platform/ids";
import { logger } from "../platform/log";
import { commitDecision } from "./commit";
import { storable, withLeaf } from "./commit/build";
import { snapshots } from "./snapshot";
import type { Caller, Door } from "./types";

type Refused = { caller: Caller; door: Door; requestId: string; error: DomainError };

/**
 * Records that a known caller's request was refused before it became a call: a body that is too large, not
 * JSON, or not of the right form. Best effort: nothing would have run either way, so a database that is away
 * must not turn a 4xx into a 503.
 */
export async function recordRefusal({ caller, door, requestId, error }: Refused): Promise<void> {
  try {
    for (let attempt = 0; attempt < 3; attempt++) {
      const snapshot = await snapshots().current(caller.tenantId);
      if (!snapshot) return;
      const { status } = await commitDecision(
        caller.tenantId,
        refusalRow(caller, door, requestId, error, snapshot.epoch),
        null, // a body that is no call raises no risk
      );
      if (status !== "stale") return;
      await snapshots().reload(caller.tenantId);
    }
  } catch (err) {
    logger("gateway").warn("a refusal could not be recorded", { err, requestId, code: error.code });
  }
}

function refusalRow(caller: Caller, door: Door, requestId: string, error: DomainError, epoch: bigint) {
  const id = newId();
  return withLeaf(
    { tenantId: caller.tenantId, agentId: caller.agentId, requestId },
    {
      id,
      call_id: id,
      agent_id: caller.agentId,
      capability: "",
      action: "DENY",
      step: "request",
      code: error.code,
      reason: storable(error.message),
      control_epoch: epoch.toString(),
      door,
      request_id: requestId,
    },
  );
}
