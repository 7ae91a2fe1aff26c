import { NextResponse, type NextRequest } from "next/server";
import { contentSecurityPolicy } from "@/lib/web/csp";
import { SECURE_SESSION_COOKIE, SESSION_COOKIE } from "@/lib/web/types";
import { newId } from "@/lib/platform/ids";

/**
 * Convenience only, never authorisation: sends a browser without a session cookie to sign in, names the
 * request, and gives the page its script nonce. Everything is checked again where it is read or changed;
 * the authorisation tests pass with this file deleted.
 */
export function proxy(request: NextRequest): NextResponse {
  const { pathname, search } = request.nextUrl;
  const signedIn = request.cookies.has(SESSION_COOKIE) || request.cookies.has(SECURE_SESSION_COOKIE);
  if (!signedIn && request.method === "GET" && pathname !== "/login" && pathname !== "/no-access") {
    const login = new URL("/login", request.url);
    if (pathname !== "/") login.searchParams.set("next", pathname + search);
    return NextResponse.redirect(login);
  }
  const nonce = crypto.randomUUID().replaceAll("-", "");
  const policy = contentSecurityPolicy(nonce);
  const headers = new Headers(request.headers);
  headers.set("x-request-id", newId());
  headers.set("x-agentgate-path", pathname + search);
  headers.set("content-security-policy", policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("content-security-policy", policy);
  return response;
}

export const config = {
  matcher: ["/((?!api/|mcp|_next/|favicon.ico|icon.svg|healthz|readyz).*)"],
};
