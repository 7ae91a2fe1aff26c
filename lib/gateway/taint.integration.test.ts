import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTenant, ctxFor, type TestTenant } from "../../tests/db";
import { gatewayWorld } from "../../tests/gateway-world";
import { RestClient, type Answer } from "../../tests/rest-client";
import { withTenant, type Prisma } from "../platform/db";
import { closeEvents } from "../platform/events";
import { newId } from "../platform/ids";
import { installPolicy } from "../revisions";
import { clearTaint } from "../taint";
import { createGateway } from "./app";
import { stopSnapshots } from "./index";

const POLICY = `
version: 1
rules:
  - id: no-secrets-here
    principals: ["agent:*"]
    capabilities: [held.echo]
    when: '"secret" in session.taint'
    action: DENY
  - { id: all, principals: ["agent:*"], capabilities: ["*"], action: ALLOW }
`;
const PERSON = { text: "jane.doe@example.org" };

const app = createGateway();
let world: TestTenant;
const admin = () => ctxFor(world.id, world.admin);
const responder = () => ctxFor(world.id, world.responder);

beforeAll(async () => {
  world = await gatewayWorld();
  await withTenant(world.id, async (tx) => {
    const of = (name: string) => ({ where: { tenantId: world.id, name } });
    // It reaches out; and what this one reads is outside words, whatever they are.
    await tx.capability.updateMany({ ...of("closed.echo"), data: { operation: "NETWORK" } });
    await tx.capability.updateMany({
      ...of("risky.echo"),
      data: { riskLevel: "LOW", resultLabels: ["external"] },
    });
  });
  await settings({ detectLabels: ["pii", "secret"] });
  await installPolicy(admin(), POLICY);
});
afterAll(async () => {
  await stopSnapshots();
  await closeEvents();
});

const settings = (data: Prisma.ContainmentSettingsUpdateInput) =>
  withTenant(world.id, (tx) => tx.containmentSettings.update({ where: { tenantId: world.id }, data }));
const open = () => RestClient.open(app, world);
const reachOut = (client: RestClient) => client.call({ tool: "closed.echo" });
const taintOf = async ({ session }: RestClient) =>
  (await withTenant(world.id, (tx) => tx.session.findUniqueOrThrow({ where: { id: session } }))).taint;
const inContext = (client: RestClient, context: object, tool = "open.echo"): Promise<Answer> =>
  client.raw(
    JSON.stringify({ session_id: client.session, tool_name: tool, arguments: { text: "hello" }, context }),
  );

describe("a session that has read personal data", () => {
  it("may not reach out, until people have cleared it", async () => {
    const client = await open();
    expect((await reachOut(client)).status).toBe(200);
    const read = await client.call({ args: PERSON });
    expect(read.status).toBe(200);
    expect(await taintOf(client)).toEqual(["pii"]);
    const outcome = await withTenant(world.id, (tx) =>
      tx.outcome.findUniqueOrThrow({ where: { decisionId: String(read.body.call_id) } }),
    );
    expect(outcome.labels).toEqual(["pii"]);

    const { status, body } = await reachOut(client);
    expect([status, body.code, body.step, body.labels]).toEqual([
      403,
      "EXFILTRATION_BLOCKED",
      "taint_guard",
      "pii",
    ]);
    expect(body.detail).toContain("pii");
    // What doesn't reach out goes on, and so does another session of the same agent.
    expect((await client.call()).status).toBe(200);
    expect((await reachOut(await open())).status).toBe(200);

    const cleared = await clearTaint(responder(), {
      sessionId: client.session,
      labels: ["pii"],
      reason: "The address is our own.",
    });
    expect(cleared.taint).toEqual([]);
    expect((await reachOut(client)).status).toBe(200);
    const leaf = await withTenant(world.id, (tx) =>
      tx.auditLeaf.findUniqueOrThrow({ where: { id: cleared.auditId } }),
    );
    expect(Buffer.from(leaf.bytes).toString()).toContain('"cleared":["pii"]');
    // What it reads next counts again.
    await client.call({ args: PERSON });
    expect((await reachOut(client)).body.code).toBe("EXFILTRATION_BLOCKED");
  });

  it("may reach what the tenant allows, or anything where the guard is off or minds other labels", async () => {
    const client = await open();
    await client.call({ args: PERSON });
    for (const [data, status] of [
      [{ guardAllow: ["closed.*"] }, 200],
      [{ guardAllow: ["close.*"] }, 403],
      [{ guardLabels: ["secret"] }, 200],
      [{ guardLabels: ["pii", "secret"], taintGuard: false }, 200],
      [{ taintGuard: true, guardAllow: [] }, 403],
    ] as const) {
      await settings(data as Prisma.ContainmentSettingsUpdateInput);
      expect((await reachOut(client)).status, JSON.stringify(data)).toBe(status);
    }
  });
});

describe("labels", () => {
  it("come from the capability as well, and add up", async () => {
    const client = await open();
    await client.call({ tool: "risky.echo" });
    expect(await taintOf(client)).toEqual(["external"]);
    await client.call({ tool: "risky.echo", args: PERSON });
    expect(await taintOf(client)).toEqual(["external", "pii"]);
  });

  it("that an agent names in its context stick to its own session, before that very call is judged", async () => {
    const client = await open();
    const first = await inContext(client, { taint_labels: ["secret"] }, "closed.echo");
    expect(first.body.code).toBe("EXFILTRATION_BLOCKED");
    expect(await taintOf(client)).toEqual(["secret"]);
    expect((await inContext(client, { taint_labels: [] }, "closed.echo")).status).toBe(403);

    const elsewhere = await RestClient.open(app, await gatewayWorld());
    const foreign = await open();
    elsewhere.session = foreign.session;
    expect((await inContext(elsewhere, { taint_labels: ["pii"] })).body.code).toBe("SESSION_MISMATCH");
    expect(await taintOf(foreign)).toEqual([]);
  });

  it.each([["pii"], [["PII"]], [["pii", "pii"]], [{ pii: true }]])(
    "%j in a context is refused rather than overlooked",
    async (labels) => {
      const client = await open();
      const { status, body } = await inContext(client, { taint_labels: labels });
      expect([status, body.code]).toEqual([422, "INVALID_ARGUMENTS"]);
      expect(body.errors).toMatchObject([{ pointer: "/context/taint_labels" }]);
      expect(await taintOf(client)).toEqual([]);
    },
  );

  it("are what rules see", async () => {
    const client = await open();
    const tool = "held.echo";
    expect((await client.call({ tool })).status).toBe(200);
    await client.call({ args: { text: `-----BEGIN ${"PRIVATE KEY"}-----` } });
    const { body } = await client.call({ tool });
    expect([body.code, body.rule]).toEqual(["POLICY_DENIED", "no-secrets-here"]);
  });

  it("stay on for whoever may not clear them", async () => {
    const client = await open();
    await client.call({ args: PERSON });
    const input = { sessionId: client.session, labels: ["pii" as const], reason: "Because." };
    for (const role of ["reviewer", "viewer"] as const)
      await expect(clearTaint(ctxFor(world.id, world[role]), input)).rejects.toMatchObject({
        code: "FORBIDDEN",
      });
    const other = await createTenant();
    await expect(clearTaint(ctxFor(other.id, other.admin), input)).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    await expect(clearTaint(admin(), { ...input, sessionId: newId() })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    await expect(clearTaint(admin(), { ...input, reason: " " })).rejects.toMatchObject({
      code: "INVALID_INPUT",
    });
    const both = await Promise.allSettled([clearTaint(admin(), input), clearTaint(responder(), input)]);
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    await expect(clearTaint(admin(), input)).rejects.toMatchObject({ code: "CONFLICT" });
  });
});
