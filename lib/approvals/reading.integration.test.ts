import { describe, expect, it } from "vitest";
import { heldCall, heldWorld, person, redeem, settledCall } from "../../tests/held-calls";
import { withTenant } from "../platform/db";
import { approve, countApprovals, getApproval, listApprovals } from "./index";

describe("reading", () => {
  it("shows verdict and outcome apart, and what the agent did just before", async () => {
    const own = await heldWorld();
    const colleague = await person(own.tenantId, ["reviewer"]);
    const denied = await settledCall(own, { action: "DENY" });
    const read = await settledCall(own, {
      action: "ALLOW",
      outcome: { status: "succeeded", result: { ok: true } },
    });
    const { approvalId, callId } = await heldCall(own);
    expect((await getApproval(colleague, approvalId)).before.map((call) => [call.id, call.state])).toEqual([
      [read, "succeeded"],
      [denied, "denied"],
    ]);
    await approve(colleague, { approvalId });
    expect((await getApproval(colleague, approvalId)).call?.state).toBe("approved");
    await redeem(own, callId, { status: "tool_error", result: { isError: true } });
    const detail = await getApproval(colleague, approvalId);
    expect(detail).toMatchObject({
      status: "approved",
      decidedBy: "Platform reviewer",
      call: { state: "tool_error", outcome: { status: "tool_error", durationMs: 12 } },
    });
  });

  it("tells what would happen in the words of the capability's template, with the agent's values set apart", async () => {
    const own = await heldWorld();
    const colleague = await person(own.tenantId, ["reviewer"]);
    const { approvalId } = await heldCall(own, { arguments: { path: "/a\u202e.txt" } });
    expect((await getApproval(colleague, approvalId)).consequence).toEqual([
      { kind: "text", text: "Write " },
      { kind: "value", text: "“/a⟨U+202E⟩.txt”" },
    ]);
  });

  it("tells it in the words of the time when it was held, whatever becomes of the template", async () => {
    const own = await heldWorld();
    const colleague = await person(own.tenantId, ["reviewer"]);
    const { approvalId } = await heldCall(own, { arguments: { path: "/a" } });
    const words = async (id = approvalId) => {
      const { consequence, facts } = await getApproval(colleague, id);
      const of = (parts: typeof consequence) => parts.map(({ text }) => text).join("");
      return [of(consequence), ...facts.similar.map((it) => of(it.consequence))];
    };
    const rewrite = (consequence: string) =>
      withTenant(own.tenantId, (tx) =>
        tx.capability.updateMany({ where: { name: own.capability }, data: { consequence } }),
      );
    await rewrite("Look at {{args.path}}");
    expect(await words()).toEqual(["Write “/a”"]);
    await approve(colleague, { approvalId });
    const later = await heldCall(own, { arguments: { path: "/b" } });
    expect(await words(later.approvalId)).toEqual(["Look at “/b”", "Write “/a”"]);
    // From before it was kept.
    await withTenant(own.tenantId, (tx) => tx.approval.updateMany({ data: { consequence: null } }));
    expect(await words()).toEqual(["Look at “/a”"]);
    await rewrite("");
    const bare = await heldCall(own);
    await rewrite("Delete {{args.path}}");
    expect(await words(bare.approvalId)).toContain("Run io.fs.write_file");
  });

  it("lists what waits by deadline and pages without losing or repeating any", async () => {
    const own = await heldWorld();
    const colleague = await person(own.tenantId, ["reviewer"]);
    const made: string[] = [];
    for (let i = 0; i < 60; i++)
      made.push(
        (await heldCall(own, { ttlSeconds: 600 + ((i * 37) % 60), riskLevel: i % 2 ? "HIGH" : "LOW" }))
          .approvalId,
      );
    const seen: { id: string; expiresAt: string }[] = [];
    let cursor: string | null = null;
    do {
      const page = await listApprovals(colleague, cursor === null ? {} : { cursor });
      seen.push(...page.rows);
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(seen.map((row) => row.id).sort()).toEqual([...made].sort());
    expect(seen.map((row) => row.expiresAt)).toEqual(seen.map((row) => row.expiresAt).sort());
    expect((await listApprovals(colleague, { risk: "LOW" })).rows).toHaveLength(30);
    expect((await listApprovals(colleague, { q: "files-bot", agent: "files-bot" })).rows).toHaveLength(50);
    expect((await listApprovals(colleague, { q: "100%" })).rows).toEqual([]);
    expect(await countApprovals(colleague)).toEqual({ mine: 60, team: 60, newest: made.toSorted().at(-1) });
    await expect(listApprovals(colleague, { cursor: "1.2" })).rejects.toMatchObject({
      code: "INVALID_INPUT",
    });
  });
});
