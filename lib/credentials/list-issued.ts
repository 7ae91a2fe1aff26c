import { requirePermission, type Ctx } from "../platform/ctx";
import { withTenant, type Tx } from "../platform/db";
import { parseInput } from "./parse";
import { ListIssuedInput } from "./schemas";
import type { IssuedPage, IssuedRow, IssuedState } from "./types";

/** What was issued, newest first. Records, not things: nothing in them opens anything. @throws DomainError FORBIDDEN, INVALID_INPUT */
export async function listIssued(ctx: Ctx, input: ListIssuedInput): Promise<IssuedPage> {
  requirePermission(ctx, "credentials.read");
  const { credentialId, sessionId, cursor, limit } = parseInput(ListIssuedInput, input);
  const { tenantId } = ctx;
  const where = {
    tenantId,
    ...(credentialId === undefined ? {} : { credentialId }),
    ...(sessionId === undefined ? {} : { sessionId }),
    ...(cursor === undefined ? {} : { id: { lt: cursor } }),
  };
  return withTenant(tenantId, async (tx) => {
    const found = await tx.issuedCredential.findMany({
      where,
      orderBy: { id: "desc" },
      take: limit + 1,
      omit: { sealed: true, keyId: true },
      include: { upstream: { select: { id: true, slug: true } } },
    });
    const page = found.slice(0, limit);
    const calls = await callsOf(
      tx,
      tenantId,
      page.flatMap(({ decisionId }) => decisionId ?? []),
    );
    const rows = page.map(
      ({ id, upstream, decisionId, scope, issuedAt, expiresAt, state, endedAt, ...row }) => ({
        ...{ id, upstream, scope },
        call: calls.get(decisionId ?? "") ?? null,
        sessionId: row.sessionId,
        issuedAt: issuedAt.toISOString(),
        expiresAt: expiresAt?.toISOString() ?? null,
        // Nobody may have written down yet that it has expired.
        state: stateNow(state as IssuedState, expiresAt), // safe because of CHECK state_known
        endedAt: endedAt?.toISOString() ?? null,
        detail: row.detail,
      }),
    );
    return { rows, nextCursor: found.length > limit ? (page.at(-1)?.id ?? null) : null };
  });
}

/** By decision: an approved call runs under its second, and is found by its first. */
async function callsOf(
  tx: Tx,
  tenantId: string,
  decisionIds: readonly string[],
): Promise<Map<string, IssuedRow["call"]>> {
  const decisions = await tx.decision.findMany({
    where: { tenantId, id: { in: [...decisionIds] } },
    select: { id: true, callId: true, capability: true },
  });
  return new Map(decisions.map(({ id, callId, capability }) => [id, { id: callId, capability }]));
}

function stateNow(state: IssuedState, expiresAt: Date | null): IssuedState {
  const open = state === "live" || state === "revoke_failed";
  return open && expiresAt !== null && expiresAt.getTime() <= Date.now() ? "expired" : state;
}
