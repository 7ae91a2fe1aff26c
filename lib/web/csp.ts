import { env } from "../platform/env";

/**
 * The page's content security policy. Scripts run by nonce only. Styles may be inline, because the primitives
 * set positions and scroll locks that way; no markup of ours is made from strings that could smuggle one in.
 */
export function contentSecurityPolicy(nonce: string): string {
  const { NODE_ENV, OIDC_ISSUER, CONSOLE_URL } = env();
  const dev = NODE_ENV === "development";
  const issuer = OIDC_ISSUER ? ` ${new URL(OIDC_ISSUER).origin}` : "";
  return [
    "default-src 'none'",
    // React needs eval in development only, to rebuild server stacks.
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${dev ? " 'unsafe-eval'" : ""}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    `connect-src 'self'${dev ? " ws:" : ""}`,
    "manifest-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    `form-action 'self'${issuer}`,
    "frame-ancestors 'none'",
    ...(CONSOLE_URL.startsWith("https:") ? ["upgrade-insecure-requests"] : []),
  ].join("; ");
}
