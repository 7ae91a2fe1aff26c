import { afterEach, beforeEach, expect, it } from "vitest";
import { startPeer, type Peer } from "@/tests/credential-peers";
import { deliver, endpointOf, notificationWorld, type NotificationWorld } from "@/tests/notification-world";
import { Prisma, withTenant } from "../../platform/db";
import { newId } from "../../platform/ids";
import { factsOf, headline } from "../words";

const CANARY = "canary-title-77aa";

let world: NotificationWorld;
let peer: Peer;
beforeEach(async () => {
  world = await notificationWorld();
  peer = await startPeer(() => ({ status: 204 }));
});
afterEach(() => peer.close());

type Said = { type: string; data: { link: string; [fact: string]: string | null } };
const said = () => peer.received.map(({ body }) => JSON.parse(body) as Said);
const lines = () => said().map((notice) => headline(notice));
const webhook = (events: string[] = []) =>
  endpointOf(world, { kind: "webhook", url: `${peer.url}/hook` }, { events: events as [] });

async function openIncident(): Promise<string> {
  const { tenantId, sessionId, agentId } = world;
  const rows = await withTenant(tenantId, (tx) =>
    tx.$queryRaw<
      { id: string }[]
    >(Prisma.sql`SELECT open_incident(${tenantId}::uuid, ${CANARY}, 'quarantine', 'SEV2',
      ${sessionId}::uuid, ${agentId}::uuid, NULL, NULL) AS id`),
  );
  return rows[0]!.id;
}
const setStatus = (id: string, status: string) =>
  withTenant(world.tenantId, (tx) => tx.incident.updateMany({ where: { id }, data: { status } }));

it("an incident is told when it is opened and at each step, by its number and without its title", async () => {
  await webhook();
  const id = await openIncident();
  for (const status of ["contained", "open", "resolved"]) await setStatus(id, status);
  await deliver(world.tenantId);
  expect(lines().toSorted()).toEqual([
    "SEV2: incident INC-1 is contained",
    "SEV2: incident INC-1 is open again",
    "SEV2: incident INC-1 is resolved",
    "SEV2: incident INC-1 was opened",
  ]);
  const opened = said().find(({ type }) => type === "incident.opened")!;
  expect(opened.data).toMatchObject({
    ...{ incidentId: id, sessionId: world.sessionId, agent: "files-bot", severity: "SEV2", status: "open" },
    link: "http://localhost:3000/incidents/INC-1",
  });
  expect(factsOf(opened)).toEqual([
    ["Because of", "a session was quarantined"],
    ["Agent", "files-bot"],
  ]);
  expect(JSON.stringify(peer.received)).not.toContain(CANARY);
});

it("who asked for some kinds alone gets those alone", async () => {
  await webhook(["incident.resolved"]);
  const id = await openIncident();
  await setStatus(id, "resolved");
  await deliver(world.tenantId);
  expect(said().map(({ type }) => type)).toEqual(["incident.resolved"]);
});

it("a kill switch is told when it is set and when it is cleared, a drill to nobody", async () => {
  await webhook();
  const { tenantId, agentId } = world;
  const row = { tenantId, scope: "agent", target: agentId, reason: CANARY, setAt: new Date() };
  const id = newId();
  await withTenant(tenantId, async (tx) => {
    await tx.switch.createMany({ data: { ...row, id } });
    await tx.switch.createMany({
      data: { ...row, id: newId(), scope: "capability", target: "x.y", origin: "drill" },
    });
    await tx.switch.updateMany({ where: { id }, data: { clearedAt: new Date(), clearReason: CANARY } });
  });
  await deliver(tenantId);
  expect(lines().toSorted()).toEqual(["Running again: agent files-bot", "Stopped: agent files-bot"]);
  expect(said()[0]?.data.link).toBe("http://localhost:3000/switches");
  expect(JSON.stringify(peer.received)).not.toContain(CANARY);
});
