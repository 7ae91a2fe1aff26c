import { DomainError } from "../errors";

/** Roles are bound per tenant (Membership.roles). */
export const ROLES = ["admin", "reviewer", "responder", "viewer"] as const;
export type Role = (typeof ROLES)[number];

/** What each role may do. The table is the whole model: no role implies another. */
const GRANTS = {
  "sessions.read": ["admin", "reviewer", "responder", "viewer"],
  "approvals.read": ["admin", "reviewer", "responder", "viewer"],
  "approvals.decide": ["admin", "reviewer"],
  "approvals.configure": ["admin"],
  "notifications.read": ["admin", "responder"],
  "notifications.manage": ["admin"],
  "capabilities.read": ["admin", "reviewer", "responder", "viewer"],
  "capabilities.try": ["admin"],
  "upstreams.read": ["admin", "reviewer", "responder", "viewer"],
  "upstreams.manage": ["admin"],
  "credentials.read": ["admin", "responder"],
  "credentials.manage": ["admin"],
  "credentials.revoke": ["admin", "responder"],
  "policy.read": ["admin", "reviewer", "responder", "viewer"],
  "audit.read": ["admin", "responder", "viewer"],
  "agents.manage": ["admin"],
  "people.manage": ["admin"],
  "capabilities.manage": ["admin"],
  "policy.edit": ["admin"],
  "policy.review": ["admin", "reviewer"],
  "policy.publish": ["admin"],
  "policy.except": ["admin", "responder"],
  // Stopping takes fewer rights than starting again.
  "switches.read": ["admin", "reviewer", "responder", "viewer"],
  "switches.set": ["admin", "reviewer", "responder"],
  "switches.clear": ["admin", "responder"],
  "quarantine.set": ["admin", "reviewer", "responder"],
  "quarantine.release": ["admin", "responder"],
  "containment.configure": ["admin"],
  "limits.read": ["admin", "reviewer", "responder", "viewer"],
  "limits.manage": ["admin"],
  "taint.clear": ["admin", "responder"],
  "incidents.read": ["admin", "reviewer", "responder", "viewer"],
  "incidents.open": ["admin", "reviewer", "responder"],
  "incidents.manage": ["admin", "responder"],
} as const satisfies Record<string, readonly Role[]>;

export type Permission = keyof typeof GRANTS;

export type Actor =
  | {
      kind: "user";
      id: string;
      label: string;
      roles: readonly Role[];
      /** When this session last proved who the person is (password, code, single sign-on), Unix milliseconds. */
      authenticatedAt?: number;
    }
  | { kind: "agent"; id: string; label: string }
  | { kind: "system"; id: string };

/** Who acts, for which tenant, in which request. Every verb takes one; the tenant never comes from input. */
export type Ctx = { tenantId: string; actor: Actor; requestId: string };

/** True where the actor's roles allow it. The system may do everything, an agent nothing of this table. */
export function can(actor: Actor, permission: Permission): boolean {
  if (actor.kind === "system") return true;
  if (actor.kind === "agent") return false;
  const allowed: readonly Role[] = GRANTS[permission];
  return actor.roles.some((role) => allowed.includes(role));
}

/** @throws DomainError FORBIDDEN naming the permission and the roles that have it. */
export function requirePermission(ctx: Ctx, permission: Permission): void {
  if (can(ctx.actor, permission)) return;
  throw new DomainError(
    "FORBIDDEN",
    `This needs the permission ${permission}, which these roles have: ${GRANTS[permission].join(", ")}.`,
  );
}

/** A context for what an agent does itself: it withdraws a call, it ends its session. */
export function agentCtx(
  { tenantId, agentId, agentName = "" }: { tenantId: string; agentId: string; agentName?: string },
  requestId: string,
): Ctx {
  return { tenantId, actor: { kind: "agent", id: agentId, label: agentName }, requestId };
}

/** A context for work no person asked for: timers, recovery, seeding. */
export function systemCtx(tenantId: string, requestId: string): Ctx {
  return { tenantId, actor: { kind: "system", id: "agentgate" }, requestId };
}
