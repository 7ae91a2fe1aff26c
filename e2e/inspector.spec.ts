import { readFile } from "node:fs/promises";
import { ECHO, MESSAGES } from "../tests/echo-tenant";
import { seedLongSession } from "../tests/long-session";
import { expect, test } from "./support/fixtures";

const CALLS = 10_000;
/** More rows than this in the page at once, and scrolling stutters. */
const MOST_ROWS = 200;

test("a session of 10,000 calls: filters in the address, the next failure by key, and what is new below", async ({
  page,
  tenant,
  agent,
  loginAs,
  database,
}) => {
  const sessionId = await seedLongSession(
    database,
    { tenantId: tenant.id, agentId: tenant.agent.id, capability: ECHO },
    CALLS,
  );
  await loginAs(tenant.viewer);
  // The document itself names the calls: a browser that waits for its scripts first asks for them half a second later.
  const document = await (await page.request.get(`/sessions/${sessionId}`)).text();
  expect(document).toMatch(new RegExp(`<link rel="preload" href="[^"]*/${sessionId}/waterfall"`));
  await page.goto(`/sessions/${sessionId}`);
  const rows = page.getByRole("row");
  const grid = page.getByRole("treegrid", { name: "Calls of the session" });
  await expect(rows.filter({ hasText: "needle 0" })).toBeVisible();
  expect(await rows.count()).toBeLessThanOrEqual(MOST_ROWS);
  await expect(grid).toContainText("folded");

  // By key: from failure to failure, and into one.
  await grid.focus();
  await page.keyboard.press("f");
  await page.keyboard.press("Enter");
  const panel = page.getByRole("region", { name: "Open call" });
  await expect(panel.getByText("Denied").first()).toBeVisible();
  await expect(panel.getByRole("tabpanel", { name: "Arguments" })).toContainText("needle 6");
  await page.keyboard.press("F");
  await expect(panel.getByRole("tabpanel", { name: "Arguments" })).toContainText("needle 13");
  await page.keyboard.press("d");
  await expect(panel.getByRole("tabpanel", { name: "Decision" })).toContainText("no-writing-here");
  await page.keyboard.press("End");
  await expect(grid.getByRole("row").last()).toBeVisible();
  expect(await rows.count()).toBeLessThanOrEqual(MOST_ROWS);
  await page.keyboard.press("Escape");
  await expect(panel).toBeHidden();

  // What is looked for is in the address, and found by the server in what no row shows.
  await page.keyboard.press("/");
  await page.keyboard.type("needle 9877");
  await expect(page).toHaveURL(/q=needle\+9877/);
  await expect(rows.filter({ hasText: "/reports/9877.md" })).toBeVisible();
  await page.goto(`/sessions/${sessionId}?state=tool_error&order=failures`);
  await expect(rows.filter({ hasText: "Tool error" }).first()).toBeVisible();
  await expect(rows.filter({ hasText: "Succeeded" })).toHaveCount(0);

  // The same as words, in pages.
  await page.getByRole("button", { name: "Table", exact: true }).click();
  await expect(page).toHaveURL(/view=table/);
  await expect(page.getByRole("table").getByRole("row")).toHaveCount(51);

  // A reader who is in the middle stays there, and is told.
  await page.goto(`/sessions/${sessionId}`);
  await expect(rows.filter({ hasText: "needle 0" })).toBeVisible();
  await grid.focus();
  for (let i = 0; i < 5; i++) await page.keyboard.press("PageDown");
  const still = await grid.evaluate((element) => element.scrollTop);
  expect(still).toBeGreaterThan(500);
  const made = await agent.callIn(sessionId, ECHO, { message: MESSAGES.allowed });
  expect(made.status).toBe(200);
  const newer = page.getByRole("button", { name: "1 new" });
  await expect(newer).toBeVisible({ timeout: 20_000 });
  expect(await grid.evaluate((element) => element.scrollTop)).toBe(still);
  await newer.click();
  await expect(rows.filter({ hasText: MESSAGES.allowed })).toBeVisible();

  // Away from here: as a file and as a command.
  await page.goto(`/sessions/${sessionId}?call=${String(made.body.call_id)}`);
  await expect(panel).toBeVisible();
  await panel.getByRole("tab", { name: "Raw" }).first().click();
  const download = page.waitForEvent("download");
  await panel.getByRole("link", { name: "Download the record" }).click();
  const record = JSON.parse(await readFile(await (await download).path(), "utf8")) as { capability: string };
  expect(record.capability).toBe(ECHO);
});
