import { describe, expect, it } from "vitest";
import type { Comment } from "@/lib/revisions/types";
import { threadsOf } from "./threads";

const comment = (id: string, ruleId: string | null, at: string, resolved = false): Comment => ({
  id,
  ruleId,
  person: null,
  body: id,
  at,
  resolvedBy: null,
  resolvedAt: resolved ? at : null,
});

describe("comments of a revision", () => {
  it("stand by rule in the policy's order, the whole revision first and rules that are gone last", () => {
    const all = [
      comment("gone", "removed-rule", "2026-11-01T00:00:00Z"),
      comment("second", "write", "2026-11-02T00:00:00Z"),
      comment("whole", null, "2026-11-05T00:00:00Z"),
      comment("first", "read", "2026-11-03T00:00:00Z"),
    ];
    expect(threadsOf(all, ["read", "write"]).map(({ ruleId }) => ruleId)).toEqual([
      null,
      "read",
      "write",
      "removed-rule",
    ]);
  });

  it("are read from the oldest on, and only those that nobody resolved are open", () => {
    const [thread] = threadsOf(
      [
        comment("later", "read", "2026-11-03T00:00:00Z"),
        comment("sooner", "read", "2026-11-02T00:00:00Z", true),
      ],
      ["read"],
    );
    expect(thread?.comments.map(({ id }) => id)).toEqual(["sooner", "later"]);
    expect(thread?.open).toBe(1);
  });
});
