import { cancelForSession } from "../approvals";
import { revokeSessionCredentials } from "../credentials";
import { agentCtx } from "../platform/ctx";
import { newId } from "../platform/ids";
import { logger } from "../platform/log";
import { endSession } from "../sessions";
import { forgetSession } from "./pipeline";
import type { Caller } from "./types";

/**
 * Ends an agent's own session, what waits for people in it, and what was issued for it. The answer doesn't wait for issuers: what could not be
 * revoked now, maintenance tries again.
 * @throws DomainError NOT_FOUND, or CONFLICT where it has ended
 */
export async function endAgentSession(
  { tenantId, agentId }: Pick<Caller, "tenantId" | "agentId">,
  id: string,
): Promise<void> {
  await endSession({ tenantId, agentId }, id);
  forgetSession(tenantId, id);
  await cancelForSession(
    agentCtx({ tenantId, agentId }, `end-session-${newId()}`),
    id,
    "The agent ended its session.",
  );
  revokeSessionCredentials(tenantId, id, "The session ended.").catch((err: unknown) =>
    logger("gateway").warn("the credentials of an ended session are not revoked yet", { err, sessionId: id }),
  );
}
