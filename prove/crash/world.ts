import { withTenant } from "../../lib/platform/db";
import { newId } from "../../lib/platform/ids";
import { hashOf } from "../../lib/platform/json";
import { installPolicy } from "../../lib/revisions";
import { createTenant, ctxFor, type TestTenant } from "../../tests/factories";
import { RISK } from "./risk";
import type { Kind, PlannedCall } from "./schedule";

/** One effect; a try that got no answer is not made again, because nobody knows what it did. */
export const APPLY = "crash.apply";
/** The same for an upstream that keeps keys: what got no answer is tried again. */
export const PUT = "crash.put";

const POLICY = `version: 1
default: DENY
rules:
  - { id: never, principals: ["agent:*"], capabilities: ["crash.*"], when: 'args.means == "deny"', action: DENY, reason: "Not this." }
  - id: people-decide
    principals: ["agent:*"]
    capabilities: ["crash.*"]
    when: args.means == "ask"
    action: REQUIRE_APPROVAL
    reason: A person looks at this first.
    obligations: { approval: { role: reviewer, expiresInMinutes: 15 } }
  - { id: otherwise, principals: ["agent:*"], capabilities: ["crash.*"], when: 'args.means == "allow"', action: ALLOW, reason: "Harmless." }
`;

/** Nothing but those refusals counts, and all but for ever; an agent whose sessions end so goes on with others. */
const CONTAINMENT = {
  ...{ quarantine: true, threshold: RISK.threshold, halfLifeSeconds: 1_000_000_000, agentStopAfter: 0 },
  weights: {
    ...{ deny: RISK.points, approval: 0, error: 0, failure: 0, kill_switch: 0, rate_limit: 0 },
    ...{ suspended: 0, taint: 0, moderation: 0 },
  },
};

const INPUT = {
  type: "object",
  properties: {
    means: { enum: ["allow", "ask", "deny"] },
    review: { enum: ["approve", "deny", "leave"] },
    effect: {
      type: "object",
      properties: { name: { type: "string" }, upset: { enum: ["none", "drop", "slow"] } },
      required: ["name", "upset"],
      additionalProperties: false,
    },
  },
  required: ["means", "review", "effect"],
  additionalProperties: false,
} as const;
const BINDING = {
  ...{ method: "POST", path: "/effects", parameters: [], accept: "application/json" },
  body: { argument: "effect", contentType: "application/json" },
};

export type CallArguments = {
  means: "allow" | "ask" | "deny";
  /** What a person who reads it will say. */
  review: "approve" | "deny" | "leave";
  /** What the upstream gets. */
  effect: { name: string; upset: PlannedCall["upset"] };
};

const MEANS: Record<Kind, Pick<CallArguments, "means" | "review">> = {
  allow: { means: "allow", review: "leave" },
  "allow idempotent": { means: "allow", review: "leave" },
  "policy denies": { means: "deny", review: "leave" },
  "approve while waiting": { means: "ask", review: "approve" },
  "approve and race": { means: "ask", review: "approve" },
  "person denies": { means: "ask", review: "deny" },
  "session ends while held": { means: "ask", review: "leave" },
  "nobody decides": { means: "ask", review: "leave" },
};

export function argumentsOf({ name, kind, upset }: PlannedCall): CallArguments {
  return { ...MEANS[kind], effect: { name, upset } };
}

export function toolOf({ kind }: PlannedCall): string {
  return kind === "allow idempotent" ? PUT : APPLY;
}

/** A tenant whose agent calls the upstream at this address. */
export async function crashTenant(name: string, baseUrl: string): Promise<TestTenant> {
  const tenant = await createTenant(name);
  const tenantId = tenant.id;
  const upstreamId = newId();
  await withTenant(tenantId, async (tx) => {
    await tx.networkRule.createMany({ data: { id: newId(), tenantId, cidr: "127.0.0.0/8" } });
    await tx.containmentSettings.update({ where: { tenantId }, data: CONTAINMENT });
    const limits = { concurrency: 32, queue: 256 };
    await tx.upstream.createMany({
      data: {
        id: upstreamId,
        tenantId,
        slug: "crash",
        name: "Effects",
        kind: "http",
        limits,
        config: { baseUrl },
      },
    });
    for (const [tool, idempotent] of [
      ["apply", false],
      ["put", true],
    ] as const)
      await tx.capability.createMany({
        data: {
          ...{ id: newId(), tenantId, upstreamId, name: `crash.${tool}`, toolName: tool },
          ...{ operation: "WRITE", reversible: true, riskLevel: "LOW", inputSchema: INPUT, timeoutMs: 1_000 },
          ...{ idempotent, retries: idempotent ? 2 : 0 },
          definitionHash: hashOf({ tool, schema: INPUT }),
          binding: BINDING,
        },
      });
  });
  await installPolicy(ctxFor(tenantId, tenant.admin), POLICY);
  return tenant;
}
