import { listCapabilities, getCapability, readSpec, reviewCapability } from "../lib/capabilities";
import { withTenant } from "../lib/platform/db";
import { newId } from "../lib/platform/ids";
import { installPolicy } from "../lib/revisions";
import { syncUpstream } from "../lib/upstreams";
import { createTenant, ctxFor, type TestTenant } from "./factories";

export const ECHO = "bench.echo";
/** What the policy below makes of a call of {@link ECHO}, by its message. */
export const MESSAGES = { allowed: "hello", held: "ask a person", denied: "forbidden" } as const;

/** The policy of {@link createEchoTenant}. */
export const ECHO_POLICY = `version: 1
default: DENY
rules:
  - id: no-forbidden-words
    principals: ["agent:*"]
    capabilities: ["${ECHO}"]
    when: args.message.startsWith("forbidden")
    action: DENY
    reason: This word is not said here.
  - id: people-decide
    principals: ["agent:*"]
    capabilities: ["${ECHO}"]
    when: args.message.startsWith("ask")
    action: REQUIRE_APPROVAL
    reason: A reviewer has to see this first.
  - id: echo
    principals: ["agent:*"]
    capabilities: ["${ECHO}"]
    action: ALLOW
    reason: Echoing is harmless.
`;

/**
 * A new tenant whose agent may call the built-in echo: by its message a call is allowed, held for people or
 * denied. The whole path runs, and nothing outside the process is touched.
 */
export async function createEchoTenant(name?: string): Promise<TestTenant> {
  const tenant = await createTenant(name);
  const ctx = ctxFor(tenant.id, tenant.admin);
  const upstreamId = newId();
  await withTenant(tenant.id, (tx) =>
    tx.upstream.createMany({
      data: { id: upstreamId, tenantId: tenant.id, slug: "bench", name: "Echo", kind: "builtin", config: {} },
    }),
  );
  await syncUpstream(ctx, upstreamId);
  for (const { id } of (await listCapabilities(ctx, {})).rows) {
    const { definitionHash, updatedAt } = await getCapability(ctx, id);
    const words = {
      scope: "nothing",
      effects: "none",
      justification: "It has no effect.",
      consequence: "Echo {{args.message}}",
    };
    await reviewCapability(ctx, { capabilityId: id, definitionHash, updatedAt, spec: readSpec(words) });
  }
  await installPolicy(ctx, ECHO_POLICY);
  return tenant;
}
