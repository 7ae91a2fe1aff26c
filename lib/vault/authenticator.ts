import { seal, unseal, type Sealed } from "./seal";

/** Where the secret of an authenticator app belongs: another person's row opens none of it. */
export const authenticatorPlace = (userId: string) => `agentgate:authenticator:${userId}`;

/** For users.totp_sealed. @throws DomainError VAULT_UNAVAILABLE */
export function sealAuthenticator(userId: string, secret: string): Sealed {
  return seal(secret, authenticatorPlace(userId));
}

/** @throws DomainError VAULT_UNAVAILABLE */
export function unsealAuthenticator(userId: string, sealed: Sealed): string {
  return unseal(sealed, authenticatorPlace(userId));
}
