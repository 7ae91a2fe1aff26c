import type { Ctx } from "../platform/ctx";
import { withUser } from "../platform/db";
import { DomainError } from "../platform/errors";
import { unsealAuthenticator, type Sealed } from "../vault";

/** What a person can prove themselves with. */
export type Prover = {
  id: string;
  email: string;
  passwordHash: string | null;
  /** Null: there is none. Unconfirmed: no code of it was ever given. */
  authenticator: { sealed: Sealed; confirmed: boolean } | null;
};

const SESSION_ENDED = "Your session has ended. Sign in again.";

/** Who acts, as the database knows them now. @throws DomainError UNAUTHENTICATED where that is nobody, or not any more */
export async function loadProver({ actor }: Ctx): Promise<Prover> {
  if (actor.kind !== "user")
    throw new DomainError("UNAUTHENTICATED", "Only a person can prove who they are.");
  const user = await withUser(actor.id, (tx) => tx.user.findUnique({ where: { id: actor.id } }));
  if (!user || user.disabledAt) throw new DomainError("UNAUTHENTICATED", SESSION_ENDED);
  const { id, email, passwordHash, totpSealed, totpKeyId, totpConfirmedAt } = user;
  const authenticator = totpSealed &&
    totpKeyId && { sealed: { sealed: totpSealed, keyId: totpKeyId }, confirmed: totpConfirmedAt !== null };
  return { id, email, passwordHash, authenticator: authenticator || null };
}

/** @throws DomainError VAULT_UNAVAILABLE */
export function secretOf(id: string, { sealed }: NonNullable<Prover["authenticator"]>): string {
  return unsealAuthenticator(id, sealed);
}

/**
 * Spends a step of the secret that was compared with: each is good once, and none before the last one.
 * @returns false where it was spent, or the authenticator is another by now
 */
export async function spendStep(
  { id, authenticator }: Prover,
  step: number,
  confirm?: { confirmedAt: Date },
): Promise<boolean> {
  if (!authenticator) return false;
  const { count } = await withUser(id, (tx) =>
    tx.user.updateMany({
      where: {
        id,
        totpSealed: authenticator.sealed.sealed,
        totpConfirmedAt: confirm ? null : { not: null },
        OR: [{ totpLastStep: null }, { totpLastStep: { lt: step } }],
      },
      data: { totpLastStep: step, ...(confirm && { totpConfirmedAt: confirm.confirmedAt }) },
    }),
  );
  return count === 1;
}
