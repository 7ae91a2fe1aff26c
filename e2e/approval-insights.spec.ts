import { approve, deny } from "../lib/approvals";
import { withTenant } from "../lib/platform/db";
import { newId } from "../lib/platform/ids";
import { ECHO } from "../tests/echo-tenant";
import { ctxFor, type TestTenant } from "../tests/factories";
import { heldCall, type HeldWorld } from "../tests/held-calls";
import { expectNoSideways, violations } from "./support/axe";
import { expect, test } from "./support/fixtures";

const APPROVED = 24;

/** A tenant whose reviewers approved 24 of 25 calls of the echo, quickly. */
async function seed(tenant: TestTenant): Promise<void> {
  const sessionId = newId();
  const definitionHash = await withTenant(tenant.id, async (tx) => {
    await tx.session.create({
      data: { id: sessionId, tenantId: tenant.id, agentId: tenant.agent.id, kind: "rest" },
    });
    const where = { tenantId: tenant.id, name: ECHO };
    return (await tx.capability.findFirstOrThrow({ where })).definitionHash;
  });
  const ids = { tenantId: tenant.id, agentId: tenant.agent.id, sessionId, ownerId: tenant.admin.id };
  const world: HeldWorld = { ...ids, capability: ECHO, definitionHash };
  const held = (n: number) =>
    heldCall(world, { arguments: { message: `ask about ${n}` }, riskLevel: "LOW", ruleId: "people-decide" });
  const reviewer = ctxFor(tenant.id, tenant.reviewer);
  for (let n = 0; n < APPROVED; n++) {
    const { approvalId } = await held(n);
    await approve(reviewer, { approvalId, dwellMs: n < 6 ? 200 : 4_000 });
  }
  const { approvalId } = await held(99);
  await deny(ctxFor(tenant.id, tenant.reviewer2), { approvalId, reason: "wrong_time" });
}

test("insights say how requests were decided, and a rule is proposed from what people always approve", async ({
  page,
  tenant,
  loginAs,
}) => {
  await seed(tenant);
  await loginAs(tenant.admin);
  await page.goto("/approvals/insights");
  await expect(page.getByText("24 of 25 decisions")).toBeVisible();
  await expect(page.getByText("6 of 24 measured, faster than anybody reads")).toBeVisible();
  await expect(page.getByText("Platform reviewer made 24 decisions in 30 minutes.")).toBeVisible();

  // The same numbers without seeing a chart.
  await page.getByText("The numbers as a table").click();
  const days = page.getByRole("region", { name: "Requests per day as a table" });
  await expect(days.getByRole("row").nth(1).getByRole("cell").first()).toHaveText("24");
  expect(await violations(page)).toEqual([]);

  // Filters and period are the address.
  await page.getByRole("link", { name: "7 days" }).click();
  await expect(page).toHaveURL(/days=7/);
  await page.getByRole("button", { name: "Rule", exact: true }).click();
  await page.getByRole("menuitemcheckbox", { name: "people-decide" }).click();
  await expect(page).toHaveURL(/rule=people-decide/);
  await page.keyboard.press("Escape");
  await page.reload();
  await expect(page.getByRole("link", { name: "7 days" })).toHaveAttribute("aria-current", "page");
  await page.goto("/approvals/insights?agent=nobody");
  await expect(page.getByRole("heading", { name: "No request matches" })).toBeVisible();
  await page.getByRole("link", { name: "Clear filters" }).click();

  // What is counted can be opened.
  await expect(page.getByRole("link", { name: "people-decide" })).toHaveAttribute(
    "href",
    "/approvals?view=decided&rule=people-decide",
  );

  await page.getByText("What would run without asking").click();
  await expect(page.getByRole("region", { name: "condition of the proposed rule" })).toContainText(
    "args.message",
  );
  await page.getByRole("button", { name: "Propose a rule" }).click();
  await expect(page).toHaveURL(/\/policy\/[0-9a-f-]{36}\?tab=write/);
  await expect(page.getByText("Let worker call bench.echo without asking").first()).toBeVisible();
  await expect(page.getByText("usual-bench.echo").first()).toBeVisible();
  const drafts = await withTenant(tenant.id, (tx) =>
    tx.policyRevision.findMany({ where: { tenantId: tenant.id, state: "draft" } }),
  );
  expect(drafts).toHaveLength(1);
  expect(drafts[0]?.tests).toContain("as people approved it");
});

test("insights fit a phone, offer nothing that the server would refuse, and say where there is nothing", async ({
  page,
  tenant,
  newTenant,
  loginAs,
}) => {
  await seed(tenant);
  await page.setViewportSize({ width: 390, height: 844 });
  await loginAs(tenant.viewer);
  await page.goto("/approvals/insights");
  await expect(page.getByText("24 of 25 decisions")).toBeVisible();
  await expect(page.getByRole("button", { name: "Propose a rule" })).toBeDisabled();
  await expect(page.getByText(/This needs the permission policy.edit/)).toBeVisible();
  await expectNoSideways(page);
  expect(await violations(page)).toEqual([]);

  const empty = await newTenant();
  await loginAs(empty.viewer);
  await page.goto("/approvals/insights");
  await expect(page.getByRole("heading", { name: "No requests in the last 30 days" })).toBeVisible();
});
