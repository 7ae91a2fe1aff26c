import type { Page } from "@playwright/test";
import { ECHO, MESSAGES } from "../tests/echo-tenant";
import { violations } from "./support/axe";
import { expect, test } from "./support/fixtures";

const panel = (page: Page) => page.getByRole("dialog", { name: "Contain" });
const stopped = (page: Page) => page.getByRole("dialog", { name: "Stopped" });

/** Opens the panel by its two keys, as soon as the page listens. */
async function twoKeys(page: Page): Promise<void> {
  await expect(async () => {
    await page.keyboard.press("g");
    await page.keyboard.press("s");
    await expect(panel(page)).toBeVisible({ timeout: 1_000 });
  }).toPass();
}

test("an agent that misbehaves is stopped from its session by keyboard alone, and what waits is frozen", async ({
  page,
  tenant,
  agent,
  loginAs,
}) => {
  const { id: approvalId } = await agent.hold(ECHO, { message: MESSAGES.held });
  expect((await agent.call(ECHO, { message: MESSAGES.allowed })).status).toBe(200);
  await loginAs(tenant.reviewer);
  await page.goto(`/sessions/${await agent.sessionId()}`);

  await test.step("two keys open the panel for what the page is about", async () => {
    await twoKeys(page);
    await expect(panel(page).getByRole("button", { name: /^Leave out: Session/ })).toBeVisible();
    await expect(panel(page).getByLabel("Reason")).toBeFocused();
    await expect(panel(page).getByRole("button", { name: "Stop now" })).toBeDisabled();
  });

  await test.step("the whole agent is added, and the preview counts what it meets", async () => {
    await page.keyboard.type("It loops.");
    await panel(page).getByRole("combobox").first().focus();
    await page.keyboard.type("work");
    await expect(panel(page).getByRole("option", { name: /^worker/ })).toBeVisible();
    await page.keyboard.press("Enter");
    await expect(panel(page).getByRole("button", { name: "Leave out: Agent worker" })).toBeVisible();
    const preview = panel(page).getByRole("region", { name: "What exactly stops" });
    await expect(preview).toContainText("1waiting for people");
    await expect(preview).toContainText("1agent");
    expect(await violations(page, "[role=dialog]"), "panel").toEqual([]);
  });

  await test.step("it stops, says in how many milliseconds, and comes to zero", async () => {
    await page.keyboard.press("Control+Enter");
    await expect(stopped(page).getByText(/No further call runs: .* in \d/)).toBeVisible();
    const counters = stopped(page).getByRole("region", { name: "Agent worker" });
    await expect(counters).toContainText(/In flight0zero after/);
    await expect(counters).toContainText(/Frozen1/);
    await page.keyboard.press("Escape");
  });

  const refused = await agent.call(ECHO, { message: MESSAGES.allowed });
  expect([refused.status, refused.body.code]).toEqual([403, "KILL_SWITCH"]);

  await test.step("every page says so, and the held call can be denied but not approved", async () => {
    await page.goto(`/approvals/${approvalId}`);
    await expect(page.getByRole("region", { name: "Stopped" })).toContainText("2 stops in force");
    await expect(page.getByRole("button", { name: /^Approve/ })).toBeDisabled();
    await expect(page.getByText(/is stopped, so this cannot be approved/)).toBeVisible();
    await expect(page.getByRole("button", { name: "Deny…" })).toBeEnabled();
  });
});

test("a tenant's stop is restarted by two people, in stages", async ({ page, tenant, agent, loginAs }) => {
  await loginAs(tenant.responder);
  await page.goto("/switches");
  await twoKeys(page);
  await panel(page).getByLabel("This tenant").check();
  await panel(page).getByLabel("Reason").fill("Nobody knows what this is.");
  await panel(page).getByRole("button", { name: "Stop now" }).click();
  await expect(stopped(page).getByText("No further call runs")).toBeVisible();
  await page.keyboard.press("Escape");
  expect((await agent.call(ECHO, { message: MESSAGES.allowed })).status).toBe(403);

  const card = page.getByRole("article", { name: "This tenant" });
  await test.step("who asks for the restart cannot confirm it", async () => {
    await card.getByRole("button", { name: "Ask for a restart…" }).click();
    const dialog = page.getByRole("dialog", { name: /^Ask for a restart/ });
    await dialog.getByLabel("Reason").fill("It was a false alarm.");
    await dialog.getByRole("button", { name: "Ask for it" }).click();
    await expect(card.getByRole("button", { name: /^Confirm/ })).toBeDisabled();
    await expect(card).toContainText("somebody else has to confirm it");
  });

  await test.step("another person does, and lets more and more through", async () => {
    await loginAs(tenant.admin);
    await page.goto("/switches");
    await card.getByRole("button", { name: "Confirm: let 5 % through" }).click();
    await expect(card.getByText("5 % let through")).toBeVisible();
    await expect(page.getByRole("region", { name: "Stopped" })).toContainText("restarting at 5 %");
    expect(await violations(page), "stops").toEqual([]);
    await card.getByRole("button", { name: "Let 25 % through" }).click();
    await card.getByRole("button", { name: "Let 50 % through" }).click();
    await card.getByRole("button", { name: "Let everything through" }).click();
    await expect(page.getByRole("heading", { name: "Nothing is stopped" })).toBeVisible();
  });
  expect((await agent.call(ECHO, { message: MESSAGES.allowed })).status).toBe(200);

  await test.step("a drill measures how long a stop takes", async () => {
    await page.getByRole("button", { name: "Run a drill" }).click();
    await expect(page.getByText(/Last drill .*\d (ms|s)/)).toBeVisible();
    await page.getByRole("link", { name: "History" }).click();
    await expect(page.getByRole("row").filter({ hasText: "Nobody knows what this is." })).toBeVisible();
  });
});
