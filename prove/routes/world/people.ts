import { encode } from "next-auth/jwt";
import { SESSION_COOKIE } from "../../../lib/web/types";
import { send } from "../http";

/** Signs in as the form does. @returns the cookie of the session */
export async function signIn(base: string, email: string, password: string): Promise<string> {
  const csrf = await send(base, { method: "GET", path: "/api/auth/csrf", headers: {} });
  const { csrfToken } = JSON.parse(csrf.body) as { csrfToken: string };
  const answer = await send(base, {
    ...{ method: "POST", path: "/api/auth/callback/credentials" },
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      cookie: cookiesOf(csrf.headers["set-cookie"]),
    },
    body: new URLSearchParams({ csrfToken, email, password }).toString(),
  });
  const session = cookiesOf(answer.headers["set-cookie"], SESSION_COOKIE);
  if (!session) throw new Error(`${email} could not sign in: ${answer.status} ${answer.location}`);
  return session;
}

/** What a browser would send back: names and values, without attributes. */
function cookiesOf(header = "", prefix = ""): string {
  const pairs = header.split("\n").map((line) => line.split(";")[0] ?? "");
  return pairs.filter((pair) => pair.startsWith(prefix)).join("; ");
}

type Claims = Record<string, unknown>;

/** A session's cookie with whatever claims, encrypted under a secret: ours, or one that somebody made up. */
async function sealed(claims: Claims, secret: string): Promise<string> {
  return `${SESSION_COOKIE}=${await encode({ token: { claims }, secret, salt: SESSION_COOKIE, maxAge: 3_600 })}`;
}

/** A session as signing in makes it, without signing in. */
export function sessionOf(userId: string, version: number, secret: string): Promise<string> {
  return sealed(claimsOf(userId, version), secret);
}

function claimsOf(userId: string, sessionVersion: number) {
  const now = Math.floor(Date.now() / 1_000);
  return { userId, sessionVersion, signedInAt: now, authenticatedAt: now };
}

const HOUR = 3_600;

/** Cookies of a person who may do everything, each with one thing wrong. */
export async function badCookies(
  userId: string,
  version: number,
  secret: string,
): Promise<Record<string, string>> {
  const now = Math.floor(Date.now() / 1_000);
  const good = claimsOf(userId, version);
  const { userId: _, ...nobody } = good;
  return {
    "a session under another secret": await sealed(good, `${secret}x`),
    "a session that ended": await sealed({ ...good, signedInAt: now - 13 * HOUR }, secret),
    "a session of an older version": await sealed({ ...good, sessionVersion: version + 1 }, secret),
    "a session from tomorrow": await sealed({ ...good, signedInAt: now + 24 * HOUR }, secret),
    "a session of nobody": await sealed(nobody, secret),
    "a session of somebody who is not there": await sealed({ ...good, userId: crypto.randomUUID() }, secret),
    "a session without claims": await sealed({}, secret),
    "a cookie of letters": `${SESSION_COOKIE}=abc.def.ghi.jkl.mno`,
    "a token that is signed by none": `${SESSION_COOKIE}=${unsigned(good)}`,
    "the subrequest of a proxy": "x-middleware-subrequest=proxy:proxy:proxy:proxy:proxy",
  };
}

/** A JWT with `alg: none`, which says of itself that it needs no key. */
function unsigned(claims: Claims): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${part({ alg: "none", typ: "JWT" })}.${part({ claims })}.`;
}
