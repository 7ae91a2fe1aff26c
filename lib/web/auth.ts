import "server-only";
import NextAuth, { CredentialsSignin, type NextAuthConfig } from "next-auth";
import Credentials from "next-auth/providers/credentials";
import { env } from "../platform/env";
import { DomainError } from "../platform/errors";
import { newId } from "../platform/ids";
import { logger } from "../platform/log";
import { signInWithPassword, signInWithVerifiedEmail, type Account } from "../tenants";
import { IDLE_SECONDS, readClaims, type Claims } from "./claims";
import { SECURE_SESSION_COOKIE, SESSION_COOKIE } from "./types";

const OIDC_ID = "oidc";

/** True where an identity provider is configured besides e-mail and password. */
export function hasOidc(): boolean {
  const { OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET } = env();
  return Boolean(OIDC_ISSUER && OIDC_CLIENT_ID && OIDC_CLIENT_SECRET);
}

/** A refusal on its way through next-auth, which passes only a code on: the sentence travels beside it. */
export class SignInRefused extends CredentialsSignin {
  constructor(readonly refusal: DomainError) {
    super(refusal.message);
    this.code = refusal.code.toLowerCase();
  }
}

const claimsOf = (account: Account): Claims => ({
  userId: account.id,
  sessionVersion: account.sessionVersion,
  signedInAt: Math.floor(Date.now() / 1_000),
});

const password = Credentials({
  credentials: { email: {}, password: {} },
  authorize: async (credentials) => {
    const { email, password } = credentials;
    if (typeof email !== "string" || typeof password !== "string") return null;
    const account = await signInWithPassword({ email, password }, newId()).catch((error: unknown) => {
      throw error instanceof DomainError ? new SignInRefused(error) : error;
    });
    return { id: account.id, claims: claimsOf(account) };
  },
});

function providers(): NextAuthConfig["providers"] {
  const { OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET } = env();
  if (!OIDC_ISSUER || !OIDC_CLIENT_ID || !OIDC_CLIENT_SECRET) return [password];
  const oidc = {
    id: OIDC_ID,
    name: "Single sign-on",
    type: "oidc" as const,
    issuer: OIDC_ISSUER,
    clientId: OIDC_CLIENT_ID,
    clientSecret: OIDC_CLIENT_SECRET,
    checks: ["pkce" as const, "state" as const, "nonce" as const],
    authorization: { params: { scope: "openid email profile" } },
  };
  return [password, oidc];
}

const callbacks: NonNullable<NextAuthConfig["callbacks"]> = {
  /** An identity provider may only name a person who exists here, by an address it has verified. */
  signIn: async ({ user, account, profile }) => {
    if (account?.provider !== OIDC_ID) return true;
    if (typeof profile?.email !== "string" || profile.email_verified !== true)
      return "/login?error=unverified";
    try {
      Object.assign(user, { claims: claimsOf(await signInWithVerifiedEmail(profile.email, newId())) });
      return true;
    } catch (error) {
      if (error instanceof DomainError) return `/login?error=${error.code.toLowerCase()}`;
      throw error;
    }
  },
  /** At sign-in the claims come from us; later they are only passed on, until the absolute end. */
  jwt: ({ token, user, trigger }) => {
    const claims = trigger === "signIn" ? ("claims" in user ? user.claims : null) : token.claims;
    const valid = readClaims(claims, Math.floor(Date.now() / 1_000));
    return valid && { claims: valid };
  },
  session: ({ session, token }) =>
    ({ expires: session.expires, claims: token.claims }) as unknown as typeof session,
};

function config(): NextAuthConfig {
  const { AUTH_SECRET, CONSOLE_URL } = env();
  if (!AUTH_SECRET) throw new Error("AUTH_SECRET is not set. `npm start` makes one and keeps it.");
  const secure = new URL(CONSOLE_URL).protocol === "https:";
  const log = logger("auth");
  return {
    secret: AUTH_SECRET,
    trustHost: true,
    useSecureCookies: secure,
    providers: providers(),
    pages: { signIn: "/login", error: "/login" },
    session: { strategy: "jwt", maxAge: IDLE_SECONDS },
    cookies: {
      sessionToken: {
        name: secure ? SECURE_SESSION_COOKIE : SESSION_COOKIE,
        options: { httpOnly: true, sameSite: "lax", path: "/", secure },
      },
    },
    callbacks,
    logger: {
      error: (error) =>
        error instanceof SignInRefused ? undefined : log.error("sign-in failed unexpectedly", { err: error }),
      warn: () => undefined,
      debug: () => undefined,
    },
  };
}

/** Read at the first request and not at build time, when there is no environment yet. */
export const { handlers, auth, signIn, signOut } = NextAuth(config);

/** Leaves for the identity provider; comes back to `next`. */
export async function singleSignOn(next: string): Promise<void> {
  await signIn(OIDC_ID, { redirectTo: next });
}
