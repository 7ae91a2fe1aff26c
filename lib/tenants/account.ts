import { ROLES, type Role } from "../platform/ctx";
import { withUser, type Tx } from "../platform/db";

export type AccountMembership = { tenantId: string; slug: string; name: string; roles: Role[] };

/** A person as a session needs them, read afresh at each request. */
export type Account = {
  id: string;
  email: string;
  name: string;
  sessionVersion: number;
  disabled: boolean;
  hasPassword: boolean;
  /** Since when they have an authenticator app. */
  authenticatorSince: Date | null;
  /** By tenant name. */
  memberships: AccountMembership[];
};

/** Who this person is and where they are a member; null when there is nobody. @throws DomainError UNAVAILABLE */
export async function loadAccount(userId: string): Promise<Account | null> {
  return withUser(userId, (tx) => readAccount(tx, userId));
}

async function readAccount(tx: Tx, userId: string): Promise<Account | null> {
  const user = await tx.user.findUnique({
    where: { id: userId },
    select: {
      id: true,
      email: true,
      name: true,
      sessionVersion: true,
      disabledAt: true,
      passwordHash: true,
      totpConfirmedAt: true,
    },
  });
  if (!user) return null;
  const memberships = await tx.membership.findMany({
    where: { userId },
    select: { tenantId: true, roles: true, tenant: { select: { slug: true, name: true } } },
    orderBy: { tenant: { name: "asc" } },
  });
  return {
    id: user.id,
    email: user.email,
    name: user.name,
    sessionVersion: user.sessionVersion,
    disabled: user.disabledAt !== null,
    hasPassword: user.passwordHash !== null,
    authenticatorSince: user.totpConfirmedAt,
    memberships: memberships.map(({ tenantId, roles, tenant }) => ({
      tenantId,
      ...tenant,
      roles: known(roles),
    })),
  };
}

/** A role we do not know grants nothing. */
function known(roles: readonly string[]): Role[] {
  return ROLES.filter((role) => roles.includes(role));
}
