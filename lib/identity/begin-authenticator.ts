import type { Ctx } from "../platform/ctx";
import { withUser } from "../platform/db";
import { DomainError } from "../platform/errors";
import { requireRecentProof } from "../tenants";
import { sealAuthenticator } from "../vault";
import { qrOf } from "./qr";
import { loadProver } from "./store";
import { addressOf, newSecret } from "./totp";
import type { Enrolment } from "./types";

/**
 * Makes a secret for a person's authenticator app. It proves nothing until a code of it was given; one that was begun
 * before is gone.
 * @throws DomainError UNAUTHENTICATED, STEP_UP_REQUIRED, CONFLICT where there is one in use, VAULT_UNAVAILABLE
 */
export async function beginAuthenticator(ctx: Ctx): Promise<Enrolment> {
  requireRecentProof(ctx);
  const { id, email } = await loadProver(ctx);
  const secret = newSecret();
  const { sealed, keyId } = sealAuthenticator(id, secret);
  const { count } = await withUser(id, (tx) =>
    tx.user.updateMany({
      where: { id, totpConfirmedAt: null },
      data: { totpSealed: sealed, totpKeyId: keyId, totpLastStep: null },
    }),
  );
  if (count === 0)
    throw new DomainError(
      "CONFLICT",
      "You have an authenticator app already. Remove it before you set up another.",
    );
  const address = addressOf(secret, email);
  return { secret, address, qr: qrOf(address) };
}
