import { withTenant } from "../platform/db";
import { normalizeEmail } from "./email";

/** The id of the tenant's member with this address; null for everybody else, known elsewhere or not. */
export async function findMember(tenantId: string, address: string): Promise<string | null> {
  const email = normalizeEmail(address);
  if (email === null) return null;
  return withTenant(tenantId, async (tx) => {
    const where = { tenantId, user: { email, disabledAt: null } };
    const member = await tx.membership.findFirst({ where, select: { userId: true } });
    return member?.userId ?? null;
  });
}
