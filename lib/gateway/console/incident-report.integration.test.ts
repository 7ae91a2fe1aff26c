import { generateKeyPairSync } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { createTenant, ctxFor, type TestTenant, type TestUser } from "../../../tests/factories";
import { addCapability, gatewayWorld, WORLD_POLICY } from "../../../tests/gateway-world";
import { RestClient } from "../../../tests/rest-client";
import { incidentVerify } from "../../../scripts/cli/incident-verify";
import {
  exportAffected,
  listAffected,
  readChanges,
  readImpact,
  releaseFromIncident,
  verifyReport,
} from "../../incidents";
import { Prisma, withTenant } from "../../platform/db";
import { closeEvents } from "../../platform/events";
import { rawPublicKey } from "../../platform/secrets";
import { installPolicy, trustedKeys } from "../../revisions";
import { createGateway } from "../app";
import { stopSnapshots } from "../index";
import { exportReport } from "./export-report";
import { reassessIncident } from "./reassess";

const app = createGateway();
let world: TestTenant;
let incident: string;
let client: RestClient;

const ctx = (user: TestUser = world.responder) => ctxFor(world.id, user);
const WRITES = `
  - { id: writes, principals: ["agent:*"], capabilities: [made.echo, sent.echo], when: 'args.text != "=1+1"', action: ALLOW }
`;

beforeAll(async () => {
  world = await gatewayWorld();
  for (const slug of ["made", "sent"])
    await addCapability(world.id, slug, { operation: "WRITE", riskLevel: "MEDIUM" });
  await installPolicy(ctx(world.admin), `${WORLD_POLICY}${WRITES}`);
  client = await RestClient.open(app, world);
  await client.call({ tool: "open.echo", args: { text: "read" } });
  await client.call({ tool: "open.echo", args: { text: "forbidden" } });
  await client.call({ tool: "held.echo", args: { text: "asked" } });
  await client.call({ tool: "made.echo", args: { text: "[made](http://evil.example) \u202E*x*" } });
  incident = await open(client.session);
});
afterAll(async () => {
  await stopSnapshots();
  await closeEvents();
});

async function open(session: string): Promise<string> {
  const [row] = await withTenant(
    world.id,
    (tx) => tx.$queryRaw<{ id: string }[]>`
      SELECT open_incident(${world.id}::uuid, ${"Made <b>things</b>\u202E wrong"}, 'manual', 'SEV2', ${session}::uuid, NULL, NULL,
        ${world.responder.id}::uuid) AS id`,
  );
  return row!.id;
}

describe("the impact of an incident", () => {
  it("counts calls, outcomes, approvals and what ran and did more than read", async () => {
    expect(await readImpact(ctx(), { id: incident })).toMatchObject({
      sessions: [{ id: client.session, agent: world.agent.name, calls: 4 }],
      calls: { total: 4, allow: 2, deny: 1, ask: 1 },
      outcomes: { succeeded: 2, toolError: 0, failed: 0, inDoubt: 0, running: 0 },
      approvals: { waiting: 1, approved: 0, denied: 0, other: 0 },
      effects: { total: 1, reversible: 1, irreversible: 0, noWay: 1, compensation: { todo: 1, done: 0 } },
      amounts: [],
    });
  });

  it("adds up what its capabilities declare, of what ran or may have run", async () => {
    const declare = (name: string, amounts: object[] | null) =>
      withTenant(world.id, (tx) =>
        tx.capability.updateMany({
          where: { tenantId: world.id, name },
          data: { amounts: amounts ?? Prisma.DbNull },
        }),
      );
    const payer = await RestClient.open(app, world);
    for (const text of ["12.30", "0.70", "free"]) await payer.call({ tool: "made.echo", args: { text } });
    await payer.call({ tool: "sent.echo", args: { text: "5" } });
    const id = await open(payer.session);
    const money = { of: "money", from: "arguments", pointer: "/text", unit: "EUR" };
    const records = { of: "records", from: "result", pointer: "/content", unit: "message" };
    await declare("made.echo", [money, records]);
    await declare("sent.echo", [{ ...money, unit: "USD" }]);
    expect((await readImpact(ctx(), { id })).amounts).toEqual([
      { of: "money", unit: "EUR", total: "13", calls: 3, unreadable: 1 },
      { of: "records", unit: "message", total: "3", calls: 3, unreadable: 0 },
      { of: "money", unit: "USD", total: "5", calls: 1, unreadable: 0 },
    ]);
    const { text } = await exportReport(ctx(), { id, format: "markdown" });
    expect(text).toContain("- Money: 13 EUR in 3 calls; of 1 it is not known.");
    for (const name of ["made.echo", "sent.echo"]) await declare(name, null);
  });

  it("has single calls of other sessions that people have linked, and each call once", async () => {
    const other = await RestClient.open(app, world);
    const { body } = await other.call({ tool: "made.echo", args: { text: "elsewhere" } });
    const id = await open(client.session);
    const data = { tenantId: world.id, incidentId: id };
    await withTenant(world.id, (tx) =>
      tx.incidentLink.createMany({
        data: [
          { ...data, subjectKind: "call", subjectId: String(body.call_id) },
          { ...data, subjectKind: "session", subjectId: client.session },
        ],
      }),
    );
    expect(await readImpact(ctx(), { id })).toMatchObject({ calls: { total: 5 }, effects: { total: 2 } });
  });

  it("lists the calls by filters, page by page, and exports exactly those", async () => {
    const one = await listAffected(ctx(), { id: incident, limit: 1 });
    expect(one.rows).toMatchObject([{ capability: "made.echo", decision: "ALLOW", state: "succeeded" }]);
    const two = await listAffected(ctx(), { id: incident, limit: 3, cursor: one.nextCursor! });
    expect(two.rows.map(({ capability, decision }) => `${capability} ${decision}`)).toEqual([
      "held.echo REQUIRE_APPROVAL",
      "open.echo DENY",
      "open.echo ALLOW",
    ]);
    expect(two.nextCursor).toBeNull();
    const lines = async (filters: object) =>
      (await exportAffected(ctx(), { id: incident, ...filters })).text.trimEnd().split("\r\n").slice(1);
    expect(await lines({})).toHaveLength(4);
    expect(await lines({ decision: "DENY" })).toEqual([
      expect.stringContaining("open.echo,DENY,denied,open-forbidden"),
    ]);
    expect(await lines({ effects: true })).toEqual([expect.stringContaining("made.echo,ALLOW")]);
    expect(await lines({ capability: "no.such" })).toEqual([]);
  });

  it("is its own tenant's", async () => {
    const other = await createTenant();
    const theirs = ctxFor(other.id, other.admin);
    for (const read of [readImpact, readChanges, listAffected, exportAffected])
      await expect(read(theirs, { id: incident })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});

describe("what changed before an incident", () => {
  it("is listed from the audit log, newest first, with what was in force when it was opened", async () => {
    const changes = await readChanges(ctx(), { id: incident });
    expect(changes.inForce).toMatchObject([{ environment: "production", number: 2 }]);
    expect(changes.rows[0]).toMatchObject({
      group: "policy",
      title: "Policy published",
      by: world.admin.name,
    });
    expect(changes.rows.map(({ at }) => at)).toEqual(
      changes.rows
        .map(({ at }) => at)
        .toSorted()
        .reverse(),
    );
    await installPolicy(ctx(world.admin), `${WORLD_POLICY}${WRITES}# later\n`);
    expect(await readChanges(ctx(), { id: incident })).toEqual(changes);
  });

  it("is asked of today's policy too: would it still let through what ran?", async () => {
    const before = await reassessIncident(ctx(), { id: incident });
    expect(before).toMatchObject({ ran: 1, stopped: 0 });
    await installPolicy(ctx(world.admin), WORLD_POLICY);
    const after = await reassessIncident(ctx(), { id: incident });
    expect(after).toMatchObject({ ran: 1, stopped: 1, revision: { environment: "production" } });
    expect(after.rows[0]).toMatchObject({
      capability: "made.echo",
      was: "ALLOW",
      today: "DENY",
      ruleId: null,
    });
    expect(after.rows.map(({ was }) => was)).toEqual(["ALLOW", "REQUIRE_APPROVAL", "DENY"]);
  });
});

describe("the report", () => {
  it("is readable Markdown in which nothing that an agent wrote formats, links or hides", async () => {
    const { text, fileName, auditId } = await exportReport(ctx(), { id: incident, format: "markdown" });
    expect(fileName).toMatch(/^INC-\d+\.md$/);
    expect(text).toContain("Made \\<b\\>things\\</b\\>⟨U+202E⟩ wrong");
    expect(text).not.toContain("<b>");
    for (const heading of ["People", "Timeline", "Impact", "Runbook", "Decisions"])
      expect(text).toContain(`## ${heading}`);
    expect(text).toContain("Money and records: not declared");
    const leaf = await withTenant(world.id, (tx) =>
      tx.auditLeaf.findUniqueOrThrow({ where: { id: auditId } }),
    );
    expect(leaf).toMatchObject({ action: "incident.exported", actorId: world.responder.id });
  });

  it("is signed JSON that verifies with the public key alone, and with nothing changed", async () => {
    const { text } = await exportReport(ctx(), { id: incident, format: "json" });
    const keys = trustedKeys();
    expect(verifyReport(text, keys)).toMatchObject({ ok: true, manifest: { tenant: world.id, incident } });
    const broken: [string, string][] = [
      ["content", text.replace('"decision":"DENY"', '"decision":"ALLOW"')],
      ["not written", JSON.stringify(JSON.parse(text), null, 2)],
      ["signature", text.replace(/"exportedBy":"[^"]*"/, '"exportedBy":"Somebody else"')],
      [
        "public key",
        text.replace(/"publicKey":"./, (from) => from.slice(0, -1) + (from.endsWith("A") ? "B" : "A")),
      ],
      ["not JSON", "INC-1"],
      ["not an incident", '{"format":"agentgate.policy/1"}'],
    ];
    for (const [why, changed] of broken)
      expect(verifyReport(changed, keys), why).toMatchObject({
        ok: false,
        why: expect.stringContaining(why),
      });
    const stranger = generateKeyPairSync("ed25519").publicKey;
    expect(verifyReport(text, new Map([["0000000000000000", stranger]]))).toMatchObject({ ok: false });
  });

  it("is verified on the command line, without a database", async () => {
    const { text } = await exportReport(ctx(), { id: incident, format: "json" });
    const folder = await mkdtemp(join(tmpdir(), "agentgate-report-"));
    const [good, bad] = [join(folder, "good.json"), join(folder, "bad.json")];
    await writeFile(good, text);
    await writeFile(bad, text.replace("SEV2", "SEV4"));
    const said: string[] = [];
    const spy = vi.spyOn(process.stdout, "write").mockImplementation((line) => said.push(String(line)) > 0);
    try {
      const [key] = trustedKeys().values();
      expect(await incidentVerify([good])).toBe(0);
      expect(await incidentVerify([good, "--key", rawPublicKey(key!)])).toBe(0);
      expect(await incidentVerify([bad])).toBe(1);
    } finally {
      spy.mockRestore();
      await rm(folder, { recursive: true });
    }
    expect(said[0]).toMatch(/^Verified: INC-\d+, exported /);
    expect(said[2]).toMatch(/^NOT VERIFIED: Its content was changed/);
  });

  it("is nobody's of another tenant", async () => {
    const other = await createTenant();
    await expect(
      exportReport(ctxFor(other.id, other.admin), { id: incident, format: "json" }),
    ).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});

describe("release from the incident", () => {
  it("releases what was quarantined for it, by stages, and nothing of another incident", async () => {
    await withTenant(
      world.id,
      (tx) =>
        tx.$queryRaw`SELECT quarantine_session(${world.id}::uuid, ${client.session}::uuid, NULL, 8, 6, 'by a test', NULL, 0)::text`,
    );
    const quarantine = await withTenant(world.id, (tx) =>
      tx.quarantine.findFirstOrThrow({ where: { sessionId: client.session } }),
    );
    const quarantineId = quarantine.id;
    const stranger = await open((await RestClient.open(app, world)).session);
    const release = (id: string, stage: "reads" | "full", user = world.responder) =>
      releaseFromIncident(ctx(user), { id, quarantineId, stage, reason: "Understood and mended." });
    await expect(release(stranger, "full")).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(release(quarantine.incidentId, "full", world.reviewer)).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    expect((await release(quarantine.incidentId, "reads")).quarantine).toMatchObject({ admits: "reads" });
    expect((await release(quarantine.incidentId, "full")).quarantine.releasedAt).not.toBeNull();
    await expect(release(quarantine.incidentId, "full")).rejects.toMatchObject({ code: "CONFLICT" });
  });
});
