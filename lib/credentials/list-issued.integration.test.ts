import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  addCredential,
  bearer,
  BEARER,
  credentialWorld,
  openTestSession,
  request,
  type CredentialWorld,
} from "../../tests/credential-world";
import { withTenant } from "../platform/db";
import { closeEvents } from "../platform/events";
import { newId } from "../platform/ids";
import { listIssued } from "./index";

let world: CredentialWorld;
beforeAll(async () => {
  world = await credentialWorld();
});
afterAll(closeEvents);

/** The second decision of a call that people approved: it is not what the call is called by. */
async function secondDecision(sessionId: string): Promise<{ id: string; callId: string }> {
  const { tenantId, tenant } = world;
  const row = { id: newId(), callId: newId() };
  await withTenant(tenantId, (tx) =>
    tx.decision.createMany({
      data: {
        ...{ ...row, tenantId, sessionId, agentId: tenant.agent.id, capability: "orders.refund" },
        ...{ action: "ALLOW", step: "approval", code: "APPROVED", reason: "", door: "rest" },
        ...{ controlEpoch: 1n, requestId: row.id, decidedAt: new Date() },
      },
    }),
  );
  return row;
}

describe("what was issued for one call", () => {
  it("names the call by its tool and by the id that its page is found by", async () => {
    const id = await addCredential(world, { provider: "static" }, { value: "static-secret" });
    const sessionId = await openTestSession(world);
    const { id: decisionId, callId } = await secondDecision(sessionId);
    await bearer(request(world, id, { sessionId, decisionId, use: { ...BEARER, per: "call" } }));
    await bearer(request(world, id, { sessionId }));
    const { rows } = await listIssued(world.admin, { credentialId: id });
    expect(rows.map(({ call }) => call)).toEqual([null, { id: callId, capability: "orders.refund" }]);
  });
});
