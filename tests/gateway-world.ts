import { withTenant } from "../lib/platform/db";
import { newId } from "../lib/platform/ids";
import { hashOf, type JsonObject } from "../lib/platform/json";
import { installPolicy } from "../lib/revisions";
import { createTenant, ctxFor, type TestTenant } from "./factories";

const ECHO_SCHEMA: JsonObject = {
  type: "object",
  properties: { text: { type: "string", maxLength: 100_000 }, amount: { type: "number" }, nested: {} },
  required: ["text"],
  additionalProperties: false,
};

type CapabilityRow = {
  operation?: string;
  reversible?: boolean;
  riskLevel?: string | null;
  compensationSupported?: boolean;
};

/**
 * Each capability is the builtin echo tool behind an upstream of its own, so that `open.echo`, `held.echo` and
 * the rest differ only in what the registry and the policy say of them.
 */
const CAPABILITIES: Record<string, CapabilityRow> = {
  open: { riskLevel: "LOW" },
  held: { operation: "WRITE", riskLevel: "MEDIUM" },
  risky: { operation: "WRITE", riskLevel: "HIGH" },
  unrated: { operation: "WRITE", riskLevel: null },
  critical: { operation: "WRITE", reversible: false, riskLevel: "CRITICAL" },
  closed: { riskLevel: "LOW" },
};

export const WORLD_POLICY = `
version: 1
rules:
  - { id: open-low, principals: ["agent:*"], capabilities: [open.echo], when: 'args.text != "forbidden"', action: ALLOW }
  - { id: open-forbidden, principals: ["agent:*"], capabilities: [open.echo], action: DENY, reason: "This text is forbidden." }
  - id: held-asks
    principals: ["agent:*"]
    capabilities: [held.echo, risky.echo, unrated.echo, critical.echo]
    action: ALLOW
    when: capability.name != "held.echo"
  - id: held-always
    principals: ["agent:*"]
    capabilities: [held.echo]
    action: REQUIRE_APPROVAL
    reason: A person looks at this first.
    obligations: { approval: { role: reviewer, expiresInMinutes: 15 } }
`;

/** A tenant with capabilities of every risk, a published policy, and calls by its agent in any door. */
export async function gatewayWorld(): Promise<TestTenant> {
  const tenant = await createTenant();
  for (const [slug, row] of Object.entries(CAPABILITIES)) await addCapability(tenant.id, slug, row);
  await installPolicy(ctxFor(tenant.id, tenant.admin), WORLD_POLICY);
  return tenant;
}

/** One more of them. */
export async function addCapability(tenantId: string, slug: string, row: CapabilityRow): Promise<void> {
  const upstreamId = newId();
  await withTenant(tenantId, async (tx) => {
    await tx.upstream.create({
      data: { id: upstreamId, tenantId, slug, name: slug, kind: "builtin", config: {} },
    });
    await tx.capability.create({
      data: {
        id: newId(),
        tenantId,
        upstreamId,
        name: `${slug}.echo`,
        toolName: "echo",
        inputSchema: ECHO_SCHEMA,
        operation: "READ",
        reversible: true,
        definitionHash: hashOf({ slug, schema: ECHO_SCHEMA }),
        ...row,
      },
    });
  });
}
