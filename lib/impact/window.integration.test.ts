import { beforeEach, describe, expect, it } from "vitest";
import { createTenant, ctxFor, type TestTenant } from "../../tests/db";
import { withTenant } from "../platform/db";
import { idFloor, newId } from "../platform/ids";
import { policyHash } from "../policy";
import { measureImpact } from "./measure-impact";
import { readAsTenant } from "./reading";
import { batchesOf, newestOf, windowOf } from "./stored-decisions";

const DAY_MS = 24 * 60 * 60 * 1_000;
const THREE_CALLS = `version: 1
rules:
  - { id: three, principals: ["agent:*"], capabilities: [io.read], when: 'session.calls < 3', action: ALLOW }
`;

let tenant: TestTenant;
let sessionId: string;
let capabilityId: string;
let revisionId: string;

beforeEach(async () => {
  tenant = await createTenant();
  [sessionId, capabilityId, revisionId] = [newId(), newId(), newId()];
  const [tenantId, upstreamId, startedAt] = [tenant.id, newId(), new Date(Date.now() - 3 * DAY_MS)];
  await withTenant(tenantId, async (tx) => {
    await tx.upstream.createMany({
      data: { id: upstreamId, tenantId, slug: "io", name: "Files", kind: "builtin", config: {} },
    });
    await tx.capability.createMany({
      data: {
        ...{ id: capabilityId, tenantId, upstreamId, name: "io.read", toolName: "read", inputSchema: {} },
        ...{
          operation: "READ",
          reversible: true,
          riskLevel: "LOW",
          definitionHash: "d",
          updatedAt: startedAt,
        },
      },
    });
    await tx.session.createMany({
      data: { id: sessionId, tenantId, agentId: tenant.agent.id, kind: "rest", startedAt },
    });
    await tx.policyRevision.createMany({
      data: {
        ...{ id: revisionId, tenantId, number: 1, document: THREE_CALLS, hash: policyHash(THREE_CALLS) },
        state: "superseded",
      },
    });
  });
});

/** A decision of the policy this long ago, as the gateway stores it. Returns its id. */
async function decided(agoMs: number, action: "ALLOW" | "DENY", revision = revisionId): Promise<string> {
  const at = Date.now() - agoMs;
  const id = idFloor(at).slice(0, 14) + newId().slice(14);
  const allowed = action === "ALLOW";
  await withTenant(tenant.id, (tx) =>
    tx.decision.createMany({
      data: {
        ...{ id, tenantId: tenant.id, callId: id, sessionId, agentId: tenant.agent.id },
        ...{ capability: "io.read", capabilityId, definitionHash: "d", riskLevel: "LOW", arguments: {} },
        ...{ action, step: "policy", code: allowed ? "POLICY_ALLOWED" : "POLICY_DENIED" },
        ...{ ruleId: allowed ? "three" : null, reason: "", policyRevisionId: revision },
        ...{ controlEpoch: 1, door: "rest", requestId: newId(), decidedAt: new Date(at) },
      },
    }),
  );
  return id;
}

describe("a window of decisions", () => {
  it("counts what a session did before it began, and leaves those calls out", async () => {
    for (const ago of [2 * DAY_MS, 2 * DAY_MS - 1]) await decided(ago, "ALLOW");
    await decided(5_000, "ALLOW");
    await decided(4_000, "DENY");
    const ctx = ctxFor(tenant.id, tenant.admin);
    const report = await measureImpact(ctx, { document: THREE_CALLS, days: 1 });
    expect(report).toMatchObject({
      ...{ total: 2, replayed: 2, approximate: 2, notReplayed: [], loosening: 0, tightening: 0 },
      matrix: { ALLOW: { ALLOW: 1 }, DENY: { DENY: 1 } },
    });
    expect(await measureImpact(ctx, { document: THREE_CALLS, days: 7 })).toMatchObject({
      total: 4,
      replayed: 4,
    });
  });

  it("says which decisions' revision is not there", async () => {
    await decided(5_000, "ALLOW", newId());
    const report = await measureImpact(ctxFor(tenant.id, tenant.admin), { document: THREE_CALLS, days: 1 });
    expect(report).toMatchObject({
      total: 1,
      replayed: 0,
      notReplayed: [{ cause: "baseline_unknown", count: 1 }],
    });
  });

  it("is read oldest first and whole, batch by batch", async () => {
    const ids: string[] = [];
    for (let n = 6; n > 0; n--) ids.push(await decided(n * 1_000, "ALLOW"));
    const window = windowOf(tenant.id, Date.now() - DAY_MS, Date.now());
    for (const size of [1, 3, 4, 10]) {
      const read = await readAsTenant(tenant.id, async (client) => {
        const found: string[] = [];
        for await (const rows of batchesOf(client, window, size)) found.push(...rows.map(({ id }) => id));
        return found;
      });
      expect(read).toEqual(ids);
    }
  });

  it("begins later where it holds more than is read: at the newest that fit", async () => {
    const ids: string[] = [];
    for (let n = 4; n > 0; n--) ids.push(await decided(n * 1_000, "ALLOW"));
    const window = windowOf(tenant.id, Date.now() - DAY_MS, Date.now());
    const newest = (most: number) => readAsTenant(tenant.id, (client) => newestOf(client, window, most));
    expect(await newest(3)).toBe(ids[1]);
    expect(await newest(4)).toBeNull();
    expect(await newest(5)).toBeNull();
  });
});
