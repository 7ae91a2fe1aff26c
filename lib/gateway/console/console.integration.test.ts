import type { AddressInfo } from "node:net";
import { serve, type ServerType } from "@hono/node-server";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { createTenant, ctxFor, type TestTenant } from "../../../tests/factories";
import { gatewayWorld } from "../../../tests/gateway-world";
import { approve } from "../../approvals";
import { withTenant } from "../../platform/db";
import { resetEnv } from "../../platform/env";
import { setEnv } from "../../platform/env/process";
import { logger } from "../../platform/log";
import { createGateway, tryCapability, whoMayCall } from "../index";

vi.mock("../../platform/log", { spy: true });

let world: TestTenant;
let server: ServerType;
/** What comes in the place of the gateway's answer to who ends a session. */
let toEnding: (() => Response) | null = null;

beforeAll(async () => {
  world = await gatewayWorld();
  const gateway = createGateway();
  const fetch: typeof gateway.fetch = (request, ...more) =>
    toEnding && request.url.endsWith("/end") ? toEnding() : gateway.fetch(request, ...more);
  server = serve({ fetch, port: 0, hostname: "127.0.0.1" });
  await new Promise<void>((done) => server.once("listening", done));
  setEnv({ GATEWAY_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
});
afterEach(() => {
  toEnding = null;
  vi.mocked(logger).mockReset();
});
afterAll(async () => {
  await new Promise((done) => server.close(done));
  resetEnv();
});

const ctx = () => ctxFor(world.id, world.admin);
async function idOf(name: string): Promise<string> {
  const where = { tenantId: world.id, name };
  return (await withTenant(world.id, (tx) => tx.capability.findFirstOrThrow({ where }))).id;
}
const attempt = async (name: string, args: object, more: object = {}) =>
  tryCapability(ctx(), { capabilityId: await idOf(name), arguments: args as never, ...more });

describe("trying a capability in the console", () => {
  it("is a call of the person's own test agent through the gateway, decided and recorded like any other", async () => {
    const answer = await attempt("open.echo", { text: "hello" });
    expect(answer).toMatchObject({ kind: "executed", isError: false, decision: { ruleId: "open-low" } });
    expect(JSON.stringify(answer.result)).toContain("hello");
    const decision = await withTenant(world.id, (tx) =>
      tx.decision.findFirstOrThrow({ where: { id: answer.callId! } }),
    );
    const agent = await withTenant(world.id, (tx) =>
      tx.agent.findFirstOrThrow({ where: { id: decision.agentId }, include: { apiKeys: true } }),
    );
    expect(agent).toMatchObject({ test: true, ownerId: world.admin.id });
    expect(agent.apiKeys.every((key) => key.revokedAt !== null)).toBe(true);
    const session = await withTenant(world.id, (tx) =>
      tx.session.findFirstOrThrow({ where: { id: answer.sessionId } }),
    );
    expect(session.endedAt).not.toBeNull();
  });

  it("shows a refusal with the rule's reason, and what is wrong with arguments where it is", async () => {
    expect(await attempt("open.echo", { text: "forbidden" })).toMatchObject({
      kind: "refused",
      problem: { code: "POLICY_DENIED" },
    });
    const wrong = await attempt("open.echo", { text: 5 });
    expect(wrong.problem).toMatchObject({
      code: "INVALID_ARGUMENTS",
      faults: [{ pointer: "/arguments/text" }],
    });
  });

  it.each([
    ["no usable answer", () => new Response("gone")],
    ["a failure of its own", () => Response.json({ code: "UNAVAILABLE" }, { status: 503 })],
  ])("shows the tool's answer where ending its session gets %s, which is logged", async (_, answer) => {
    toEnding = answer;
    const said = vi.fn();
    vi.mocked(logger).mockReturnValue({ debug: said, info: said, warn: said, error: said, fatal: said });
    const shown = await attempt("open.echo", { text: "hello" });
    expect(shown).toMatchObject({ kind: "executed", isError: false });
    expect(JSON.stringify(shown.result)).toContain("hello");
    expect(said).toHaveBeenCalledWith(
      "the session of a trial could not be ended",
      expect.objectContaining({ tenantId: world.id, sessionId: shown.sessionId }),
    );
  });

  it("that people hold is decided by somebody else, and the same trial in its session uses their answer", async () => {
    const held = await attempt("held.echo", { text: "please" });
    expect(held).toMatchObject({ kind: "held", approval: { status: "pending" } });
    const approvalId = held.approval!.id;
    const reviewer = { ...world.admin, roles: ["admin", "reviewer"] as const };
    await expect(approve(ctxFor(world.id, reviewer), { approvalId })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    await approve(ctxFor(world.id, world.reviewer), { approvalId });
    const again = await attempt("held.echo", { text: "please" }, { sessionId: held.sessionId });
    expect(again).toMatchObject({ kind: "executed" });
  });

  it("is for admins of the capability's own tenant", async () => {
    const capabilityId = await idOf("open.echo");
    const input = { capabilityId, arguments: { text: "x" } };
    await expect(tryCapability(ctxFor(world.id, world.viewer), input)).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    const other = await createTenant();
    await expect(tryCapability(ctxFor(other.id, other.admin), input)).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });
});

describe("who may call a capability", () => {
  it("is what the policy in force could answer to each agent, test agents left out", async () => {
    const [production] = await whoMayCall(ctx(), await idOf("open.echo"));
    expect(production).toMatchObject({ environment: "production", revision: { number: 1 } });
    expect(production?.agents).toHaveLength(1);
    expect(production?.agents[0]).toMatchObject({
      name: world.agent.name,
      excepted: false,
      answers: [
        { ruleId: "open-low", action: "ALLOW" },
        { ruleId: "open-forbidden", action: "DENY", when: null },
      ],
    });
  });

  it("says that people are asked where the risk asks for it, and that nothing else is allowed", async () => {
    const [risky] = await whoMayCall(ctx(), await idOf("risky.echo"));
    expect(risky?.agents[0]?.answers[0]).toMatchObject({ action: "REQUIRE_APPROVAL" });
    expect(risky?.agents[0]?.answers[0]?.raised).toContain("HIGH");
    const [closed] = await whoMayCall(ctx(), await idOf("closed.echo"));
    expect(closed?.agents[0]?.answers).toEqual([{ ruleId: null, action: "DENY", when: null, raised: null }]);
  });

  it("is nobody's to know of another tenant", async () => {
    const other = await createTenant();
    const id = await idOf("open.echo");
    await expect(whoMayCall(ctxFor(other.id, other.admin), id)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});
