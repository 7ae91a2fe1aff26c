import { requirePermission, type Ctx } from "../platform/ctx";
import { withTenant } from "../platform/db";
import { parseInput } from "./parse";
import { ListIssuedInput } from "./schemas";
import type { IssuedPage, IssuedState } from "./types";

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
    const rows = page.map(
      ({ id, upstream, decisionId, scope, issuedAt, expiresAt, state, endedAt, ...row }) => ({
        ...{ id, upstream, decisionId, scope },
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

function stateNow(state: IssuedState, expiresAt: Date | null): IssuedState {
  const open = state === "live" || state === "revoke_failed";
  return open && expiresAt !== null && expiresAt.getTime() <= Date.now() ? "expired" : state;
}
