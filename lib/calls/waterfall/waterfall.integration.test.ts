import { beforeAll, describe, expect, it } from "vitest";
import { heldCall, heldWorld, person, redeem, settledCall, type HeldWorld } from "../../../tests/held-calls";
import type { Ctx } from "../../platform/ctx";
import { withTenant } from "../../platform/db";
import { idFloor, newId } from "../../platform/ids";
import { inspectCall, readCallHints, readWaterfall, searchSession } from "../index";
import type { Waterfall } from "./types";

let world: HeldWorld;
let viewer: Ctx;
let stranger: Ctx;

beforeAll(async () => {
  world = await heldWorld();
  viewer = await person(world.tenantId, ["viewer"]);
  stranger = await person((await heldWorld()).tenantId, ["admin"]);
});

const stateOf = ({ calls, words }: Waterfall, id: string) => words[calls.state[calls.id.indexOf(id)] ?? -1];

describe("reading a waterfall", () => {
  it("has each call once, with when it was decided, asked and run", async () => {
    const own = await heldWorld();
    const reader = await person(own.tenantId, ["viewer"]);
    const denied = await settledCall(own, { action: "DENY" });
    const ran = await settledCall(own, {
      action: "ALLOW",
      outcome: { status: "tool_error", result: { text: "no" } },
    });
    const held = await heldCall(own);
    const { calls, asked, words, ...rest } = await readWaterfall(reader, { sessionId: own.sessionId });
    expect(calls.id).toEqual([denied, ran, held.callId]);
    expect(calls.state.map((state) => words[state])).toEqual(["denied", "tool_error", "held"]);
    expect(calls.at[0]).toBe(0);
    expect(calls.begun.map((begun) => begun >= 0)).toEqual([false, true, false]);
    expect(calls.took).toEqual([-1, 12, -1]);
    expect(asked).toMatchObject({ call: [2], id: [held.approvalId], until: [-1] });
    expect(words[asked.status[0]!]).toBe("pending");
    expect(rest).toMatchObject({ sessionId: own.sessionId, turns: [], compensations: [] });
    expect(rest.now).toBeGreaterThanOrEqual(calls.at[2]!);
  });

  it("reads on from a call: what is new, and how the open ones stand now", async () => {
    const own = await heldWorld();
    const reader = await person(own.tenantId, ["viewer"]);
    const { sessionId } = own;
    const held = await heldCall(own);
    await grant(own, held.approvalId);
    expect(stateOf(await readWaterfall(reader, { sessionId }), held.callId)).toBe("approved");
    await redeem(own, held.callId, { status: "succeeded", result: { written: true } });
    const fresh = await settledCall(own, { action: "DENY" });
    // Ids that are not much older than `after` are read again; this one lies in the future, and finds none.
    const future = idFloor(Date.now() + 3_600_000);
    expect((await readWaterfall(reader, { sessionId, after: future })).calls.id).toEqual([]);
    const delta = await readWaterfall(reader, { sessionId, after: future, open: [held.callId] });
    expect(delta.calls.id).toEqual([held.callId]);
    expect(stateOf(delta, held.callId)).toBe("succeeded");
    const newer = await readWaterfall(reader, { sessionId, after: held.callId });
    expect(newer.calls.id).toContain(fresh);
    expect(delta.calls.took[delta.calls.id.indexOf(held.callId)]).toBe(12);
  });

  it("groups calls by the turn that the agent reports", async () => {
    const own = await heldWorld();
    const reader = await person(own.tenantId, ["viewer"]);
    for (const turn of [{ id: 1, label: "plan", model_ms: 2100 }, 1, { id: "two" }, { no: "id" }])
      await settledCall(own, { action: "DENY", context: { turn } });
    await settledCall(own, { action: "DENY" });
    const { calls, turns } = await readWaterfall(reader, { sessionId: own.sessionId });
    expect(turns).toEqual([
      { key: "1", label: "plan", modelMs: 2100 },
      { key: "two", label: "", modelMs: null },
    ]);
    expect(calls.turn).toEqual([0, 0, 1, -1, -1]);
  });

  it("shows compensations at the call that is taken back and in the session where they ran", async () => {
    const [own, other] = [await heldWorld(), newId()];
    const reader = await person(own.tenantId, ["viewer"]);
    const ran = await settledCall(own, { action: "ALLOW", outcome: { status: "succeeded", result: {} } });
    const [incidentId, runCallId] = [newId(), newId()];
    await withTenant(own.tenantId, async (tx) => {
      const { tenantId, agentId } = own;
      await tx.session.createMany({ data: { id: other, tenantId, agentId, kind: "rest" } });
      await tx.incident.createMany({
        data: { id: incidentId, tenantId, number: 7, title: "t", kind: "manual", severity: "SEV3" },
      });
      await tx.incidentCompensation.createMany({
        data: {
          id: newId(),
          tenantId,
          incidentId,
          decisionId: ran,
          callId: ran,
          state: "done",
          runCallId,
          runSessionId: other,
        },
      });
    });
    const wanted = [{ callId: ran, runCallId, runSessionId: other, state: "done", incidentNumber: 7 }];
    for (const sessionId of [own.sessionId, other])
      expect((await readWaterfall(reader, { sessionId })).compensations).toMatchObject(wanted);
  });

  it("of another tenant does not exist, nor its hints, hits and calls", async () => {
    const { sessionId } = world;
    const callId = await settledCall(world, { action: "DENY" });
    await expect(readWaterfall(stranger, { sessionId })).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(inspectCall(stranger, callId)).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(await readCallHints(stranger, { sessionId, ids: [callId] })).toEqual([]);
    expect(await searchSession(stranger, { sessionId, q: "notes" })).toEqual({ ids: [], capped: false });
    await expect(readWaterfall(viewer, { sessionId: "x" })).rejects.toMatchObject({ code: "INVALID_INPUT" });
  });
});

describe("searching a session", () => {
  it("finds text in arguments, results, reasons and names, whatever its case and signs", async () => {
    const own = await heldWorld();
    const reader = await person(own.tenantId, ["viewer"]);
    const { sessionId } = own;
    const search = async (q: string) => (await searchSession(reader, { sessionId, q })).ids;
    const denied = await settledCall(own, { action: "DENY" });
    const text = 'She said "Größe 50%"\nand left';
    const ran = await settledCall(own, {
      action: "ALLOW",
      outcome: { status: "succeeded", result: { text } },
    });
    const held = await heldCall(own, { arguments: { path: "/Invoices/8812.pdf" } });
    expect(await search("invoices/8812")).toEqual([held.callId]);
    expect(await search('said "größe 50%"\nand')).toEqual([ran]);
    expect(await search("50_")).toEqual([]);
    expect(await search("writing needs")).toEqual([held.callId]);
    expect(await search("read_file")).toEqual([denied, ran]);
  });
});

describe("inspecting a call", () => {
  it("has short payloads whole and the beginning of long ones", async () => {
    const own = await heldWorld();
    const reader = await person(own.tenantId, ["viewer"]);
    const text = "ü".repeat(30_000);
    const id = await settledCall(own, {
      action: "ALLOW",
      outcome: { status: "succeeded", result: { text } },
    });
    const call = await inspectCall(reader, id);
    expect(call.arguments).toEqual({ kind: "whole", value: { path: "/notes/a.txt" }, bytes: 23 });
    expect(call.result).toMatchObject({ kind: "cut", bytes: 60_011 });
    expect(call.result.kind === "cut" && call.result.beginning.startsWith('{"text":"üü')).toBe(true);
  });
});

async function grant(world: HeldWorld, approvalId: string): Promise<void> {
  await withTenant(world.tenantId, async (tx) => {
    const approval = await tx.approval.update({
      where: { id: approvalId },
      data: { status: "approved", decidedAt: new Date() },
    });
    const { tenantId, sessionId, agentId, capability, definitionHash, argumentsHash } = approval;
    const expiresAt = new Date(Date.now() + 60_000);
    const bound = { tenantId, sessionId, agentId, capability, definitionHash, argumentsHash };
    await tx.grant.create({ data: { id: newId(), approvalId, expiresAt, ...bound } });
  });
}
