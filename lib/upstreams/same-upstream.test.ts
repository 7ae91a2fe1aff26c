import { expect, test } from "vitest";
import { sameUpstream } from "./same-upstream";
import type { UpstreamRef } from "./types";

const one: UpstreamRef = {
  tenantId: "t",
  id: "u",
  slug: "files",
  kind: "mcp_http",
  config: { url: "https://example.org/mcp" },
  limits: { queue: 4 },
  tls: null,
  updatedAt: 1,
  allow: ["10.0.0.0/8", "192.168.0.0/16"],
  credential: { id: "c", version: 1, disabled: false, use: { per: "session" } },
};

test("the same in other objects and another order is the same", () => {
  expect(sameUpstream(one, structuredClone(one))).toBe(true);
  expect(sameUpstream(one, { ...one, allow: ["192.168.0.0/16", "10.0.0.0/8"] })).toBe(true);
});

test.each<[string, Partial<UpstreamRef>]>([
  ["kind", { kind: "http" }],
  ["address", { config: { url: "https://example.org/other" } }],
  ["limits", { limits: { queue: 5 } }],
  ["certificate", { tls: { ca: "-----BEGIN" } }],
  ["time of change", { updatedAt: 2 }],
  ["permitted ranges", { allow: ["10.0.0.0/8"] }],
  ["credential", { credential: null }],
])("another %s is another way", (_, change) => {
  expect(sameUpstream(one, { ...one, ...change })).toBe(false);
});

test("a credential of another version, or disabled, is another way", () => {
  for (const change of [{ version: 2 }, { disabled: true }, { use: { per: "call" } }]) {
    expect(sameUpstream(one, { ...one, credential: { ...one.credential!, ...change } })).toBe(false);
  }
});
