import type { Page } from "@playwright/test";
import { MESSAGES } from "../tests/echo-tenant";
import { violations } from "./support/axe";
import { expect, test } from "./support/fixtures";
import { holdInDatabase } from "./support/held";
import { requestCard } from "./support/review";

const ASK = { message: MESSAGES.held };
const asks = (count: number) =>
  Array.from({ length: count }, (_, n) => ({ arguments: { message: `${ASK.message} number ${n}` } }));

const list = (page: Page) => page.getByRole("list", { name: "Waiting requests" });
const selected = (page: Page) => page.getByRole("region", { name: "Selected requests" });
const tick = (page: Page, text: string | RegExp) =>
  list(page).getByRole("listitem").filter({ hasText: text }).getByRole("checkbox").click();

test("a thousand waiting requests keep the page small, and scrolling reaches the last", async ({
  page,
  tenant,
  loginAs,
  database,
}) => {
  await holdInDatabase(database, tenant, [{ arguments: ASK, expiresInSeconds: 900 }, ...asks(999)]);
  await loginAs(tenant.reviewer);
  await page.goto("/approvals");
  await expect(page).toHaveTitle(/^\(99\+\) Approvals/);
  const pane = page.locator("#inbox");
  const most = () => list(page).getByRole("listitem").count();
  await expect(async () => {
    await pane.evaluate((element) => element.scrollTo(0, element.scrollHeight));
    expect(await most()).toBeLessThanOrEqual(60);
    await expect(pane.getByText("These are all: 1,000")).toBeVisible({ timeout: 250 });
  }).toPass({ timeout: 100_000 });
  expect(await most()).toBeLessThanOrEqual(60);
  // The last page made the list longer than it was when it was scrolled.
  await expect(async () => {
    await pane.evaluate((element) => element.scrollTo(0, element.scrollHeight));
    await expect(list(page).getByText(/number 998”/)).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 30_000 });
  await expect(list(page).getByRole("listitem").last()).toHaveAttribute("aria-setsize", "1000");

  // The keyboard goes on from where the request is, and brings it into sight.
  await list(page)
    .getByRole("link", { name: /number 998”/ })
    .click();
  await page.keyboard.press("k");
  await expect(requestCard(page).getByRole("heading", { name: /number 997”/ })).toBeVisible();
  await expect(list(page).getByRole("link", { name: /number 997”/ })).toBeInViewport();

  // What only flew past has not been seen, so it can't be approved with others.
  await pane.evaluate((element) => element.scrollTo(0, 0));
  await expect(list(page).getByText(/number 3”/)).toBeVisible();
});

test("filters are kept under a name, shared with the team, and open first for whoever wants that", async ({
  page,
  tenant,
  loginAs,
  database,
}) => {
  await holdInDatabase(database, tenant, [
    { arguments: ASK, expiresInSeconds: 900 },
    { arguments: { message: "ask risky" }, riskLevel: "HIGH" },
  ]);
  await loginAs(tenant.reviewer);
  await page.goto("/approvals?view=team&risk=HIGH");
  await expect(list(page).getByRole("listitem")).toHaveCount(1);
  await page.getByRole("button", { name: "Views" }).click();
  const views = page.getByRole("dialog", { name: "Saved views" });
  await views.getByRole("textbox", { name: "Name of the new view" }).fill("Risky ones");
  await views.getByRole("checkbox", { name: "Share with the team" }).click();
  await views.getByRole("button", { name: "Save" }).click();
  await expect(views.getByRole("link", { name: /Risky ones/ })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("button", { name: "Risky ones" })).toBeVisible();

  await loginAs(tenant.reviewer2);
  await page.goto("/approvals");
  await expect(list(page).getByRole("listitem")).toHaveCount(2);
  await page.getByRole("button", { name: "Views" }).click();
  await views.getByRole("button", { name: "More about the view Risky ones" }).click();
  await expect(page.getByRole("menuitem", { name: "Delete" })).toBeDisabled();
  await page.getByRole("menuitem", { name: "Open first, for me" }).click();
  await expect(page).toHaveURL(/view=team&risk=HIGH/);
  await page.goto("/approvals");
  await expect(page).toHaveURL(/view=team&risk=HIGH/);
  await expect(list(page).getByRole("listitem")).toHaveCount(1);
});

test("Mine and Team differ, and who has nothing to do sees that others have", async ({
  page,
  tenant,
  database,
  loginAs,
}) => {
  await holdInDatabase(database, tenant, [{ arguments: ASK }]);
  await loginAs(tenant.viewer);
  await page.goto("/approvals");
  await expect(page.getByRole("heading", { name: "Nothing waits for you" })).toBeVisible();
  await expect(page).toHaveTitle(/^Approvals/);
  await page.getByRole("link", { name: "See the team's" }).click();
  await expect(list(page).getByRole("listitem")).toHaveCount(1);
  const card = requestCard(page);
  for (const name of ["Approve", "Deny…", "Request changes…"])
    await expect(card.getByRole("button", { name })).toBeDisabled();
  await expect(list(page).getByRole("checkbox")).toBeDisabled();
});

test("an inbox that hears nothing says so within five seconds", async ({
  page,
  tenant,
  database,
  loginAs,
}) => {
  await holdInDatabase(database, tenant, [{ arguments: ASK }]);
  await loginAs(tenant.reviewer);
  await page.route("**/api/console/events", (route) => route.abort());
  await page.goto("/approvals");
  await expect(page.getByText("Reconnecting. What you see may be old")).toBeVisible({ timeout: 5_000 });
  await page.unroute("**/api/console/events");
  await expect(page.getByText("Reconnecting. What you see may be old")).toBeHidden();
});

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(`in ${colorScheme}`, () => {
    test.use({ colorScheme });

    test("no layer of the inbox has an accessibility violation", async ({
      page,
      tenant,
      loginAs,
      database,
    }) => {
      await holdInDatabase(database, tenant, [
        { arguments: { message: `${ASK.message}\u200b` }, expiresInSeconds: 900 },
        { arguments: { message: "ask risky", deep: { list: [1, "two", null] } }, riskLevel: "CRITICAL" },
        ...asks(3),
      ]);
      await loginAs(tenant.reviewer);
      await page.goto("/approvals?view=team");
      await tick(page, "number 0");
      await tick(page, "ask risky");
      await expect(selected(page)).toBeVisible();
      expect(await violations(page), "inbox with a selection").toEqual([]);
      await selected(page).getByRole("button", { name: /^Deny/ }).click();
      await expect(page.getByRole("dialog", { name: "Deny 2 calls" })).toBeVisible();
      expect(await violations(page, "[role=dialog]"), "deny several").toEqual([]);
      await page.keyboard.press("Escape");
      await requestCard(page).getByRole("button", { name: "Request changes…" }).click();
      await page.getByRole("dialog").getByRole("checkbox").nth(1).click();
      expect(await violations(page, "[role=dialog]"), "request changes").toEqual([]);
      await page.keyboard.press("Escape");
      await page.getByRole("button", { name: "Views" }).click();
      await expect(page.getByRole("dialog", { name: "Saved views" })).toBeVisible();
      expect(await violations(page, "[role=dialog]"), "saved views").toEqual([]);
      await page.keyboard.press("Escape");
      await page.getByRole("button", { name: "Sound and notifications" }).click();
      expect(await violations(page, "[role=dialog]"), "sound and notifications").toEqual([]);
    });
  });
}
