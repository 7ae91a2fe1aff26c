import { countUnrevoked, revokeForQuarantine } from "../credentials";
import { logger } from "../platform/log";
import {
  claimRevocations,
  endWatches,
  settleRevocation,
  type DueRevocation,
  type RevocationResult,
} from "../quarantine";

/**
 * What follows a quarantine, for the maintenance loop: what was issued to the session is revoked, a failure is said
 * and looked at again, and watches of released sessions end. Safe in several processes at once.
 */
export async function afterQuarantine(tenantId: string): Promise<void> {
  for (const due of await claimRevocations(tenantId)) {
    try {
      await settleRevocation(tenantId, due, await revoke(tenantId, due));
    } catch (err) {
      // Its claim runs out, and somebody tries again.
      logger("maintenance").warn("a quarantined session's credentials were not revoked", { tenantId, err });
    }
  }
  await endWatches(tenantId);
}

type Settled = { result: RevocationResult; detail: string };

async function revoke(tenantId: string, { sessionId, reason, revocation }: DueRevocation): Promise<Settled> {
  if (revocation === "failed") {
    // Its provider is asked again by revokeDue, at its own pace; here only whether that has come to an end.
    const left = await countUnrevoked(tenantId, sessionId);
    return left > 0
      ? { result: "failed", detail: notRevoked(left) }
      : { result: "revoked", detail: "All are revoked now, or have expired." };
  }
  const count = await revokeForQuarantine(tenantId, sessionId, `Quarantined: ${reason}`);
  const { revoked, notRevocable, failed } = count;
  if (failed > 0) return { result: "failed", detail: notRevoked(failed) };
  if (revoked + notRevocable === 0)
    return { result: "nothing", detail: "Nothing was issued to this session." };
  const said = [
    revoked > 0 && `${revoked} revoked.`,
    notRevocable > 0 &&
      `${notRevocable} cannot be taken back and ${notRevocable === 1 ? "stays" : "stay"} valid where the upstream knows ${notRevocable === 1 ? "it" : "them"}; the session gets no other.`,
  ].filter(Boolean);
  return { result: notRevocable > 0 ? "stays" : "revoked", detail: said.join(" ") };
}

function notRevoked(count: number): string {
  return `${count} could not be revoked yet. This is tried again by itself; the credential's page says why.`;
}
