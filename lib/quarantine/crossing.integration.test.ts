import { beforeAll, expect, test } from "vitest";
import { createTenant, ctxFor, type TestTenant } from "../../tests/db";
import { Prisma, withTenant } from "../platform/db";
import { newId } from "../platform/ids";
import { canonical } from "../platform/json";
import { openSession } from "../sessions";
import { getSessionRisk } from "./get-session-risk";
import { quarantineSession } from "./quarantine-session";
import { releaseQuarantine } from "./release-quarantine";

let tenant: TestTenant;
beforeAll(async () => {
  tenant = await createTenant();
});

const TERMS = JSON.stringify({ threshold: 6, half_life: 600, agent_stop_after: 3 });

/** The points of one call, as the commit adds them. */
function add(sessionId: string, points: number): Promise<unknown> {
  return withTenant(tenant.id, async (tx) => {
    await tx.$queryRaw(Prisma.sql`SELECT lock_risk(${tenant.id}::uuid, ARRAY[${sessionId}::uuid])::text`);
    return tx.$queryRaw(
      Prisma.sql`SELECT add_risk(${tenant.id}::uuid, ${sessionId}::uuid, ${newId()}::uuid, 'deny', ${points}, ${TERMS}::json)::text`,
    );
  });
}

async function sessionOf(): Promise<string> {
  return (await openSession({ tenantId: tenant.id, agentId: tenant.agent.id }, {})).id;
}

test("points that reach the threshold quarantine the session and open one incident with its runbook", async () => {
  const id = await sessionOf();
  await add(id, 4);
  const held = () => withTenant(tenant.id, (tx) => tx.quarantine.findMany({ where: { sessionId: id } }));
  expect(await held()).toEqual([]);
  await Promise.all(Array.from({ length: 20 }, () => add(id, 2)));
  const [quarantine, ...more] = await held();
  expect(more).toEqual([]);
  expect(quarantine).toMatchObject({ agentId: tenant.agent.id, threshold: 6, admits: "nothing" });
  const incident = await withTenant(tenant.id, (tx) =>
    tx.incident.findUniqueOrThrow({
      where: { id: quarantine!.incidentId },
      include: { steps: { orderBy: { position: "asc" } }, events: { orderBy: { at: "asc" } } },
    }),
  );
  expect(incident).toMatchObject({ number: 1, kind: "quarantine", status: "open", sessionId: id });
  expect(incident.steps.map(({ kind, state }) => [kind, state])).toEqual([
    ["contain", "done"],
    ["revoke", "doing"],
    ["assess", "todo"],
    ["compensate", "todo"],
    ["release", "todo"],
    ["monitor", "todo"],
  ]);
  expect(incident.events.map(({ kind }) => kind)).toEqual(["opened", "quarantined"]);
  const leaf = await withTenant(tenant.id, (tx) =>
    tx.auditLeaf.findFirstOrThrow({ where: { action: "session.quarantined", subjectId: id } }),
  );
  const text = Buffer.from(leaf.bytes).toString();
  expect(text).toBe(JSON.stringify(JSON.parse(text)));
});

test("the third quarantined session of an agent within an hour stops the agent, and no more than that", async () => {
  for (let n = 0; n < 2; n++) await add(await sessionOf(), 6);
  const switches = await withTenant(tenant.id, (tx) =>
    tx.switch.findMany({ where: { tenantId: tenant.id } }),
  );
  expect(switches).toMatchObject([
    { scope: "agent", target: tenant.agent.id, origin: "system", clearedAt: null },
  ]);
  const { id, reason, incidentId } = switches[0]!;
  const leaf = await withTenant(tenant.id, (tx) =>
    tx.auditLeaf.findFirstOrThrow({ where: { action: "switch.set", subjectId: id } }),
  );
  const text = Buffer.from(leaf.bytes).toString();
  expect(text).toBe(canonical(JSON.parse(text)));
  expect(JSON.parse(text)).toMatchObject({
    actor: { id: "agentgate", kind: "system" },
    data: {
      ...{ reason, incidentId, origin: "system", inFlight: "finish", freeze: true, expiresAt: null },
      switches: [{ id, scope: "agent", target: tenant.agent.id }],
    },
  });
});

test("a relapse into an incident that is open still is told too", async () => {
  const own = await createTenant();
  const admin = ctxFor(own.id, own.admin);
  const endpoint = { kind: "webhook", name: "all", config: {}, events: [], createdById: own.admin.id };
  await withTenant(own.id, (tx) =>
    tx.notificationEndpoint.create({ data: { id: newId(), tenantId: own.id, ...endpoint } }),
  );
  const { id: sessionId } = await openSession({ tenantId: own.id, agentId: own.agent.id }, {});
  const told = () =>
    withTenant(own.id, async (tx) => {
      const all = await tx.notificationEvent.findMany({ orderBy: { createdAt: "asc" } });
      return all.map(({ type }) => type).filter((type) => type.startsWith("incident."));
    });
  const first = await quarantineSession(admin, { sessionId, reason: "It loops." });
  expect(await told()).toEqual(["incident.opened"]);
  const quarantineId = first.quarantine.id;
  await releaseQuarantine(admin, { quarantineId, stage: "full", reason: "Mended." });
  await quarantineSession(admin, { sessionId, reason: "It loops again." });
  expect(await told()).toEqual(["incident.opened", "incident.quarantined"]);
});

test("requests for approval alone never cross, and let what they came to go only of their own", async () => {
  const own = await createTenant();
  const { id } = await openSession({ tenantId: own.id, agentId: own.agent.id }, {});
  const score = async (points: number, signal: string) => {
    await withTenant(own.id, async (tx) => {
      await tx.$executeRaw`SELECT lock_risk(${own.id}::uuid, ARRAY[${id}::uuid])::text`;
      await tx.$executeRaw`SELECT add_risk(${own.id}::uuid, ${id}::uuid, ${newId()}::uuid, ${signal}, ${points}, ${TERMS}::json)::text`;
    });
    const { score: now, quarantine } = await getSessionRisk(ctxFor(own.id, own.admin), { sessionId: id });
    return [now, quarantine !== null];
  };
  expect(await score(1, "error")).toEqual([1, false]);
  for (let n = 0; n < 20; n++) await score(2, "approval");
  expect(await score(2, "approval")).toEqual([4, false]);
  for (let n = 0; n < 20; n++) await score(-2, "approved");
  expect(await score(-2, "approved")).toEqual([1, false]);
  expect(await score(2, "approval")).toEqual([3, false]);
  expect(await score(4, "deny")).toEqual([7, true]);
});
