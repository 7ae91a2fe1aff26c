import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CreateUpstreamInput, Slug } from "@/lib/upstreams/schemas";
import { UPSTREAM_KINDS, type UpstreamDetail } from "@/lib/upstreams/types";
import { PROVIDERS } from "@/lib/credentials/schemas";
import {
  connectionFaults,
  deliveriesFor,
  EMPTY_FORM,
  faultsOf,
  formOf,
  limitsFor,
  settingsOf,
  slugOf,
  targetOf,
  type UpstreamForm,
} from "./model";

const CREDENTIAL = "0190a000-0000-7000-8000-00000000d301";

/** Forms that somebody has filled in rightly. */
const filled = fc
  .record({
    kind: fc.constantFrom(...UPSTREAM_KINDS),
    provider: fc.constantFrom(...PROVIDERS),
    withCredential: fc.boolean(),
    way: fc.nat(),
    per: fc.constantFrom("session" as const, "call" as const),
    ttl: fc.integer({ min: 60, max: 86_400 }),
    limit: fc.integer({ min: 32, max: 256 }),
    passThrough: fc.boolean(),
  })
  .map(({ kind, provider, withCredential, way, per, ttl, limit, passThrough }): UpstreamForm => {
    const ways = deliveriesFor(provider, kind);
    return {
      ...EMPTY_FORM,
      kind,
      slug: "some-slug",
      name: "Some name",
      address: kind === "mcp_http" || kind === "http" ? "https://api.example.com/v1" : "",
      server: kind === "mcp_stdio" ? "filesystem" : "",
      passThrough: passThrough && (kind === "mcp_http" || kind === "mcp_stdio"),
      ...(withCredential &&
        ways.length > 0 && {
          credentialId: CREDENTIAL,
          deliver: ways[way % ways.length] ?? "bearer",
          header: { name: "x-api-key", prefix: "Token" },
          username: "somebody",
          env: [{ name: "API_TOKEN", part: provider === "aws_sts" ? "sessionToken" : "value" }] as const,
          aws: { service: "execute-api", region: "eu-central-1" },
          per,
          ttl: String(ttl),
        }),
      limits: {
        ...EMPTY_FORM.limits,
        ...Object.fromEntries(
          limitsFor(kind).map((name) => [name, name === "breakerFailures" ? "7" : String(limit)]),
        ),
      },
    } as UpstreamForm;
  });

/** As it comes out of the database again. */
const stored = (value: object): UpstreamDetail["config"] =>
  JSON.parse(JSON.stringify(value)) as UpstreamDetail["config"];

/** What the server would say of an upstream that was made of a form. */
function detailOf(form: UpstreamForm): UpstreamDetail {
  const { target, limits, credential, ...rest } = settingsOf(form);
  return {
    id: CREDENTIAL,
    slug: form.slug,
    ...rest,
    kind: target.kind,
    config: stored(target.config),
    limits: stored(limits),
    enabled: true,
    health: { status: "unknown", since: null, checkedAt: null, latencyMs: null, error: null },
    credential: credential && { id: credential.id, name: "A key" },
    credentialUse: credential && credential.use,
    tls: { ca: null, certificate: null, keySet: false },
    capabilities: { active: 0, suspended: 0, unreviewed: 0 },
    lastChange: null,
    server: null,
    syncedAt: null,
    uncompared: null,
    document: null,
    createdAt: "2026-11-21T12:00:00.000Z",
    updatedAt: "2026-11-21T12:00:00.000Z",
  };
}

describe("the form of an upstream", () => {
  it("has no fault where it is filled in rightly, and says the same again when it is read back", () => {
    fc.assert(
      fc.property(filled, (form) => {
        expect(faultsOf(form)).toEqual({});
        const parsed = CreateUpstreamInput.parse({ slug: form.slug, ...settingsOf(form) });
        const again = formOf(detailOf(form));
        expect(again && CreateUpstreamInput.parse({ slug: form.slug, ...settingsOf(again) })).toEqual(parsed);
      }),
    );
  });

  it("names each fault by its field, and a number that is none is a fault", () => {
    const faults = faultsOf({ ...EMPTY_FORM, limits: { ...EMPTY_FORM.limits, queue: "many" } });
    expect(Object.keys(faults).sort()).toEqual(["limits.queue", "name", "slug", "target.config.url"]);
    expect(Object.keys(connectionFaults(faults)).sort()).toEqual(["limits.queue", "target.config.url"]);
    const withKey = { ...EMPTY_FORM, credentialId: CREDENTIAL, ttl: "" };
    expect(faultsOf(withKey)).toHaveProperty(["credential.use.ttlSeconds"]);
  });

  it("sends no key unless one was typed or taken away", () => {
    const tls = (key: UpstreamForm["key"]) => settingsOf({ ...EMPTY_FORM, key }).tls;
    expect(tls({ kind: "keep" })).not.toHaveProperty("key");
    expect(tls({ kind: "set", text: "  " })).not.toHaveProperty("key");
    expect(tls({ kind: "none" })).toHaveProperty("key", null);
    expect(tls({ kind: "set", text: "-----BEGIN" })).toHaveProperty("key", "-----BEGIN");
  });

  it("cannot say an installation's own program again, and does not try", () => {
    const detail = { ...detailOf({ ...EMPTY_FORM, kind: "mcp_stdio", server: "x" }) };
    expect(formOf({ ...detail, config: { command: "node", args: ["server.js"] } })).toBeNull();
    expect(formOf({ ...detail, kind: "builtin", config: {} })).toBeNull();
  });

  it("takes nothing along that another kind was given", () => {
    const form = { ...EMPTY_FORM, address: "https://api.example.com", credentialId: CREDENTIAL };
    expect(targetOf({ ...form, kind: "builtin" })).toEqual({ kind: "builtin", config: { suite: "project" } });
    expect(settingsOf({ ...form, kind: "builtin" }).credential).toBeNull();
  });
});

describe("a slug made of a name", () => {
  it("is a slug, whatever was typed, or nothing", () => {
    expect(slugOf("  Ärger & Söhne: API (v2)  ")).toBe("arger-sohne-api-v2");
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 120 }), (name) => {
        const slug = slugOf(name);
        if (slug !== "") expect(Slug.safeParse(slug).error?.issues ?? []).toEqual([]);
      }),
    );
  });
});
