import { withTenant } from "../platform/db";
import { idFloor, newId } from "../platform/ids";

/** A decision as tests write it, without a gateway: when, what, and how it ended. */
export type Made = {
  at: number;
  action: "ALLOW" | "DENY" | "REQUIRE_APPROVAL";
  code: string;
  agentId: string;
  /** Null: not registered. */
  capability: string | null;
  outcome?: { status: "succeeded" | "tool_error" | "failed" | "in_doubt"; durationMs: number };
};

const UNKNOWN = "made.up";

/** The id of something that happened at that time. */
export const idAt = (at: number) => idFloor(at).slice(0, 14) + "7" + newId().slice(15);

/** Writes decisions and, with `outcomes`, what came of them. @returns their ids */
export async function record(tenantId: string, made: readonly Made[]): Promise<string[]> {
  const rows = made.map((one) => ({ ...one, id: idAt(one.at) }));
  await withTenant(tenantId, async (tx) => {
    await tx.decision.createMany({
      data: rows.map(({ id, at, action, code, agentId, capability }) => ({
        ...{ id, tenantId, callId: id, agentId, action, code, step: "policy", reason: "", door: "rest" },
        ...{ capability: capability ?? UNKNOWN, capabilityId: capability === null ? null : newId() },
        ...{ controlEpoch: 1n, requestId: id, decidedAt: new Date(at) },
      })),
    });
    await tx.outcome.createMany({
      data: rows.flatMap(({ id, at, outcome }) =>
        outcome
          ? [
              {
                decisionId: id,
                tenantId,
                callId: id,
                ...outcome,
                recordedAt: new Date(at + outcome.durationMs + 3),
              },
            ]
          : [],
      ),
    });
  });
  return rows.map(({ id }) => id);
}
