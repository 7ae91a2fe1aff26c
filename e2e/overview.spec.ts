import { quarantineSession } from "../lib/quarantine";
import { setSwitch } from "../lib/switches";
import { ECHO, MESSAGES } from "../tests/echo-tenant";
import { ctxFor } from "../tests/factories";
import { expectNoSideways, violationsInBothThemes } from "./support/axe";
import { expect, test } from "./support/fixtures";

test("the home page shows real calls, what waits, what is stopped, and leads to what it counts", async ({
  page,
  tenant,
  agent,
  loginAs,
}) => {
  test.setTimeout(240_000);
  await loginAs(tenant.admin);
  await page.goto("/");
  await expect(page.getByRole("heading", { level: 1, name: "Overview" })).toBeVisible();
  await expect(page).toHaveURL(/\/overview$/);

  // Nothing yet: said as such, with the way to the first call, and no zero that nobody counted.
  await expect(page.getByText("Nothing is stopped.")).toBeVisible();
  await expect(page.getByText("Nothing waits for you.")).toBeVisible();
  await expect(page.getByRole("heading", { name: "No agent has called yet" })).toBeVisible();
  await expect(page.getByRole("region", { name: "first call with curl" })).toContainText(
    "/api/v1/tools/call",
  );
  await expect(page.getByText("No agent has called", { exact: true })).toBeVisible();
  expect(await violationsInBothThemes(page)).toEqual([]);

  // Real calls: one allowed, one denied, one held. The page reads itself again.
  await agent.call(ECHO, { message: MESSAGES.allowed });
  await agent.call(ECHO, { message: MESSAGES.denied });
  await agent.hold(ECHO, { message: MESSAGES.held });
  const sessionId = await agent.sessionId();
  const total = page.getByRole("heading", { name: "3 calls in the last 24 hours" });
  await expect(total).toBeVisible({ timeout: 30_000 });
  await expect(page.getByText("3 decisions: 1 allowed, 1 needed approval, 1 denied.").first()).toBeVisible();
  // Who may decide it is a reviewer: it waits for others.
  await expect(page.getByRole("link", { name: "Approvals 1 waiting for others" })).toBeVisible();
  await page.getByText("The numbers as a table").click();
  const table = page.getByRole("region", { name: "Decisions as a table" });
  await expect(table.getByRole("row").nth(1).getByRole("cell").nth(3)).toHaveText("3");

  // Every number leads to the list behind it, filtered as it was counted.
  await page.getByRole("link", { name: "The policy denies it" }).click();
  await expect(page).toHaveURL(/\/overview\/decisions\?action=DENY&code=POLICY_DENIED$/);
  const list = page.getByRole("table", { name: "Decisions, newest first" });
  await expect(list.getByRole("row")).toHaveCount(2);
  await list.getByRole("link").first().click();
  await expect(page).toHaveURL(new RegExp(`/sessions/${sessionId}\\?call=`));

  // A stop and a quarantine show at once, and the range is the address.
  await page.goto("/overview?range=1h");
  await expect(page.getByRole("heading", { name: "3 calls in the last hour" })).toBeVisible();
  const admin = ctxFor(tenant.id, tenant.admin);
  await setSwitch(admin, { scope: "capability", target: ECHO, reason: "It answers oddly." });
  await quarantineSession(admin, { sessionId, reason: "It misbehaves." });
  await expect(page.getByRole("link", { name: `Tool ${ECHO}` })).toHaveAttribute("href", "/switches", {
    timeout: 30_000,
  });
  const quarantined = page.getByRole("link", { name: "Session of worker" });
  await expect(quarantined).toHaveAttribute("href", /^\/incidents\/[0-9a-f-]{36}$/);
  await expect(page.getByRole("link", { name: "1 incident has no commander" })).toBeVisible();
  await expect(page.getByText("Nothing is stopped.")).toHaveCount(0);
  expect(await violationsInBothThemes(page)).toEqual([]);
  await page.setViewportSize({ width: 390, height: 844 });
  await expectNoSideways(page);
});
