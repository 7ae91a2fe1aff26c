import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { ctxFor, type TestTenant, type TestUser } from "../../tests/db";
import { gatewayWorld } from "../../tests/gateway-world";
import { withTenant } from "../platform/db";
import { closeEvents } from "../platform/events";
import { newId } from "../platform/ids";
import {
  approveException,
  createException,
  listExceptions,
  revokeException,
  type CreateExceptionInput,
} from "../revisions";
import { openSession } from "../sessions";
import { handleCall } from "./call";
import { stopSnapshots } from "./index";
import type { CallAnswer, CallRequest } from "./types";

let world: TestTenant;
let sessionId: string;
const as = (user: TestUser) => ctxFor(world.id, user);

beforeAll(async () => {
  world = await gatewayWorld();
  sessionId = await newSession();
});
afterAll(async () => {
  await stopSnapshots();
  await closeEvents();
});

async function newSession(): Promise<string> {
  return (await openSession({ tenantId: world.id, agentId: world.agent.id }, {})).id;
}

function call(capability: string, more: Partial<CallRequest> = {}): Promise<CallAnswer> {
  const { id: agentId, name, keyId } = world.agent;
  return handleCall({
    caller: { tenantId: world.id, agentId, agentName: `agent:${name}`, keyId },
    door: "rest",
    sessionId,
    capability,
    arguments: { text: newId() },
    requestId: newId(),
    signal: new AbortController().signal,
    holdMs: 0,
    ...more,
  });
}
const codeOf = (answer: CallAnswer) => (answer.kind === "refused" ? answer.error.code : answer.kind);
const outcome = async (capability: string, more: Partial<CallRequest> = {}) =>
  codeOf(await call(capability, more));

function ask(more: Partial<CreateExceptionInput> = {}, by = world.responder) {
  return createException(as(by), {
    scope: "tenant",
    capability: "closed.echo",
    reason: "A night of maintenance",
    hours: 1,
    ...more,
  });
}

describe("an exception in the gateway", () => {
  it("does nothing while it waits, lets the call run once approved, and stops at once when revoked", async () => {
    expect(await outcome("closed.echo")).toBe("POLICY_DENIED");
    const { id, status } = await ask();
    expect(status).toBe("waiting");
    expect(await outcome("closed.echo")).toBe("POLICY_DENIED");
    expect(await approveException(as(world.reviewer), { id })).toMatchObject({ status: "active" });
    const answer = await call("closed.echo");
    expect(codeOf(answer)).toBe("executed");
    expect(await explanationOf("closed.echo", "ALLOW")).toMatchObject({
      exception: { id, reason: "A night of maintenance", from: "DENY" },
    });
    await revokeException(as(world.responder), { id });
    expect(await outcome("closed.echo")).toBe("POLICY_DENIED");
  });

  it("holds in its session alone, and for its agent alone, where it names them", async () => {
    const other = await newSession();
    const session = await ask({ scope: "session", sessionId: other });
    await approveException(as(world.reviewer), { id: session.id });
    expect(await outcome("closed.echo")).toBe("POLICY_DENIED");
    expect(await outcome("closed.echo", { sessionId: other })).toBe("executed");
    await revokeException(as(world.responder), { id: session.id });
    const principal = await ask({ principal: `agent:${world.agent.name}` });
    await approveException(as(world.reviewer), { id: principal.id });
    expect(await outcome("closed.echo")).toBe("executed");
    await revokeException(as(world.responder), { id: principal.id });
  });

  it("is over when its time is, by the clock alone", async () => {
    const { id } = await ask({ hours: 1 });
    await approveException(as(world.reviewer), { id });
    expect(await outcome("closed.echo")).toBe("executed");
    // Nothing is written when it ends: the same snapshot decides differently an hour later.
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 3_600_001 });
    onTestFinished(() => void vi.useRealTimers());
    expect(await outcome("closed.echo")).toBe("POLICY_DENIED");
    const listed = (await listExceptions(as(world.viewer))).find((it) => it.id === id);
    expect(listed?.status).toBe("expired");
    await expect(revokeException(as(world.responder), { id })).rejects.toMatchObject({ code: "CONFLICT" });
  });

  it("never wins over a kill switch", async () => {
    const { id } = await ask();
    await approveException(as(world.reviewer), { id });
    const switchId = newId();
    await withTenant(world.id, (tx) =>
      tx.switch.create({
        data: { id: switchId, tenantId: world.id, scope: "tenant", target: null, reason: "drill" },
      }),
    );
    expect(await outcome("closed.echo")).toBe("KILL_SWITCH");
    await withTenant(world.id, (tx) =>
      tx.switch.update({ where: { id: switchId }, data: { clearedAt: new Date() } }),
    );
    await revokeException(as(world.responder), { id });
  });

  it("needs two people where the capability is CRITICAL", async () => {
    const { id } = await ask({ capability: "critical.echo" });
    expect(await outcome("critical.echo")).toBe("held");
    expect(await approveException(as(world.reviewer), { id })).toMatchObject({ status: "waiting" });
    await expect(approveException(as(world.reviewer), { id })).rejects.toThrow(/already/);
    expect(await outcome("critical.echo")).toBe("held");
    expect(await approveException(as(world.reviewer2), { id })).toMatchObject({ status: "active" });
    expect(await outcome("critical.echo")).toBe("executed");
    await revokeException(as(world.admin), { id });
    expect(await outcome("critical.echo")).toBe("held");
  });

  it("makes no unknown capability known", async () => {
    await expect(ask({ capability: "no.such" })).rejects.toMatchObject({
      code: "INVALID_INPUT",
      faults: [{ pointer: "/capability" }],
    });
    // Even one that a forger wrote into the table.
    const createdAt = new Date();
    const { id: tenantId, admin, reviewer } = world;
    await withTenant(tenantId, (tx) =>
      tx.policyException.create({
        data: {
          ...{ id: newId(), tenantId, scope: "tenant", capability: "no.such", reason: "forged", createdAt },
          ...{ createdById: admin.id, approverIds: [reviewer.id], requiredApprovers: 1 },
          expiresAt: new Date(createdAt.getTime() + 60_000),
        },
      }),
    );
    expect(await outcome("no.such")).toBe("UNKNOWN_CAPABILITY");
  });
});

describe("the verbs of exceptions", () => {
  it("refuse whoever may not, a creator's own approval, and another tenant", async () => {
    await expect(ask({}, world.reviewer)).rejects.toMatchObject({ code: "FORBIDDEN" });
    const byAdmin = await ask({}, world.admin);
    await expect(approveException(as(world.admin), { id: byAdmin.id })).rejects.toThrow(/somebody else/);
    await expect(approveException(as(world.viewer), { id: byAdmin.id })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    await expect(revokeException(as(world.reviewer), { id: byAdmin.id })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    const elsewhere = await gatewayWorld();
    const ctx = ctxFor(elsewhere.id, elsewhere.admin);
    await expect(approveException(ctx, { id: byAdmin.id })).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(await listExceptions(ctx)).toEqual([]);
    await revokeException(as(world.responder), { id: byAdmin.id });
    await expect(approveException(as(world.reviewer), { id: byAdmin.id })).rejects.toThrow(/revoked/);
  });

  it("refuse what lasts longer than a week, has a wildcard, or names nobody", async () => {
    const wrong: [Partial<CreateExceptionInput>, string][] = [
      [{ hours: 7 * 24 + 1 }, "/hours"],
      [{ capability: "closed.*" }, "/capability"],
      [{ principal: "agent:nobody" }, "/principal"],
      [{ scope: "session", sessionId: newId() }, "/sessionId"],
      [{ scope: "session" }, "/sessionId"],
      [{ reason: " " }, "/reason"],
    ];
    for (const [input, pointer] of wrong)
      await expect(ask(input)).rejects.toMatchObject({ code: "INVALID_INPUT", faults: [{ pointer }] });
    const longest = await ask({ hours: 7 * 24 });
    await revokeException(as(world.responder), { id: longest.id });
  });

  it("leave a record each, and tell every person what they may do", async () => {
    const { id } = await ask();
    const seenBy = async (user: TestUser) => (await listExceptions(as(user))).find((it) => it.id === id)?.may;
    expect(await seenBy(world.reviewer)).toMatchObject({ approve: { ok: true }, revoke: { ok: false } });
    expect(await seenBy(world.responder)).toMatchObject({ approve: { ok: false }, revoke: { ok: true } });
    await Promise.allSettled([
      approveException(as(world.reviewer), { id }),
      approveException(as(world.reviewer2), { id }),
    ]);
    await revokeException(as(world.responder), { id });
    const leaves = await withTenant(world.id, (tx) =>
      tx.auditLeaf.findMany({ where: { subjectId: id }, orderBy: { id: "asc" }, select: { action: true } }),
    );
    // Two said yes at once to what needs one: one of them was counted.
    expect(leaves.map(({ action }) => action)).toEqual([
      "policy.exception_created",
      "policy.exception_approved",
      "policy.exception_revoked",
    ]);
  });
});

async function explanationOf(capability: string, action: string): Promise<unknown> {
  const row = await withTenant(world.id, (tx) =>
    tx.decision.findFirstOrThrow({
      where: { tenantId: world.id, capability, action },
      orderBy: { id: "desc" },
    }),
  );
  return row.explanation;
}
