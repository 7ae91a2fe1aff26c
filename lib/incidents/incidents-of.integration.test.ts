import { beforeAll, describe, expect, it } from "vitest";
import { createTenant, ctxFor, type TestTenant } from "@/tests/db";
import { raiseAlert } from "../platform/alerts";
import type { Ctx } from "../platform/ctx";
import { withTenant } from "../platform/db";
import { newId } from "../platform/ids";
import { openSession } from "../sessions";
import { declareIncident, getIncident, incidentsOf, linkSubject } from "./index";

let tenant: TestTenant;
let responder: Ctx;
let viewer: Ctx;
beforeAll(async () => {
  tenant = await createTenant();
  responder = ctxFor(tenant.id, tenant.responder);
  viewer = ctxFor(tenant.id, tenant.viewer);
});

const session = async () => (await openSession({ tenantId: tenant.id, agentId: tenant.agent.id }, {})).id;
const UPSTREAM = newId();

async function alert(): Promise<string> {
  return withTenant(tenant.id, async (tx) => {
    await raiseAlert(tx, tenant.id, {
      ...{ kind: "upstream.down", severity: "critical", title: "Echo is down", detail: "" },
      ...{ subjectKind: "upstream", subjectId: UPSTREAM },
    });
    return (await tx.alert.findFirstOrThrow({ where: { tenantId: tenant.id } })).id;
  });
}

/** As the gateway does where a session's risk crosses the threshold. */
async function quarantine(sessionId: string): Promise<string> {
  const [row] = await withTenant(
    tenant.id,
    (tx) => tx.$queryRaw<{ id: string }[]>`
      SELECT quarantine_session(${tenant.id}::uuid, ${sessionId}::uuid, NULL, 80, 80, 'Too risky.', NULL, 0) AS id`,
  );
  return row!.id;
}

describe("the incidents of sessions", () => {
  it("are those opened about each, those it was quarantined for and those it is linked to, the newest first", async () => {
    const [own, quarantined, quiet] = [await session(), await session(), await session()];
    const opened = await declareIncident(responder, { title: "About it", sessionId: own });
    const incidentId = await quarantine(quarantined);
    // So that the quarantine alone leads to it.
    await withTenant(tenant.id, (tx) =>
      tx.incident.update({ where: { id: incidentId }, data: { sessionId: null } }),
    );
    const later = await declareIncident(responder, { title: "Linked" });
    for (const subjectId of [own, quarantined])
      await linkSubject(responder, { id: later.id, subjectKind: "session", subjectId });
    const found = await incidentsOf(viewer, {
      subjectKind: "session",
      subjectIds: [own, quarantined, quiet],
    });
    const ids = Object.fromEntries([...found].map(([id, chips]) => [id, chips.map((chip) => chip.id)]));
    expect(ids).toEqual({ [own]: [later.id, opened.id], [quarantined]: [later.id, incidentId] });
    expect(found.get(own)?.[1]).toMatchObject({ ref: opened.ref, title: "About it", status: "open" });
  });

  it("are at most as many of each as are asked for", async () => {
    const busy = await session();
    const refs: string[] = [];
    for (const title of ["one", "two", "three", "four"])
      refs.push((await declareIncident(responder, { title, sessionId: busy })).ref);
    for (const each of [1, 3, 10]) {
      const found = await incidentsOf(viewer, { subjectKind: "session", subjectIds: [busy], each });
      expect(found.get(busy)?.map(({ ref }) => ref)).toEqual(refs.toReversed().slice(0, each));
    }
  });

  it("are nothing to another tenant, and to an agent", async () => {
    const mine = await session();
    await declareIncident(responder, { title: "Ours", sessionId: mine });
    const about = { subjectKind: "session" as const, subjectIds: [mine] };
    const other = await createTenant();
    expect((await incidentsOf(ctxFor(other.id, other.admin), about)).size).toBe(0);
    const agent: Ctx = { ...viewer, actor: { kind: "agent", id: tenant.agent.id, label: "worker" } };
    await expect(incidentsOf(agent, about)).rejects.toMatchObject({ code: "FORBIDDEN" });
  });
});

describe("an incident that was opened of an alert", () => {
  it("leads to what the alert is about, and the alert leads to it", async () => {
    const alertId = await alert();
    const { id } = await declareIncident(responder, { title: "Echo", alertId });
    expect((await getIncident(viewer, { id })).alert).toEqual({
      id: alertId,
      label: "Echo is down",
      href: `/upstreams/${UPSTREAM}`,
    });
    const found = await incidentsOf(viewer, { subjectKind: "alert", subjectIds: [alertId] });
    expect(found.get(alertId)).toMatchObject([{ id }]);
  });
});
