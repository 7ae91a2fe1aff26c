import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import config from "../../next.config.js";
import { contentSecurityPolicy } from "./csp";

describe("the console's configuration", () => {
  it("keeps off what has been exploited and is not needed", () => {
    expect(config).toMatchObject({ poweredByHeader: false, images: { unoptimized: true } });
    expect(Object.keys(config)).not.toContain("rewrites");
    expect(Object.keys(config)).not.toContain("cacheComponents");
    for (const server of ["server.js", "server.ts", "middleware.ts"]) expect(existsSync(server)).toBe(false);
  });

  it("takes server actions from its own address only, and none larger than a policy package", () => {
    const actions = config.experimental?.serverActions;
    expect(actions?.bodySizeLimit).toBe("2mb");
    expect(actions?.allowedOrigins?.length).toBe(1);
    expect(actions?.allowedOrigins).not.toContain("null");
    expect(actions?.allowedOrigins?.join()).not.toContain("*");
  });

  it("lets scripts run by nonce only, and nobody frame it", () => {
    const policy = contentSecurityPolicy("abc");
    expect(policy).toContain("script-src 'self' 'nonce-abc' 'strict-dynamic'");
    expect(policy).toMatch(/default-src 'none'.*object-src 'none'.*base-uri 'none'.*frame-ancestors 'none'/);
    expect(policy.split(";").find((part) => part.includes("script-src"))).not.toContain("unsafe-inline");
  });

  it("never decides who may do what in the proxy", () => {
    const proxy = readFileSync("proxy.ts", "utf8");
    expect(proxy).not.toMatch(/web\/(auth|session)|next-auth|platform\/(ctx|db)|lib\/tenants/);
  });
});
