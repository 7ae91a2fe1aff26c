import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { json, startPeer, type Answer, type Peer } from "../../../tests/credential-peers";
import { outbound, type Outbound } from "../../outbound";
import { brokerIssuer } from "./broker";
import type { Asked } from "./types";

let peer: Peer;
let network: Outbound;

beforeEach(async () => {
  peer = await startPeer(() => json({ credential: "leased", expires_in: 60, lease_id: "lease-1" }));
  network = outbound({ allow: ["127.0.0.0/8"] });
});
afterEach(async () => {
  await network.close();
  await peer.close();
});

const issuer = (secrets: [string, string][] = [["apiKey", "broker-key"]]) =>
  brokerIssuer(
    { provider: "http_broker", url: `${peer.url}/v1/` },
    { secrets: new Map(secrets), fetch: network.fetch },
  );
const asked: Asked = {
  scope: "read",
  ttlSeconds: 300,
  per: "call",
  tool: "files.read",
  sessionId: "s",
  decisionId: "d",
  upstream: "io.fs",
  label: "worker",
};
const toRevoke = { handle: "lease-1", revokeWith: null, sessionId: "s", decisionId: "d", reason: "over" };

describe("a broker over HTTP", () => {
  it("is told for what something is issued, with our key", async () => {
    expect(await issuer().issue(asked)).toMatchObject({
      parts: { kind: "value", value: "leased" },
      handle: "lease-1",
      revokeWith: null,
    });
    const [{ path, headers, body } = { path: "", headers: {}, body: "{}" }] = peer.received;
    expect(path).toBe("/v1/issue");
    expect(headers.authorization).toBe("Bearer broker-key");
    expect(JSON.parse(body)).toEqual({
      tool: "files.read",
      scope: "read",
      ttl_seconds: 300,
      session_id: "s",
      decision_id: "d",
      upstream: "io.fs",
    });
    await issuer([]).issue(asked);
    expect(peer.received.at(-1)?.headers.authorization).toBeUndefined();
  });

  it("names an end as a time or as a life; the earlier one holds", async () => {
    const at = new Date(Date.now() + 30_000);
    peer.answer = () => json({ credential: "leased", expires_in: 600, expires_at: at.toISOString() });
    expect((await issuer().issue(asked)).endsAt).toBe(at.getTime());
    peer.answer = () => json({ credential: "leased" });
    expect((await issuer().issue(asked)).endsAt).toBeNull();
  });

  it.each<[string, Answer, string]>([
    ["an answer that is not JSON", { body: "leased" }, "trouble"],
    ["no object", json(["leased"]), "trouble"],
    ["an empty credential", json({ credential: "" }), "trouble"],
    ["an expired one", json({ credential: "old", expires_at: "2001-01-01T00:00:00Z" }), "trouble"],
    ["a wrong key", json({}, 401), "configuration"],
    ["a failure", json({ credential: "leased" }, 500), "trouble"],
    ["far too much", { body: JSON.stringify({ credential: "x".repeat(70_000) }) }, "trouble"],
  ])("is refused for %s", async (_, answer, kind) => {
    peer.answer = () => answer;
    await expect(issuer().issue(asked)).rejects.toMatchObject({ name: "ProviderFault", kind });
  });

  it("has revoked only where it says so", async () => {
    peer.answer = () => json({ revoked: true, detail: "gone" });
    expect(await issuer().revoke(toRevoke)).toEqual({ state: "revoked", detail: "Revoked by the broker." });
    expect(peer.received.at(-1)?.path).toBe("/v1/revoke");
    expect(JSON.parse(peer.received.at(-1)?.body ?? "")).toEqual({
      lease_id: "lease-1",
      session_id: "s",
      reason: "over",
    });
    for (const answer of [
      json({ revoked: false }),
      json({ ok: true }),
      json({ revoked: "yes" }),
      json({}, 500),
    ]) {
      peer.answer = () => answer;
      await expect(issuer().revoke(toRevoke)).rejects.toMatchObject({ kind: "trouble" });
    }
  });

  it("is not asked to revoke by session what was issued for one call: that would end the session's other leases", async () => {
    expect(await issuer().revoke({ ...toRevoke, handle: null })).toMatchObject({ state: "not_revocable" });
    expect(peer.received).toEqual([]);
    peer.answer = () => json({ revoked: true });
    const shared = { ...toRevoke, handle: null, decisionId: null };
    expect(await issuer().revoke(shared)).toMatchObject({ state: "revoked" });
  });
});
