import type { JsonObject } from "../platform/json";
import { PolicyError } from "./errors";
import type { Finding, PolicyRequest } from "./types";

/** A request for tests: a LOW, reversible read by agent:demo, changed where a test needs it. */
export function request(changes: {
  principal?: string;
  capability?: Partial<PolicyRequest["capability"]>;
  args?: JsonObject;
  context?: JsonObject;
  env?: string;
  tenant?: string;
  session?: Partial<PolicyRequest["session"]>;
}): PolicyRequest {
  const capability = {
    name: "io.fs.read_file",
    upstream: "fs",
    operation: "READ",
    riskLevel: "LOW",
    reversible: true,
    scope: "one file",
    idempotent: true,
    requiresApproval: false,
  } as const;
  return {
    principal: { id: "01890000-0000-7000-8000-000000000001", name: changes.principal ?? "agent:demo" },
    tenant: { id: "01890000-0000-7000-8000-000000000002", slug: changes.tenant ?? "demo" },
    session: {
      id: "01890000-0000-7000-8000-000000000003",
      kind: "agent",
      startedAt: new Date("2026-01-01T10:00:00Z"),
      taint: [],
      ...changes.session,
    },
    capability: { ...capability, ...changes.capability },
    args: changes.args ?? {},
    context: changes.context ?? {},
    env: { name: changes.env ?? "production" },
    now: new Date("2026-01-01T12:00:00Z"),
  };
}

/** One rule with a condition, for everybody and everything. */
export function policyWhen(condition: string, action = "ALLOW"): string {
  const when = JSON.stringify(condition);
  return `version: 1\nrules:\n  - {id: only, principals: ["*"], capabilities: ["*"], when: ${when}, action: ${action}}\n`;
}

/** The findings of a call that has to fail with some. */
export function findingsOf(run: () => unknown): readonly Finding[] {
  try {
    run();
  } catch (error) {
    if (error instanceof PolicyError) return error.findings;
    throw error;
  }
  throw new Error("it was accepted");
}
