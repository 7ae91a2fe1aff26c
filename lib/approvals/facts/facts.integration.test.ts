import { beforeAll, describe, expect, it } from "vitest";
import { heldCall, heldWorld, person, redeem, settledCall, type HeldWorld } from "../../../tests/held-calls";
import type { Ctx } from "../../platform/ctx";
import { withTenant } from "../../platform/db";
import { approve, deny, getApproval, requestChanges } from "..";
import { readFacts } from ".";

let world: HeldWorld;
let reviewer: Ctx;
const amount = (value: number) => ({ arguments: { amount: value, to: "a@good.example" } });

beforeAll(async () => {
  world = await heldWorld();
  reviewer = await person(world.tenantId, ["reviewer"]);
});

async function approved(value: number): Promise<string> {
  const { approvalId, callId } = await heldCall(world, amount(value));
  await approve(reviewer, { approvalId });
  await redeem(world, callId, { status: "succeeded", result: {} });
  return approvalId;
}

describe("the facts on a request", () => {
  it("begin with a first use, and end in what is unusual against what was let through", async () => {
    const first = await heldCall(world, amount(100));
    const { facts } = await getApproval(reviewer, first.approvalId);
    expect(facts).toEqual({
      unusual: ["This agent has not called this tool in the last 30 days."],
      ...{ similar: [], lastApproved: null, answers: null, answeredBy: null },
    });
    await approve(reviewer, { approvalId: first.approvalId });
    let last = "";
    for (const value of [200, 300, 400, 1_350]) last = await approved(value);
    const refused = await heldCall(world, amount(9_000));
    await deny(reviewer, { approvalId: refused.approvalId, reason: "wrong_target", comment: "Too much." });
    await settledCall(world, { action: "DENY" });

    const next = await heldCall(world, { arguments: { amount: 4_200, to: "x@evil.example" } });
    const after = (await getApproval(reviewer, next.approvalId)).facts;
    expect(after.unusual).toEqual([
      "People denied another call of this session in the hour before.",
      "One call of this session was refused in the hour before.",
      "amount is 3.1 times the highest of the last 30 days (4,200; until now at most 1,350).",
      "to is at “evil.example”, a domain not seen in this field in the last 30 days.",
    ]);
    expect(after.lastApproved).toMatchObject({ approvalId: last, arguments: { amount: 1_350 } });
    expect(after.similar).toHaveLength(5);
    expect(after.similar[0]).toMatchObject({
      ...{ id: refused.approvalId, status: "denied", decidedBy: "Platform reviewer", comment: "Too much." },
      ...{ outcome: null, sameArguments: false },
    });
    expect(after.similar[1]).toMatchObject({ id: last, status: "approved", outcome: "succeeded" });
    const same = await heldCall(world, amount(1_350));
    const again = (await getApproval(reviewer, same.approvalId)).facts.similar;
    expect(again.find(({ id }) => id === last)?.sameArguments).toBe(true);
  });

  it("join a request for changes and the call that answers it", async () => {
    const own = await heldWorld();
    const judge = await person(own.tenantId, ["reviewer"]);
    const asked = await heldCall(own, amount(50));
    const changes = [{ pointer: "/amount", problem: "Round it." }];
    await requestChanges(judge, { approvalId: asked.approvalId, comment: "Nearly.", changes });
    expect((await getApproval(judge, asked.approvalId)).facts.answeredBy).toBeNull();
    const answer = await heldCall(own, amount(60));
    expect((await getApproval(judge, answer.approvalId)).facts.answers).toEqual({
      ...{ approvalId: asked.approvalId, by: "Platform reviewer", note: "Nearly.", changes },
      arguments: { amount: 50, to: "a@good.example" },
    });
    expect((await getApproval(judge, asked.approvalId)).facts.answeredBy).toBe(answer.approvalId);
  });

  it("notice that the tool is not what was approved, and that other agents' calls are not this one's", async () => {
    const own = await heldWorld();
    const judge = await person(own.tenantId, ["reviewer"]);
    const first = await heldCall(own, amount(1));
    await approve(judge, { approvalId: first.approvalId });
    const changed = { ...own, definitionHash: "f".repeat(64) };
    const next = await heldCall(changed, amount(2));
    expect((await getApproval(judge, next.approvalId)).facts.unusual).toEqual([
      "The tool is not what it was when it was last approved: its definition has changed since.",
    ]);
    const other = await heldCall({ ...own, agentId: own.ownerId }, amount(3));
    expect((await getApproval(judge, other.approvalId)).facts.unusual).toContain(
      "This agent has not called this tool in the last 30 days.",
    );
    // Another agent's was approved since, as the tool is now: that was the last time.
    const theirs = await heldCall({ ...changed, agentId: own.ownerId }, amount(2));
    await approve(judge, { approvalId: theirs.approvalId });
    const later = await heldCall(changed, amount(4));
    expect((await getApproval(judge, later.approvalId)).facts.unusual).toBeNull();
  });

  it("are of the tenant that asks, or of nobody", async () => {
    const { approvalId } = await heldCall(world, amount(5));
    await withTenant(world.tenantId, async (tx) => {
      const approval = await tx.approval.findUniqueOrThrow({ where: { id: approvalId } });
      await expect(readFacts(tx, { tenantId: "another" }, approval)).rejects.toThrow("not of this tenant");
    });
  });
});
