import type { Locator, Page } from "@playwright/test";
import { approve as approveAs, ChainSpec, createTeam, saveChain } from "../lib/approvals";
import { installPolicy } from "../lib/revisions";
import { ECHO, ECHO_POLICY, MESSAGES } from "../tests/echo-tenant";
import { ctxFor, type TestTenant } from "../tests/factories";
import { expect, test } from "./support/fixtures";
import { approve, requestCard } from "./support/review";

const group = (name: string, role: "admin" | "reviewer") => ({
  name,
  members: { kind: "role" as const, role },
  quorum: 1,
});

/** From now on a call of the echo that is held is asked of this chain. */
async function askBy(tenant: TestTenant, chain: object): Promise<void> {
  const ctx = ctxFor(tenant.id, tenant.admin);
  await saveChain(ctx, { name: "careful", spec: ChainSpec.parse(chain), baseVersion: 0 });
  const reason = "reason: A reviewer has to see this first.";
  const policy = ECHO_POLICY.replace(reason, `${reason}\n    obligations: { approval: { chain: careful } }`);
  await installPolicy(ctx, policy);
}

const stepOf = (page: Page, name: string): Locator =>
  requestCard(page).getByRole("region", { name: "Decision" }).getByRole("listitem").filter({ hasText: name });

test("each vote of a chain of two steps stands in its own step", async ({ page, tenant, agent, loginAs }) => {
  await askBy(tenant, {
    steps: [
      { name: "First look", groups: [group("Reviewers", "reviewer")] },
      { name: "Sign-off", groups: [group("Colleagues", "reviewer")] },
    ],
    denyAfterMinutes: 60,
  });
  const { id } = await agent.hold(ECHO, { message: `${MESSAGES.held} twice` });
  await approveAs(ctxFor(tenant.id, tenant.reviewer), { approvalId: id });

  await loginAs(tenant.reviewer2);
  await page.goto(`/approvals/${id}`);
  const votes = (step: string) => stepOf(page, step).getByRole("listitem").filter({ hasText: "approved" });
  await expect(votes("First look")).toHaveCount(1);
  await expect(votes("Sign-off")).toHaveCount(0);
  await approve(page);
  await expect(votes("First look")).toHaveCount(1);
  await expect(votes("Sign-off")).toHaveCount(1);
});

test("what nobody decided in time is found by who is on call, who reads why they may decide it", async ({
  page,
  tenant,
  agent,
  database,
  loginAs,
}) => {
  const onCall = await createTeam(ctxFor(tenant.id, tenant.admin), {
    name: "On call",
    memberIds: [tenant.reviewer2.id],
  });
  await askBy(tenant, {
    steps: [{ name: "Decision", groups: [group("Admins", "admin")] }],
    escalateAfterMinutes: 10,
    denyAfterMinutes: 60,
    escalation: { kind: "team", teamId: onCall.id },
  });
  const { id } = await agent.hold(ECHO, { message: `${MESSAGES.held} at night` });
  await loginAs(tenant.reviewer2);
  await page.goto("/approvals");
  await expect(page.getByText("Nothing waits for you")).toBeVisible();
  await page.goto(`/approvals/${id}`);
  await expect(
    requestCard(page).getByText(/it escalates: then team On call may decide as well/),
  ).toBeVisible();
  await expect(requestCard(page).getByRole("button", { name: /^(Approve|Hold to approve)$/ })).toBeDisabled();

  // Ten minutes later.
  await database.query("update approvals set escalates_at = now() where id = $1", [id]);
  await page.goto("/approvals");
  await expect(page.getByRole("link", { name: /^Mine 1/ })).toBeVisible();
  const card = requestCard(page);
  await expect(card.getByRole("heading", { name: /at night/ })).toBeVisible();
  await expect(card.getByText("You may decide this because it was escalated.")).toBeVisible();
  await expect(card.getByText(/team On call may decide as well\.$/)).toBeVisible();
  await approve(page);
  const { body } = await agent.call(ECHO, { message: `${MESSAGES.held} at night` });
  expect(body.decision).toMatchObject({ code: "APPROVED" });
});

test("where the browser's clock is wrong, a request shows the time left by the server's", async ({
  page,
  agent,
  tenant,
  loginAs,
}) => {
  const { id } = await agent.hold(ECHO, { message: `${MESSAGES.held} by the server's clock` });
  // By this one the time to decide has been over for days.
  await page.clock.setSystemTime(Date.now() + 7 * 86_400_000);
  await loginAs(tenant.reviewer);
  // That the page is taken over without an error of React is what every test asks (support/fixtures.ts).
  await page.goto(`/approvals/${id}`);
  await expect(requestCard(page).getByText(/^\d+:\d\d(:\d\d)? left\./)).toBeVisible();
  await approve(page);
});

test("a card warns of what cannot run any more, and its rule leads to the revision that asked", async ({
  page,
  tenant,
  agent,
  loginAs,
}) => {
  const { id } = await agent.hold(ECHO, { message: `${MESSAGES.held} before` });
  await loginAs(tenant.admin);
  await page.goto(`/approvals/${id}`);
  const warning = requestCard(page).getByText(/which no longer decides this agent's calls/);
  const rule = requestCard(page).getByRole("link", { name: "people-decide" }).first();
  await expect(rule).toBeVisible();
  await expect(warning).toBeHidden();
  const other = ECHO_POLICY.replace("no-forbidden-words", "no-bad-words").replaceAll(
    "people-decide",
    "ask-people",
  );
  await installPolicy(ctxFor(tenant.id, tenant.admin), other);
  await page.reload();
  await expect(warning).toContainText("Even if approved, this call cannot run");
  const revision = requestCard(page).getByRole("link", { name: /^policy revision/ });
  const address = await revision.getAttribute("href");
  await rule.click();
  await expect(page).toHaveURL(new RegExp(`${address}\\?tab=write#L\\d+$`));
});
