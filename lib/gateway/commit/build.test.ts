import { describe, expect, it } from "vitest";
import { newId } from "../../platform/ids";
import { canonical, hashOf } from "../../platform/json";
import { outcomeWithLeaf, storable, storableJson, withLeaf } from "./build";

const who = { tenantId: newId(), agentId: newId(), requestId: "r-1" };
const awkward = 'Ünïcode "quotes" \u2028 \u001f \\ 😀';

describe("the leaves of the group commit", () => {
  it("are in canonical form (RFC 8785), though they are written without sorting", () => {
    const id = newId();
    const decision = withLeaf(who, {
      id,
      call_id: id,
      session_id: newId(),
      agent_id: who.agentId,
      capability: "io.fs.write_file",
      capability_id: newId(),
      definition_hash: "d",
      action: "DENY",
      step: "policy",
      code: "POLICY_DENIED",
      rule_id: "a-rule",
      reason: awkward,
      risk_level: "HIGH",
      explanation: "{}",
      policy_revision_id: newId(),
      control_epoch: "12",
      arguments: "{}",
      arguments_hash: "a",
      door: "rest",
      request_id: "r-1",
    });
    const outcome = outcomeWithLeaf(who, {
      decision_id: id,
      call_id: id,
      status: "succeeded",
      result: { text: awkward, n: 1e21 },
      attempts: 1,
      duration_ms: 7,
    });
    for (const { leaf } of [decision, outcome]) expect(leaf).toBe(canonical(JSON.parse(leaf)));
    expect(outcome.result_hash).toBe(hashOf({ n: 1e21, text: awkward }));
  });

  it("hold no text that PostgreSQL cannot store", () => {
    expect(storable("a\u0000b\ud800")).toBe("a\ufffdb\ufffd");
    expect(storable("x".repeat(5_000))).toHaveLength(2_000);
    expect(storableJson({ "k\ud800": ["\udfff", 1, null] })).toEqual({ "k\ufffd": ["\ufffd", 1, null] });
  });
});
