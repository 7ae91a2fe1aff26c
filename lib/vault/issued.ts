import { seal, unseal, type Sealed } from "./seal";

/** Where what was issued belongs: the same bytes in another row don't open. */
export const issuedPlace = (tenantId: string, id: string) => `agentgate:issued:${tenantId}:${id}`;

/** What has to be shown to revoke something issued, for issued_credentials.sealed. @throws DomainError VAULT_UNAVAILABLE */
export function sealIssued(tenantId: string, id: string, text: string): Sealed {
  return seal(text, issuedPlace(tenantId, id));
}

/** @throws DomainError VAULT_UNAVAILABLE */
export function unsealIssued(tenantId: string, id: string, sealed: Sealed): string {
  return unseal(sealed, issuedPlace(tenantId, id));
}
