import { beforeAll, beforeEach, expect, it, vi } from "vitest";
import { createTenant, ctxFor, type TestTenant } from "../../tests/db";
import type { Ctx } from "../platform/ctx";
import { withSystem, withTenant } from "../platform/db";
import { resetEnv } from "../platform/env";
import { setEnv } from "../platform/env/process";
import { tenantsWithWork } from "../platform/rounds";
import { awaitEnforced } from "./await-enforced";
import { advanceRestart, askRestart, confirmRestart, setSwitch, setSwitches, settleSwitches } from "./index";

vi.mock("./await-enforced", { spy: true });

let tenant: TestTenant;
let responder: Ctx;
beforeAll(async () => {
  tenant = await createTenant();
  responder = ctxFor(tenant.id, tenant.responder);
});
beforeEach(() => vi.mocked(awaitEnforced).mockReset());

const stop = () => ({ scope: "agent" as const, target: tenant.agent.id, reason: "It loops." });

/** What is recorded that these stops met. */
async function covered(subjectId: string) {
  const found = await withTenant(tenant.id, (tx) =>
    tx.auditLeaf.findMany({ where: { action: "switch.covered", subjectId } }),
  );
  return found.map(({ bytes }) => JSON.parse(Buffer.from(bytes).toString()) as { data: { covers: object } });
}

/** The process ends between the stop and whatever would follow it. @returns the stop's id */
async function crashed(): Promise<string> {
  vi.mocked(awaitEnforced).mockRejectedValueOnce(new Error("The process is gone."));
  await expect(setSwitch(responder, stop())).rejects.toThrow("The process is gone.");
  const newest = { where: { tenantId: tenant.id }, orderBy: { id: "desc" } } as const;
  return withTenant(tenant.id, async (tx) => (await tx.switch.findFirstOrThrow(newest)).id);
}

it("is recorded by the next round, once, however many rounds there are at once", async () => {
  const targets = [{ scope: "agent" as const, target: tenant.agent.id }, { scope: "tenant" as const }];
  const { id } = await setSwitches(responder, { targets, reason: "It loops." });
  expect(await covered(id)).toEqual([]);
  expect(await tenantsWithWork("switch")).toContain(tenant.id);
  await Promise.all(Array.from({ length: 4 }, () => settleSwitches(tenant.id)));
  await settleSwitches(tenant.id);
  expect(await covered(id)).toMatchObject([{ data: { covers: { agents: 1 } } }]);
});

it("is recorded after a crash, when it can't be known any more since when the stop was in force", async () => {
  const id = await crashed();
  await settleSwitches(tenant.id);
  expect(await covered(id)).toEqual([]);
  expect(await tenantsWithWork("switch")).toContain(tenant.id);
  await withTenant(
    tenant.id,
    (tx) => tx.$executeRaw`UPDATE switches SET set_at = set_at - interval '1 minute' WHERE id = ${id}::uuid`,
  );
  await Promise.all([settleSwitches(tenant.id), settleSwitches(tenant.id)]);
  await settleSwitches(tenant.id);
  expect(await covered(id)).toHaveLength(1);
});

it("is recorded in the tenant that set it where the stop is of all tenants, also after it was lifted", async () => {
  setEnv({ AGENTGATE_OPERATORS: `${tenant.admin.email}, ${tenant.responder.email}` });
  resetEnv();
  try {
    const admin = ctxFor(tenant.id, tenant.admin);
    const { id } = await setSwitch(responder, { scope: "global", reason: "It loops." });
    await askRestart(admin, { id, reason: "Mended." });
    await confirmRestart(responder, { id });
    for (let stage = 0; stage < 3; stage++) await advanceRestart(admin, { id });
    expect(await tenantsWithWork("switch")).toContain(tenant.id);
    await settleSwitches((await createTenant()).id);
    expect(await covered(id)).toEqual([]);
    await settleSwitches(tenant.id);
    expect(await covered(id)).toHaveLength(1);
    const left = await withSystem((tx) => tx.switch.findUniqueOrThrow({ where: { id } }));
    expect(left.uncoveredIn).toBeNull();
  } finally {
    setEnv({ AGENTGATE_OPERATORS: "" });
    resetEnv();
  }
});
