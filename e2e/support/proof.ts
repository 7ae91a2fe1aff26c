import type { BrowserContext } from "@playwright/test";
import { decode, encode } from "next-auth/jwt";
import { SESSION_COOKIE } from "../../lib/web/types";
import type { Stack } from "./stack";

/** Makes the browser's session one that proved so many minutes ago who the person is. */
export async function ageProof(context: BrowserContext, stack: Stack, minutes = 16): Promise<void> {
  const { secret, cookie, token } = await readToken(context, stack);
  const claims = token.claims as object;
  const authenticatedAt = Math.floor(Date.now() / 1_000) - minutes * 60;
  const value = await encode({
    token: { claims: { ...claims, authenticatedAt } },
    secret,
    salt: SESSION_COOKIE,
  });
  await context.addCookies([{ ...cookie, value }]);
}

/** When the browser's session last proved it, Unix seconds. */
export async function provedAt(context: BrowserContext, stack: Stack): Promise<number> {
  const { token } = await readToken(context, stack);
  return (token.claims as { authenticatedAt: number }).authenticatedAt;
}

async function readToken(context: BrowserContext, stack: Stack) {
  const cookie = (await context.cookies()).find(({ name }) => name === SESSION_COOKIE);
  if (!cookie) throw new Error("the browser has no session");
  const secret = stack.secrets.auth;
  const token = await decode({ token: cookie.value, secret, salt: SESSION_COOKIE });
  if (!token) throw new Error("the session's token does not open");
  return { secret, cookie, token };
}
