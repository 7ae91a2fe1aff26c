import { beforeAll, describe, expect, it } from "vitest";
import { heldCall, heldWorld, person, redeem, settledCall, type HeldWorld } from "../../tests/held-calls";
import type { Ctx } from "../platform/ctx";
import { withTenant } from "../platform/db";
import { newId } from "../platform/ids";
import { getCall, listSessions, readSession, readWaterfall, resolveId } from "./index";

let world: HeldWorld;
let viewer: Ctx;
let stranger: Ctx;

beforeAll(async () => {
  world = await heldWorld();
  viewer = await person(world.tenantId, ["viewer"]);
  stranger = await person((await heldWorld()).tenantId, ["admin"]);
});

async function states(reader: Ctx, { sessionId }: HeldWorld): Promise<(string | undefined)[][]> {
  const { calls, words } = await readWaterfall(reader, { sessionId });
  return calls.id.map((id, n) => [id, words[calls.state[n] ?? -1]]);
}

describe("reading a session", () => {
  it("shows each call once, in order, with the state that both decisions and the outcome make", async () => {
    const own = await heldWorld();
    const reader = await person(own.tenantId, ["viewer"]);
    const denied = await settledCall(own, { action: "DENY" });
    const ran = await settledCall(own, {
      action: "ALLOW",
      outcome: { status: "succeeded", result: { a: 1 } },
    });
    const running = await settledCall(own, { action: "ALLOW" });
    const doubtful = await settledCall(own, { action: "ALLOW", dueSeconds: 0 });
    const held = await heldCall(own);
    const redeemed = await heldCall(own, { arguments: { path: "/x" } });
    await withTenant(own.tenantId, async (tx) => {
      const approval = await tx.approval.update({
        where: { id: redeemed.approvalId },
        data: { status: "approved", decidedAt: new Date() },
      });
      const { tenantId, sessionId, agentId, capability, definitionHash, argumentsHash } = approval;
      await tx.grant.create({
        data: {
          id: newId(),
          tenantId,
          approvalId: approval.id,
          sessionId,
          agentId,
          capability,
          definitionHash,
          argumentsHash,
          expiresAt: new Date(Date.now() + 60_000),
        },
      });
    });
    expect((await states(reader, own)).at(-1)).toEqual([redeemed.callId, "approved"]);
    const secondDecision = await redeem(own, redeemed.callId, {
      status: "succeeded",
      result: { written: true },
    });

    expect(await states(reader, own)).toEqual([
      [denied, "denied"],
      [ran, "succeeded"],
      [running, "running"],
      [doubtful, "in_doubt"],
      [held.callId, "held"],
      [redeemed.callId, "succeeded"],
    ]);
    expect(await readSession(reader, own.sessionId)).toMatchObject({
      agentName: "files-bot",
      counts: { allow: 3, deny: 1, ask: 2, capped: false },
      waiting: 1,
    });
    const detail = await getCall(reader, redeemed.callId);
    expect(detail).toMatchObject({
      arguments: { path: "/x" },
      result: { written: true },
      redeeming: { id: secondDecision, action: "ALLOW" },
    });
  });

  it("of another tenant does not exist, nor do its calls and ids", async () => {
    const callId = await settledCall(world, { action: "DENY" });
    await expect(readSession(stranger, world.sessionId)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(getCall(stranger, callId)).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(await resolveId(stranger, callId)).toBeNull();
    expect((await listSessions(stranger, { q: world.sessionId })).rows).toEqual([]);
    await expect(getCall(viewer, "not-an-id")).rejects.toMatchObject({ code: "INVALID_INPUT" });
  });
});

describe("listing sessions", () => {
  it("filters by agent, kind, status and text", async () => {
    const only = async (input: Parameters<typeof listSessions>[1]) =>
      (await listSessions(viewer, input)).rows.map((row) => row.id);
    expect(
      await only({ agent: ["files-bot", "x"], kind: "rest", status: ["active", "ended"], q: "STRETCH" }),
    ).toEqual([world.sessionId]);
    expect(await only({ agent: "other-bot" })).toEqual([]);
    expect(await only({ kind: "mcp" })).toEqual([]);
    expect(await only({ status: "ended" })).toEqual([]);
    expect(await only({ q: "%" })).toEqual([]);
    expect(await only({ status: "waiting" })).toEqual([]);
    await heldCall(world);
    expect(await only({ status: "waiting" })).toEqual([world.sessionId]);
  });
});

describe("resolving an id", () => {
  it("says what the id is of", async () => {
    const { callId, approvalId } = await heldCall(world);
    expect(await resolveId(viewer, callId)).toMatchObject({
      kind: "call",
      id: callId,
      sessionId: world.sessionId,
    });
    expect(await resolveId(viewer, ` ${approvalId.toUpperCase()} `)).toMatchObject({
      kind: "approval",
      id: approvalId,
    });
    expect(await resolveId(viewer, world.sessionId)).toMatchObject({ kind: "session" });
    expect(await resolveId(viewer, world.agentId)).toMatchObject({ kind: "agent", label: "files-bot" });
    expect(await resolveId(viewer, newId())).toBeNull();
    expect(await resolveId(viewer, "hello")).toBeNull();
  });
});
