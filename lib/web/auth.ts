import "server-only";
import NextAuth, { CredentialsSignin, type NextAuthConfig } from "next-auth";
import { encode } from "next-auth/jwt";
import Credentials from "next-auth/providers/credentials";
import { cookies } from "next/headers";
import { env } from "../platform/env";
import { DomainError } from "../platform/errors";
import { newId } from "../platform/ids";
import { logger } from "../platform/log";
import { signInWithPassword, signInWithVerifiedEmail, type Account } from "../tenants";
import { ABSOLUTE_SECONDS, IDLE_SECONDS, provenAt, readClaims, type Claims } from "./claims";
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

/** Without a profile the person gave their password just now; an identity provider may have let them through on an earlier proof. */
function claimsOf({ id, sessionVersion }: Account, profile?: object): Claims {
  const now = Math.floor(Date.now() / 1_000);
  return {
    userId: id,
    sessionVersion,
    signedInAt: now,
    authenticatedAt: profile ? provenAt(profile, now) : now,
  };
}

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
    // Asked for a greatest age, a provider has to say when the person proved who they are.
    authorization: { params: { scope: "openid email profile", max_age: String(ABSOLUTE_SECONDS) } },
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
      const person = await signInWithVerifiedEmail(profile.email, newId());
      Object.assign(user, { claims: claimsOf(person, profile) });
      return true;
    } catch (error) {
      if (error instanceof DomainError) return `/login?error=${error.code.toLowerCase()}`;
      throw error;
    }
  },
  /** At sign-in the claims come from us; later they are only passed on, until the absolute end, whatever an update says. */
  jwt: ({ token, user, trigger }) => {
    const claims = trigger === "signIn" ? ("claims" in user ? user.claims : null) : token.claims;
    const valid = readClaims(claims, Math.floor(Date.now() / 1_000));
    return valid && { claims: valid };
  },
  session: ({ session, token }) =>
    ({ expires: session.expires, claims: token.claims }) as unknown as typeof session,
};

/** The session's cookie, and the secret that encrypts it. */
function sessionCookie() {
  const { AUTH_SECRET, CONSOLE_URL } = env();
  if (!AUTH_SECRET) throw new Error("AUTH_SECRET is not set. `npm start` makes one and keeps it.");
  const secure = new URL(CONSOLE_URL).protocol === "https:";
  return {
    secret: AUTH_SECRET,
    name: secure ? SECURE_SESSION_COOKIE : SESSION_COOKIE,
    options: { httpOnly: true, sameSite: "lax", path: "/", secure },
  } as const;
}

function config(): NextAuthConfig {
  const { secret, name, options } = sessionCookie();
  const log = logger("auth");
  return {
    secret,
    trustHost: true,
    useSecureCookies: options.secure,
    providers: providers(),
    pages: { signIn: "/login", error: "/login" },
    session: { strategy: "jwt", maxAge: IDLE_SECONDS },
    cookies: { sessionToken: { name, options } },
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

/** Leaves for the identity provider; comes back to `next`. `again`: who the person is has to be proved there anew. */
export async function singleSignOn(next: string, again = false): Promise<void> {
  await signIn(OIDC_ID, { redirectTo: next }, again ? { prompt: "login", max_age: "0" } : {});
}

/** Puts other claims into this browser's session, from a server action. Other copies of its token stay as they are. */
export async function writeClaims(claims: Claims): Promise<void> {
  const { secret, name, options } = sessionCookie();
  const value = await encode({ token: { claims }, secret, salt: name, maxAge: IDLE_SECONDS });
  const expires = new Date(Date.now() + IDLE_SECONDS * 1_000);
  (await cookies()).set(name, value, { ...options, expires });
}
