import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createTenant, ctxFor, type TestTenant } from "@/tests/db";
import type { Ctx } from "../platform/ctx";
import { withTenant } from "../platform/db";
import { newId } from "../platform/ids";
import { openSession } from "../sessions";
import {
  addStep,
  countOpenIncidents,
  declareIncident,
  getIncident,
  incidentsOf,
  linkSubject,
  listIncidents,
  listResponders,
  renameIncident,
  setPerson,
  setSeverity,
  setStatus,
  setStep,
  unlinkSubject,
} from "./index";

let tenant: TestTenant;
let admin: Ctx;
let responder: Ctx;
let reviewer: Ctx;
let viewer: Ctx;
beforeAll(async () => {
  tenant = await createTenant();
  admin = ctxFor(tenant.id, tenant.admin);
  responder = ctxFor(tenant.id, tenant.responder);
  reviewer = ctxFor(tenant.id, tenant.reviewer);
  viewer = ctxFor(tenant.id, tenant.viewer);
});

let id: string;
beforeEach(async () => {
  id = (await declareIncident(reviewer, { title: "Refunds are sent twice" })).id;
});
const read = () => getIncident(viewer, { id });
const code = (name: string) => ({ code: name });
const leaves = (action: string) =>
  withTenant(tenant.id, (tx) => tx.auditLeaf.findMany({ where: { action, subjectId: id } }));

describe("declaring an incident", () => {
  it("takes a title, gives it a number, a runbook and a first event, and records it", async () => {
    const incident = await read();
    expect(incident).toMatchObject({
      ref: `INC-${incident.number}`,
      title: "Refunds are sent twice",
      kind: "manual",
      severity: "SEV3",
      status: "open",
      openedBy: tenant.reviewer.name,
      steps: { done: 0, total: 6 },
      durations: { toContain: null, running: true },
    });
    expect(await leaves("incident.declared")).toHaveLength(1);
    expect(await getIncident(viewer, { id: incident.ref.toLowerCase() })).toMatchObject({ id });
  });

  it("of a session knows the agent, and is found from its page", async () => {
    const session = await openSession({ tenantId: tenant.id, agentId: tenant.agent.id }, {});
    const made = await declareIncident(reviewer, { title: "Odd", sessionId: session.id });
    expect(await getIncident(viewer, { id: made.id })).toMatchObject({
      sessionIds: [session.id],
      agentName: tenant.agent.name,
    });
    const about = { subjectKind: "session" as const, subjectIds: [session.id] };
    expect((await incidentsOf(viewer, about)).get(session.id)).toMatchObject([{ ref: made.ref }]);
  });

  it("gives each its own number, also of many at once", async () => {
    const made = await Promise.all(
      Array.from({ length: 8 }, () => declareIncident(responder, { title: "At once" })),
    );
    expect(new Set(made.map(({ ref }) => ref)).size).toBe(8);
  });

  it("is for members who act, about what is here", async () => {
    await expect(declareIncident(viewer, { title: "No" })).rejects.toMatchObject(code("FORBIDDEN"));
    await expect(declareIncident(reviewer, { title: "" })).rejects.toMatchObject(code("INVALID_INPUT"));
    await expect(declareIncident(reviewer, { title: "x\u2028y" })).rejects.toMatchObject(
      code("INVALID_INPUT"),
    );
    for (const about of [{ sessionId: newId() }, { agentId: newId() }, { alertId: newId() }])
      await expect(declareIncident(reviewer, { title: "Nothing", ...about })).rejects.toMatchObject(
        code("NOT_FOUND"),
      );
  });
});

describe("the status of an incident", () => {
  it("goes from step to step with times, and back to open with a reason", async () => {
    let { version } = await read();
    for (const status of ["contained", "mitigated", "resolved", "reviewed"] as const)
      ({ version } = await setStatus(responder, { id, version, status }));
    const reviewed = await read();
    expect(reviewed.durations).toMatchObject({ running: false, toResolve: expect.any(Number) as number });
    expect(reviewed.runbook[0]).toMatchObject({ kind: "contain", state: "done" });
    await expect(setStatus(responder, { id, version, status: "open" })).rejects.toMatchObject({
      code: "INVALID_INPUT",
      faults: [{ pointer: "/reason" }],
    });
    await setStatus(responder, { id, version, status: "open", reason: "It happens again." });
    expect(await read()).toMatchObject({ status: "open", durations: { toContain: null, running: true } });
    expect(await leaves("incident.status_set")).toHaveLength(5);
  });

  it("is changed by one of two at once; the other is told who was quicker and what they did", async () => {
    const { version } = await read();
    const both = await Promise.allSettled([
      setStatus(responder, { id, version, status: "contained" }),
      setStatus(admin, { id, version, status: "resolved" }),
    ]);
    const lost = both.find(({ status }) => status === "rejected");
    const quicker = both[0].status === "fulfilled" ? tenant.responder.name : tenant.admin.name;
    expect(lost).toMatchObject({ reason: { code: "CONFLICT" } });
    expect((lost as PromiseRejectedResult).reason).toHaveProperty(
      "message",
      expect.stringMatching(new RegExp(`^${quicker} was quicker: Status: `)),
    );
    expect(await leaves("incident.status_set")).toHaveLength(1);
  });

  it("of a SEV1 isn't resolved while a step has no owner, and says so before anybody tries", async () => {
    let { version } = await setSeverity(responder, { id, version: 1, severity: "SEV1", reason: "Money." });
    const resolve = () => setStatus(responder, { id, version, status: "resolved" });
    await expect(resolve()).rejects.toMatchObject(code("CONFLICT"));
    const { runbook, choices } = await read();
    expect(choices.find(({ status }) => status === "resolved")?.refused).toMatch(/Compensate/);
    for (const step of runbook) {
      const owned = { id, stepId: step.id, expected: step.state, ownerId: tenant.responder.id };
      await setStep(responder, owned);
    }
    ({ version } = await resolve());
    expect(await read()).toMatchObject({ status: "resolved", version });
  });

  it("is managed by admins and responders alone", async () => {
    const change = { id, version: 1 };
    for (const person of [viewer, reviewer]) {
      await expect(setStatus(person, { ...change, status: "contained" })).rejects.toMatchObject(
        code("FORBIDDEN"),
      );
      await expect(setSeverity(person, { ...change, severity: "SEV1" })).rejects.toMatchObject(
        code("FORBIDDEN"),
      );
    }
  });
});

describe("the people of an incident", () => {
  it("have one commander: who takes over is seen, who lost the race is told", async () => {
    const command = { id, version: 1, role: "commander" } as const;
    const both = await Promise.allSettled([
      setPerson(responder, { ...command, userId: tenant.responder.id }),
      setPerson(admin, { ...command, userId: tenant.admin.id }),
    ]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    const incident = await read();
    expect(incident.people).toHaveLength(1);
    const other = incident.people[0]?.userId === tenant.admin.id ? tenant.responder : tenant.admin;
    await setPerson(admin, { ...command, version: incident.version, userId: other.id });
    expect(await read()).toMatchObject({ commander: other.name, people: [{ userId: other.id }] });
    await expect(
      setPerson(admin, { ...command, version: incident.version, userId: tenant.admin.id }),
    ).rejects.toMatchObject({ code: "CONFLICT", message: expect.stringContaining(other.name) as string });
  });

  it("are members, and who commands may manage; responders may be several", async () => {
    let { version } = await read();
    await expect(
      setPerson(admin, { id, version, role: "commander", userId: tenant.viewer.id }),
    ).rejects.toMatchObject(code("CONFLICT"));
    const stranger = (await createTenant()).admin;
    await expect(
      setPerson(admin, { id, version, role: "scribe", userId: stranger.id }),
    ).rejects.toMatchObject(code("NOT_FOUND"));
    for (const userId of [tenant.reviewer.id, tenant.responder.id])
      ({ version } = await setPerson(admin, { id, version, role: "responder", userId }));
    expect((await read()).people).toHaveLength(2);
    const leave = { id, version, role: "responder", userId: tenant.reviewer.id, remove: true } as const;
    await setPerson(admin, leave);
    expect((await read()).people.map(({ userId }) => userId)).toEqual([tenant.responder.id]);
    const names = (await listResponders(viewer)).map(({ userId, mayCommand }) => [userId, mayCommand]);
    expect(names).toContainEqual([tenant.viewer.id, false]);
    expect(names).toContainEqual([tenant.responder.id, true]);
  });
});

describe("the runbook", () => {
  it("has states, owners and evidence; two at once, one is told", async () => {
    const [step] = (await read()).runbook;
    const stepId = step!.id;
    const both = await Promise.allSettled([
      setStep(responder, { id, stepId, expected: "todo", state: "done", evidence: "Stopped at 9:14." }),
      setStep(admin, { id, stepId, expected: "todo", state: "failed" }),
    ]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    expect(both.find(({ status }) => status === "rejected")).toMatchObject({ reason: code("CONFLICT") });
    const seen = (await read()).runbook[1]!;
    const edit = { id, stepId: seen.id, expected: seen.state, seenAt: seen.updatedAt };
    await setStep(responder, { ...edit, evidence: "Ticket 7." });
    await expect(setStep(admin, { ...edit, ownerId: null, evidence: "Ticket 8." })).rejects.toMatchObject({
      code: "CONFLICT",
      message: expect.stringContaining(`${tenant.responder.name} was quicker`) as unknown,
    });
    expect((await read()).runbook[1]).toMatchObject({ evidence: "Ticket 7." });
    await addStep(responder, { id, title: "Tell the customers", ownerId: tenant.reviewer.id });
    expect((await read()).runbook.at(-1)).toMatchObject({
      position: 7,
      kind: "custom",
      title: "Tell the customers",
      owner: { name: tenant.reviewer.name },
    });
    await expect(setStep(reviewer, { id, stepId, expected: "done", state: "todo" })).rejects.toMatchObject(
      code("FORBIDDEN"),
    );
  });
});

describe("links", () => {
  it("lead both ways and are taken off again; what isn't here can't be linked", async () => {
    const session = await openSession(
      { tenantId: tenant.id, agentId: tenant.agent.id },
      { label: "Nightly" },
    );
    const link = { id, subjectKind: "session", subjectId: session.id } as const;
    await linkSubject(responder, link);
    await expect(linkSubject(responder, link)).rejects.toMatchObject(code("CONFLICT"));
    expect(await read()).toMatchObject({
      links: [{ label: "Nightly", href: `/sessions/${session.id}` }],
      sessionIds: [session.id],
    });
    const about = { subjectKind: "session" as const, subjectIds: [session.id] };
    expect((await incidentsOf(viewer, about)).get(session.id)).toMatchObject([{ id }]);
    await unlinkSubject(responder, link);
    expect((await incidentsOf(viewer, about)).size).toBe(0);
    for (const subjectKind of [
      "call",
      "approval",
      "revision",
      "switch",
      "alert",
      "incident",
      "agent",
    ] as const)
      await expect(linkSubject(responder, { id, subjectKind, subjectId: newId() })).rejects.toMatchObject(
        code("NOT_FOUND"),
      );
  });
});

describe("another tenant", () => {
  it("sees and changes nothing of it", async () => {
    const other = await createTenant();
    const stranger = ctxFor(other.id, other.admin);
    const nothing = code("NOT_FOUND");
    const [step] = (await read()).runbook;
    await expect(getIncident(stranger, { id })).rejects.toMatchObject(nothing);
    await expect(setStatus(stranger, { id, version: 1, status: "contained" })).rejects.toMatchObject(nothing);
    await expect(renameIncident(stranger, { id, version: 1, title: "x" })).rejects.toMatchObject(nothing);
    await expect(
      setStep(stranger, { id, stepId: step!.id, expected: "todo", state: "done" }),
    ).rejects.toMatchObject(nothing);
    expect((await listIncidents(stranger, {})).rows).toEqual([]);
    expect(await countOpenIncidents(stranger)).toBe(0);
  });
});
