import "server-only";
import { cookies, headers } from "next/headers";
import { forbidden, redirect } from "next/navigation";
import { cache } from "react";
import type { Ways } from "../identity";
import { can, type Ctx, type Permission } from "../platform/ctx";
import { isId, newId } from "../platform/ids";
import { loadAccount, type Account, type AccountMembership } from "../tenants";
import { auth, hasOidc, writeClaims } from "./auth";
import { readClaims, type Claims } from "./claims";
import { TENANT_COOKIE } from "./types";
import { safeNextPath } from "./next-path";

/** A signed-in person in one tenant, resolved once per request. */
export type ConsoleSession = {
  user: { id: string; name: string; email: string };
  proof: {
    signedInAt: number;
    /** When they last proved who they are; null where the identity provider does not say. Both in Unix milliseconds. */
    authenticatedAt: number | null;
    ways: Ways;
    authenticatorSince: Date | null;
  };
  memberships: readonly AccountMembership[];
  tenant: AccountMembership;
  ctx: Ctx;
};

/** The request's id: proxy.ts gives one; without it we make one. */
export const requestId = cache(async (): Promise<string> => {
  const given = (await headers()).get("x-request-id");
  return given !== null && isId(given) ? given : newId();
});

/** What the browser's token asserts, if it holds together. */
export const currentClaims = cache(async (): Promise<Claims | null> => {
  const session: unknown = await auth();
  const given =
    session !== null && typeof session === "object" && "claims" in session ? session.claims : null;
  return readClaims(given, Math.floor(Date.now() / 1_000));
});

/**
 * The person whose session this is, if it still is one: claims complete, person there, not disabled, and of
 * the session's version. Asks the database at every request, so that signing somebody out works at once.
 */
export const currentAccount = cache(async (): Promise<Account | null> => {
  const claims = await currentClaims();
  if (!claims) return null;
  const account = await loadAccount(claims.userId);
  const valid = account !== null && !account.disabled && account.sessionVersion === claims.sessionVersion;
  return valid ? account : null;
});

/** The session of this request, or null. The tenant comes from a cookie and counts only where the person is a member. */
export const currentSession = cache(async (): Promise<ConsoleSession | null> => {
  const [claims, account] = [await currentClaims(), await currentAccount()];
  if (!claims || !account) return null;
  const wanted = (await cookies()).get(TENANT_COOKIE)?.value;
  const tenant = account.memberships.find(({ tenantId }) => tenantId === wanted) ?? account.memberships[0];
  if (!tenant) return null;
  const { id, name, email, memberships, hasPassword, authenticatorSince } = account;
  const authenticatedAt = claims.authenticatedAt * 1_000;
  const actor = { kind: "user", id, label: name, roles: tenant.roles, authenticatedAt } as const;
  return {
    user: { id, name, email },
    proof: {
      signedInAt: claims.signedInAt * 1_000,
      authenticatedAt: authenticatedAt || null,
      ways: { password: hasPassword, code: authenticatorSince !== null, singleSignOn: hasOidc() },
      authenticatorSince,
    },
    memberships,
    tenant,
    ctx: { tenantId: tenant.tenantId, actor, requestId: await requestId() },
  };
});

/** From now on this browser's session says that the person proved who they are, at that moment (Unix milliseconds). */
export async function keepProof(authenticatedAt: number): Promise<void> {
  const claims = await currentClaims();
  if (claims) await writeClaims({ ...claims, authenticatedAt: Math.floor(authenticatedAt / 1_000) });
}

/**
 * For pages and layouts: the session, or away to sign in and back. With a permission, a person without it
 * gets the 403 page. Every page calls it for itself: a layout is not rendered again on navigation.
 */
export async function requireSession(permission?: Permission): Promise<ConsoleSession> {
  const session = await currentSession();
  if (!session) {
    if (await currentAccount()) redirect("/no-access");
    const path = (await headers()).get("x-agentgate-path");
    redirect(path ? `/login?next=${encodeURIComponent(safeNextPath(path))}` : "/login");
  }
  if (permission && !can(session.ctx.actor, permission)) denyPage();
  return session;
}

/** The one use of an interface that Next still calls experimental. */
export function denyPage(): never {
  forbidden();
}
