import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { json, startPeer, type Answer, type Peer } from "../../../tests/credential-peers";
import { outbound, type Outbound } from "../../outbound";
import { oauthIssuer } from "./oauth";
import type { Asked, Issuer } from "./types";

const SECRET = "client/secret+with signs";
let peer: Peer;
let network: Outbound;

beforeEach(async () => {
  peer = await startPeer(() => json({ access_token: "the-token", token_type: "Bearer", expires_in: 600 }));
  network = outbound({ allow: ["127.0.0.0/8"] });
});
afterEach(async () => {
  await network.close();
  await peer.close();
});

type Extra = {
  authentication?: "basic" | "post";
  resource?: string;
  audience?: string;
  revocationUrl?: string;
};
const issuer = (extra: Extra = {}, fetch = network.fetch): Issuer =>
  oauthIssuer(
    {
      provider: "oauth_client_credentials",
      tokenUrl: `${peer.url}/token`,
      clientId: "us:and them",
      authentication: "basic",
      ...extra,
    },
    { secrets: new Map([["clientSecret", SECRET]]), fetch },
  );

const asked: Asked = {
  scope: "read write",
  ttlSeconds: 900,
  per: "session",
  tool: null,
  sessionId: null,
  decisionId: null,
  upstream: "up",
  label: "worker",
};

describe("OAuth client credentials", () => {
  it("asks with Basic, scope, resource and audience, and gets a token", async () => {
    const given = await issuer({ resource: "https://api.example/v1", audience: "api" }).issue(asked);
    expect(given).toMatchObject({
      parts: { kind: "value", value: "the-token" },
      scope: "read write",
      revokeWith: null,
    });
    expect(given.endsAt).toBeGreaterThan(Date.now());
    expect(given.endsAt).toBeLessThanOrEqual(Date.now() + 600_000);
    const [{ headers, body } = { headers: {}, body: "" }] = peer.received;
    // RFC 6749 §2.3.1: both are form-encoded before they are joined.
    const form = (text: string) => new URLSearchParams({ _: text }).toString().slice(2);
    const pair = Buffer.from(`${form("us:and them")}:${form(SECRET)}`).toString("base64");
    expect(headers.authorization).toBe(`Basic ${pair}`);
    expect(Object.fromEntries(new URLSearchParams(body))).toEqual({
      grant_type: "client_credentials",
      scope: "read write",
      resource: "https://api.example/v1",
      audience: "api",
    });
  });

  it("asks with the secret in the body where that is set", async () => {
    await issuer({ authentication: "post" }).issue({ ...asked, scope: "" });
    const [{ headers, body } = { headers: {}, body: "" }] = peer.received;
    expect(headers.authorization).toBeUndefined();
    expect(Object.fromEntries(new URLSearchParams(body))).toEqual({
      grant_type: "client_credentials",
      client_id: "us:and them",
      client_secret: SECRET,
    });
  });

  it("records the scope that was granted, and says where no end was named", async () => {
    peer.answer = () => json({ access_token: "t-o-k", token_type: "bearer", scope: "read" });
    expect(await issuer().issue(asked)).toMatchObject({
      scope: "read",
      endsAt: null,
      note: "Its issuer did not say when it expires.",
    });
  });

  it.each<[string, Answer, string, RegExp]>([
    ["a wrong secret", json({ error: "invalid_client" }, 401), "configuration", /401 \(invalid_client\)/],
    ["a wrong resource", json({ error: "invalid_target" }, 400), "configuration", /400 \(invalid_target\)/],
    [
      "an error it made up",
      json({ error: `boo-${SECRET}`, error_description: SECRET }, 400),
      "trouble",
      /refused with 400\.$/,
    ],
    [
      "a challenge",
      { status: 401, headers: { "www-authenticate": 'Basic realm="x"' } },
      "configuration",
      /does not accept/,
    ],
    ["a server error", { status: 503, type: "text/html", body: "<p>" }, "trouble", /503/],
    ["no JSON", { body: "{not json" }, "trouble", /cannot be used/],
    [
      "another content type",
      { type: "text/plain", body: '{"access_token":"x"}' },
      "trouble",
      /cannot be used/,
    ],
    ["no token", json({ token_type: "bearer" }), "trouble", /cannot be used/],
    [
      "a token that no header carries",
      json({ access_token: "a\nb", token_type: "bearer" }),
      "trouble",
      /not a token/,
    ],
    ["another kind of token", json({ access_token: "x", token_type: "mac" }), "trouble", /cannot be used/],
    [
      "a token that is bound to a key",
      json({ access_token: "x", token_type: "dpop" }),
      "trouble",
      /not a token/,
    ],
    [
      "a negative life",
      json({ access_token: "x", token_type: "bearer", expires_in: -5 }),
      "trouble",
      /cannot be used|not a token/,
    ],
    ["far too much", { body: `{"access_token":"${"x".repeat(70_000)}"}` }, "trouble", /far more/],
    ["a redirect", { status: 307, headers: { location: "https://evil.example/token" } }, "trouble", /307/],
  ])("is refused for %s, in our words", async (_, answer, kind, words) => {
    peer.answer = () => answer;
    const fault: unknown = await issuer()
      .issue(asked)
      .catch((error: unknown) => error);
    expect(fault).toMatchObject({ name: "ProviderFault", kind });
    expect((fault as Error).message).toMatch(words);
    expect((fault as Error).message).not.toContain(SECRET);
    expect((fault as Error).message).not.toContain("127.0.0.1");
  });

  it("is refused where nobody is there, and where the address is not permitted", async () => {
    await expect(issuer({}, outbound({ allow: [] }).fetch).issue(asked)).rejects.toMatchObject({
      kind: "configuration",
      message: "Its token endpoint is at an address that is not permitted here.",
    });
    expect(peer.received).toEqual([]);
    await peer.close();
    await expect(issuer().issue(asked)).rejects.toMatchObject({
      kind: "trouble",
      message: "Its token endpoint cannot be reached.",
    });
  });

  it("does not wait for one that drips", async () => {
    peer.answer = (_, response) => {
      response.writeHead(200, { "content-type": "application/json" }).write("{");
      const drip = setInterval(() => response.write(" "), 50);
      response.on("close", () => clearInterval(drip));
      return null;
    };
    await expect(issuer().issue(asked)).rejects.toMatchObject({
      message: "Its token endpoint did not answer within 8 seconds.",
    });
  });

  it("revokes with the token and its hint, and says so only where it was revoked", async () => {
    const one = issuer({ revocationUrl: `${peer.url}/revoke` });
    const { revokeWith } = await one.issue(asked);
    expect(revokeWith).toBe("the-token");
    const toRevoke = { handle: null, revokeWith, sessionId: null, decisionId: null, reason: "over" };
    peer.answer = () => ({ status: 200 });
    expect(await one.revoke(toRevoke)).toEqual({ state: "revoked", detail: "Revoked at its issuer." });
    expect(Object.fromEntries(new URLSearchParams(peer.received.at(-1)?.body))).toEqual({
      token: "the-token",
      token_type_hint: "access_token",
    });
    peer.answer = () => json({ error: "unsupported_token_type" }, 400);
    await expect(one.revoke(toRevoke)).rejects.toMatchObject({ kind: "trouble" });
    const count = peer.received.length;
    expect(await issuer().revoke({ ...toRevoke, revokeWith: null })).toMatchObject({
      state: "not_revocable",
    });
    expect(peer.received).toHaveLength(count);
  });
});
