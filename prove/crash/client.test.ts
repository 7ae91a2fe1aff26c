import { describe, expect, it } from "vitest";
import { readMcp, readRest } from "./client";

const rest = (status: number, body: unknown) => readRest(status, JSON.stringify(body));

describe("an answer over REST", () => {
  it.each<[string, number, unknown, object]>([
    [
      "ran",
      200,
      { call_id: "c", decision: { id: "d" }, status: "succeeded" },
      { kind: "executed", effect: "done", decisionId: "d" },
    ],
    [
      "is held",
      202,
      { call_id: "c", decision: { id: "c" }, status: "held", approval: { id: "a" } },
      { kind: "held", approvalId: "a" },
    ],
    [
      "is refused",
      403,
      { code: "POLICY_DENIED", call_id: "c", decision: "DENY" },
      { kind: "refused", effect: "none", callId: "c" },
    ],
    [
      "failed unsent",
      502,
      { code: "UPSTREAM_UNAVAILABLE", call_id: "c", decision: "ALLOW", outcome: "failed" },
      { kind: "refused", effect: "none" },
    ],
    [
      "is in doubt",
      502,
      { code: "UPSTREAM_FAILED", call_id: "c", decision: "ALLOW", outcome: "in_doubt" },
      { kind: "refused", effect: "unknown" },
    ],
    [
      "ran, unrecorded",
      503,
      { code: "UNAVAILABLE", call_id: "c", outcome: "in_doubt" },
      { kind: "refused", effect: "unknown" },
    ],
    ["was not decided", 503, { code: "UNAVAILABLE" }, { kind: "error", effect: "unsaid" }],
    ["is of no kind", 500, { code: "INTERNAL" }, { kind: "odd" }],
    ["is an allow without a decision", 200, { status: "succeeded" }, { kind: "odd" }],
  ])("that %s", (_, status, body, says) => expect(rest(status, body)).toMatchObject(says));

  it("that is no JSON is of no kind", () => expect(readRest(502, "<html>")).toMatchObject({ kind: "odd" }));
});

describe("an answer over MCP", () => {
  const result = (facts: object) => ({
    jsonrpc: "2.0",
    id: 1,
    result: { _meta: { "io.agentgate/call": facts } },
  });
  const ran = result({
    callId: "c",
    decisionId: "d",
    status: "succeeded",
    decision: "ALLOW",
    code: "POLICY_ALLOWED",
  });

  it.each<[string, string, object]>([
    ["ran", JSON.stringify(ran), { kind: "executed", callId: "c", decisionId: "d" }],
    ["ran, as an event", `event: message\ndata: ${JSON.stringify(ran)}\n\n`, { kind: "executed" }],
    [
      "is in doubt",
      JSON.stringify(
        result({ callId: "c", decision: "ALLOW", code: "UPSTREAM_FAILED", outcome: "in_doubt" }),
      ),
      { kind: "refused", effect: "unknown" },
    ],
    [
      "was not decided",
      JSON.stringify(result({ callId: null, decision: "DENY", code: "UNAVAILABLE" })),
      { kind: "error" },
    ],
    [
      "failed inside",
      JSON.stringify(result({ callId: null, decision: "DENY", code: "INTERNAL" })),
      { kind: "odd" },
    ],
  ])("that %s", (_, text, says) => expect(readMcp(200, text)).toMatchObject(says));
});
