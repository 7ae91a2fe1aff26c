import { expect, test } from "vitest";
import { newId } from "../../platform/ids";
import type { CapabilityFacts, QuarantineFacts, SwitchFacts } from "../snapshot/types";
import { quarantineOn, switchesOn, switchSentence } from "./stopped-by";

const CALL = { agentId: newId(), sessionId: newId(), capability: "files.write" };
const capability = (operation: string, riskLevel: CapabilityFacts["riskLevel"]) =>
  ({ operation, riskLevel, upstream: { slug: "files" } }) as CapabilityFacts; // safe: all that is read of it
const CAPABILITIES = new Map([
  ["files.write", capability("WRITE", "MEDIUM")],
  ["files.read", capability("READ", "LOW")],
]);
const NOW = new Date();

function aSwitch(scope: string, target: string | null, more: Partial<SwitchFacts> = {}): SwitchFacts {
  const given = { id: newId(), scope, target, reason: "drill", expiresAt: null };
  return { ...given, inFlight: "finish", percent: 0, ...more };
}
const scopesOn = (...switches: SwitchFacts[]) =>
  switchesOn({ switches, capabilities: CAPABILITIES }, CALL, NOW).map(({ scope }) => scope);

test.each<[string, string | null]>([
  ["global", null],
  ["tenant", null],
  ["agent", CALL.agentId],
  ["upstream", "files"],
  ["capability", "files.write"],
  ["session", CALL.sessionId],
])("a switch of the scope %s stops what it names and nothing else", (scope, target) => {
  expect(scopesOn(aSwitch(scope, target))).toEqual([scope]);
  if (target !== null) expect(scopesOn(aSwitch(scope, "another"))).toEqual([]);
});

test("of several the widest comes first, whatever order they were set in", () => {
  const all = [aSwitch("session", CALL.sessionId), aSwitch("agent", CALL.agentId), aSwitch("tenant", null)];
  expect(scopesOn(...all)).toEqual(["tenant", "agent", "session"]);
  expect(switchSentence(all[2]!)).toBe("Stopped (tenant): drill");
});

test("one that is over stops nothing, and one that lets everybody through neither", () => {
  expect(scopesOn(aSwitch("tenant", null, { expiresAt: new Date(NOW.getTime() - 1) }))).toEqual([]);
  expect(scopesOn(aSwitch("tenant", null, { expiresAt: new Date(NOW.getTime() + 1) }))).toEqual(["tenant"]);
  expect(scopesOn(aSwitch("tenant", null, { percent: 100 }))).toEqual([]);
});

test("a quarantine holds back what its stage of release does not admit, and every unknown capability", () => {
  const held = (admits: QuarantineFacts["admits"], name: string) => {
    const quarantines = new Map([[CALL.sessionId, { incidentId: newId(), reason: "risk", admits }]]);
    const given = { quarantines, capabilities: CAPABILITIES };
    return quarantineOn(given, { ...CALL, capability: name }) !== null;
  };
  expect(held("nothing", "files.read")).toBe(true);
  expect(held("reads", "files.read")).toBe(false);
  expect(held("reads", "files.write")).toBe(true);
  expect(held("low_risk", "files.write")).toBe(false);
  expect(held("low_risk", "unknown")).toBe(true);
});
