import type { Ctx } from "../platform/ctx";
import { withUser } from "../platform/db";
import { notFound } from "../platform/errors";
import { recordForPerson, requireRecentProof } from "../tenants";
import { loadProver } from "./store";

/**
 * Takes a person's authenticator app out of use: no code of it is good any more.
 * @throws DomainError UNAUTHENTICATED, STEP_UP_REQUIRED, NOT_FOUND where there is none
 */
export async function removeAuthenticator(ctx: Ctx): Promise<void> {
  requireRecentProof(ctx);
  const { id } = await loadProver(ctx);
  const { count } = await withUser(id, (tx) =>
    tx.user.updateMany({
      where: { id, totpConfirmedAt: { not: null } },
      data: { totpSealed: null, totpKeyId: null, totpConfirmedAt: null, totpLastStep: null },
    }),
  );
  if (count === 0) throw notFound("authenticator app");
  await recordForPerson(id, ctx.requestId, "auth.authenticator_removed", {});
}
