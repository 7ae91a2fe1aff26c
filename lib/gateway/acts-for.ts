import { DomainError } from "../platform/errors";
import { findMember } from "../tenants";

/**
 * Whom a session acts for, by the address that its agent gives. It can only take somebody out of deciding, so the
 * agent's word is enough.
 * @param pointer where in the request the address stood.
 * @throws DomainError INVALID_INPUT for whoever isn't a member, whether or not they are known elsewhere
 */
export async function actsFor(tenantId: string, address: string, pointer: string): Promise<string> {
  const id = await findMember(tenantId, address);
  if (id !== null) return id;
  const detail = "is not the address of a member of this tenant";
  throw new DomainError("INVALID_INPUT", `${pointer}: ${detail}`, { faults: [{ pointer, detail }] });
}
