import { beforeAll, describe, expect, it } from "vitest";
import { createTenant, ctxFor, type TestTenant } from "../../tests/db";
import { withTenant } from "../platform/db";
import { moveAgent } from "./index";

let tenant: TestTenant;
beforeAll(async () => {
  tenant = await createTenant();
});

const stored = () =>
  withTenant(tenant.id, (tx) => tx.agent.findUniqueOrThrow({ where: { id: tenant.agent.id } }));
const epoch = () => withTenant(tenant.id, (tx) => tx.tenant.findUniqueOrThrow({ where: { id: tenant.id } }));

describe("moving an agent to another environment", () => {
  it("raises the control epoch, so that its next call is decided there, and is recorded", async () => {
    const before = await epoch();
    await moveAgent(ctxFor(tenant.id, tenant.admin), { name: tenant.agent.name, environment: "staging" });
    expect(await stored()).toMatchObject({ environment: "staging" });
    expect((await epoch()).controlEpoch).toBeGreaterThan(before.controlEpoch);
    const leaves = await withTenant(tenant.id, (tx) =>
      tx.auditLeaf.findMany({ where: { subjectId: tenant.agent.id, action: "agent.moved" } }),
    );
    expect(leaves).toHaveLength(1);
  });

  it("is refused to who may not, for a strange agent and for a strange environment", async () => {
    const move = (environment: string, name = tenant.agent.name, who = tenant.admin) =>
      moveAgent(ctxFor(tenant.id, who), { name, environment: environment as "staging" });
    await expect(move("staging", tenant.agent.name, tenant.reviewer)).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    await expect(move("staging", "nobody")).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(move("moon")).rejects.toMatchObject({ code: "INVALID_INPUT" });
  });
});
