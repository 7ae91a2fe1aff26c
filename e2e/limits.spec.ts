import { ECHO, MESSAGES } from "../tests/echo-tenant";
import { expectNoSideways, violationsInBothThemes } from "./support/axe";
import { expect, test } from "./support/fixtures";

test("an admin limits agents in words, an agent runs into it, and the page says who and for how long", async ({
  page,
  stack,
  tenant,
  agent,
  loginAs,
}) => {
  test.slow();
  await loginAs(tenant.admin);
  await page.goto("/limits");
  await expect(page.getByText("Nothing is limited")).toBeVisible();
  await page.getByRole("button", { name: "Add a limit" }).click();
  const dialog = page.getByRole("dialog", { name: "Add a limit" });
  await dialog.getByLabel("Calls").fill("2");
  await dialog.getByLabel("In", { exact: true }).click();
  await page.getByRole("option", { name: "a day" }).click();
  await dialog.getByLabel("At once, at most").fill("3");
  const sentence = "2 calls a day, at most 3 at once, for each agent";
  await expect(dialog.getByText(sentence)).toBeVisible();
  await dialog.getByRole("button", { name: "Add limit" }).click();
  await expect(page.getByText(/^Recorded as /)).toBeVisible();
  const row = page.getByRole("row").filter({ hasText: "2 calls a day, at most 3 at once" });
  await expect(row).toContainText("Nobody has used any of it lately");

  const session_id = await agent.sessionId();
  const call = () =>
    fetch(new URL("/api/v1/tools/call", stack.gatewayUrl), {
      method: "POST",
      headers: { authorization: `Bearer ${tenant.agent.apiKey}`, "content-type": "application/json" },
      body: JSON.stringify({ session_id, tool_name: ECHO, arguments: { message: MESSAGES.allowed } }),
    });
  for (const left of [2, 1, 0]) {
    const { status, headers } = await call();
    expect(status).toBe(200);
    expect(headers.get("ratelimit-policy")).toMatch(/^"agent-rate-\w{6}";q=2;w=86400$/);
    expect(headers.get("ratelimit")).toMatch(new RegExp(`^"agent-rate-\\w{6}";r=${left};t=\\d+$`));
  }
  const refused = await call();
  expect(refused.status).toBe(429);
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(40_000);
  expect(await refused.json()).toMatchObject({ code: "RATE_LIMITED", step: "limits" });

  await page.reload();
  await expect(row).toContainText(`${tenant.agent.name} · 3 of 3 used`);
  await expect(row).toContainText(/Nothing left for \d+ h/);
  expect(await violationsInBothThemes(page)).toEqual([]);
  await page.setViewportSize({ width: 390, height: 844 });
  await expect(row).toContainText("3 of 3 used");
  await expectNoSideways(page);

  await page.getByRole("button", { name: `Switch off: ${sentence}` }).click();
  await expect(row).toContainText("Switched off");
  await expect.poll(async () => (await call()).status, { timeout: 30_000 }).toBe(200);

  await loginAs(tenant.viewer);
  await page.goto("/limits");
  await expect(page.getByRole("button", { name: "Add a limit" })).toBeDisabled();
  await expect(page.getByText(/This needs the permission limits\.manage/)).toBeVisible();
});
