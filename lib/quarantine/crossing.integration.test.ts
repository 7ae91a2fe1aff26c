import { beforeAll, expect, test } from "vitest";
import { createTenant, type TestTenant } from "../../tests/db";
import { Prisma, withTenant } from "../platform/db";
import { newId } from "../platform/ids";
import { openSession } from "../sessions";

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
});
