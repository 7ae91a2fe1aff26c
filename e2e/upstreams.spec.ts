import type { Page } from "@playwright/test";
import { startTickets, TICKETS } from "../tests/http-peer";
import { startEverything } from "../tests/upstream-peers";
import { expectNoSideways, violations } from "./support/axe";
import { expect, test as base } from "./support/fixtures";

const test = base.extend<{
  everything: { url: string };
  tickets: Awaited<ReturnType<typeof startTickets>>;
}>({
  everything: async ({}, use) => {
    const server = await startEverything();
    await use(server);
    await server.stop();
  },
  tickets: async ({}, use) => {
    const server = await startTickets();
    await use(server);
    await server.stop();
  },
});

/** Permits this machine, as an admin would: there is no other way to a server that a test starts. */
async function permitThisMachine(page: Page): Promise<void> {
  await page.goto("/upstreams/network");
  await page.getByRole("textbox", { name: "Range" }).fill("127.0.0.0/8");
  await page.getByRole("textbox", { name: /What is there/ }).fill("Servers of these tests");
  await page.getByRole("button", { name: "Permit", exact: true }).click();
  await expect(page.getByRole("cell", { name: "127.0.0.0/8", exact: true })).toBeVisible();
}

const kind = (page: Page, name: string) =>
  page.getByRole("group", { name: "Kind of upstream" }).getByText(name, { exact: true });
const steps = (page: Page) => page.getByRole("list", { name: "Steps of the connection test" });

test("a private range is permitted, a range that never is permitted is refused beside its field, and one is removed", async ({
  page,
  tenant,
  loginAs,
}) => {
  await loginAs(tenant.admin);
  await permitThisMachine(page);
  const range = page.getByRole("textbox", { name: "Range" });
  await range.fill("169.254.0.0/16");
  await page.getByRole("button", { name: "Permit", exact: true }).click();
  await expect(range).toHaveAttribute("aria-invalid", "true");
  await expect(range).toHaveValue("169.254.0.0/16");
  await expect(page.getByRole("cell", { name: "169.254.0.0/16", exact: true })).toHaveCount(0);
  expect(await violations(page), "network").toEqual([]);

  await page.getByRole("button", { name: "Remove 127.0.0.0/8" }).click();
  const dialog = page.getByRole("dialog", { name: "Remove 127.0.0.0/8" });
  expect(await violations(page, "[role=dialog]"), "remove dialog").toEqual([]);
  await dialog.getByRole("button", { name: "Remove", exact: true }).click();
  await expect(page.getByText("No private range is permitted")).toBeVisible();
});

test("an MCP server is tried, set up and synced, its tools wait for a review, and disabling it is undone", async ({
  page,
  tenant,
  loginAs,
  everything,
}) => {
  test.setTimeout(240_000);
  await loginAs(tenant.admin);
  await page.goto("/upstreams");
  await page.getByRole("link", { name: "Add an upstream" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Add an upstream" })).toBeVisible();

  await test.step("what is missing is marked, and nothing typed is lost", async () => {
    await page.getByRole("textbox", { name: "Name", exact: true }).fill("Every thing");
    await expect(page.getByRole("textbox", { name: "Slug" })).toHaveValue("every-thing");
    await page.getByRole("button", { name: "Create upstream" }).click();
    await expect(page.getByRole("textbox", { name: "Address" })).toHaveAttribute("aria-invalid", "true");
    await expect(page.getByRole("textbox", { name: "Name", exact: true })).toHaveValue("Every thing");
    expect(await violations(page), "form with a fault").toEqual([]);
  });

  await test.step("a private address is not reached without a rule", async () => {
    await page.getByRole("textbox", { name: "Address" }).fill(everything.url);
    await page.getByRole("button", { name: "Test connection" }).click();
    await expect(steps(page).getByText(": failed")).toHaveCount(1);
    await expect(steps(page)).toContainText("Address");
  });

  await permitThisMachine(page);
  await page.goto("/upstreams/new");
  await page.getByRole("textbox", { name: "Name", exact: true }).fill("Every thing");
  await page.getByRole("textbox", { name: "Address" }).fill(everything.url);

  await test.step("the test connects for real and shows what there is", async () => {
    await page.getByRole("button", { name: "Test connection" }).click();
    await expect(page.getByText("The connection works.")).toBeVisible({ timeout: 40_000 });
    await expect(steps(page).getByText(": failed")).toHaveCount(0);
    await page.getByText(/^\d+ tools$/).click();
    await expect(page.getByRole("list", { name: "Tools" })).toContainText("echo");
    expect(await violations(page), "form after its test").toEqual([]);
  });

  await test.step("its tools come in with it", async () => {
    await page.getByRole("button", { name: "Create upstream" }).click();
    await expect(page.getByRole("heading", { name: "Every thing is set up" })).toBeVisible({
      timeout: 40_000,
    });
    await expect(page.getByText(/^New, to be reviewed: \d+/)).toBeVisible();
    await page.getByRole("link", { name: /^Review \d+/ }).click();
    await expect(page.getByText("every-thing.echo").first()).toBeVisible();
  });

  await test.step("the list shows it, and its page what it offers", async () => {
    await page.goto("/upstreams");
    const row = page.getByRole("row").filter({ hasText: "Every thing" });
    await expect(row).toContainText("to review");
    expect(await violations(page), "list").toEqual([]);
    await row.getByRole("link", { name: /Every thing/ }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Every thing" })).toBeVisible();
    await expect(page.getByText("No calls in the last hour.")).toBeVisible();
    for (const tab of ["Capabilities", "Settings", "Raw", "Overview"]) {
      await page
        .getByRole("navigation", { name: "Of this upstream" })
        .getByRole("link", { name: tab })
        .click();
      await page.waitForURL(
        tab === "Overview" ? /\/upstreams\/[^?]+$/ : new RegExp(`tab=${tab.toLowerCase()}`),
      );
      expect(await violations(page), tab).toEqual([]);
    }
  });

  await test.step("syncing again changes nothing; disabling is undone", async () => {
    await page.getByRole("button", { name: "Sync tools" }).click();
    await page.getByRole("button", { name: "Sync now" }).click();
    await expect(page.getByRole("dialog")).toContainText("Nothing has changed", { timeout: 40_000 });
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Disable…" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Disable", exact: true }).click();
    await expect(page.getByText("Disabled", { exact: true })).toBeVisible();
    await page.getByRole("button", { name: "Enable…" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Enable", exact: true }).click();
    await expect(page.getByRole("button", { name: "Disable…" })).toBeVisible();
  });

  await test.step("its settings are changed, and a second, older form is refused with what was typed kept", async () => {
    const settings = `${page.url().split("?")[0]}?tab=settings`;
    await page.goto(settings);
    const older = await page.context().newPage();
    await older.goto(settings);
    await older.getByRole("textbox", { name: /^Description/ }).fill("Typed in the older form");
    await page.getByRole("textbox", { name: /^Description/ }).fill("A server with one of every thing");
    await page.getByRole("button", { name: "Save settings" }).click();
    await expect(page.getByRole("main")).toContainText("A server with one of every thing");
    await expect(page.getByText("Nothing is changed.")).toBeVisible();
    await older.getByRole("button", { name: "Save settings" }).click();
    await expect(older.getByRole("alert").first()).toBeVisible();
    await expect(older.getByRole("textbox", { name: /^Description/ })).toHaveValue("Typed in the older form");
    await older.close();
  });
});

test("of a pasted OpenAPI document the chosen operations come in, and reading it again keeps the choice", async ({
  page,
  tenant,
  loginAs,
  tickets,
}) => {
  test.setTimeout(240_000);
  await loginAs(tenant.admin);
  await permitThisMachine(page);
  await page.goto("/upstreams/new");
  await kind(page, "HTTP API").click();
  await page.getByRole("textbox", { name: "Name", exact: true }).fill("Tickets");
  await page.getByRole("textbox", { name: "Base address" }).fill(tickets.baseUrl);
  await page.getByText("Paste", { exact: true }).click();
  const text = page.getByRole("textbox", { name: "Document" });

  await test.step("what is no document says so, and stays", async () => {
    await text.fill("hello: there");
    await page.getByRole("button", { name: "Read the document" }).click();
    await expect(page.getByRole("alert").first()).toBeVisible();
    await expect(text).toHaveValue("hello: there");
  });

  const operations = page.getByRole("list", { name: "Operations" });
  await test.step("operations are found and chosen", async () => {
    await text.fill(TICKETS);
    await page.getByRole("button", { name: "Read the document" }).click();
    await expect(operations.getByRole("listitem").filter({ hasText: "listTickets" })).toBeVisible();
    await page.getByRole("button", { name: "Choose all that read" }).click();
    await expect(operations.getByRole("checkbox", { name: /listTickets/ })).toBeChecked();
    await expect(operations.getByRole("checkbox", { name: /deleteTicket/ })).not.toBeChecked();
    await page.getByRole("searchbox", { name: "Find operations" }).fill("createTicket");
    await expect(operations.getByRole("listitem")).toHaveCount(1);
    await operations.getByRole("checkbox", { name: /createTicket/ }).press("Space");
    await expect(operations.getByRole("checkbox", { name: /createTicket/ })).toBeChecked();
    expect(await violations(page), "operations").toEqual([]);
  });

  await test.step("they become capabilities", async () => {
    await page.getByRole("button", { name: /^Create and import \d+$/ }).click();
    await expect(page.getByRole("heading", { name: "Tickets is set up" })).toBeVisible({ timeout: 40_000 });
    await expect(page.getByText("listTickets")).toBeVisible();
    await expect(page.getByText("createTicket")).toBeVisible();
    await page.getByRole("link", { name: "Open the upstream" }).click();
    await page
      .getByRole("navigation", { name: "Of this upstream" })
      .getByRole("link", { name: "Capabilities" })
      .click();
    await expect(page.getByRole("row").filter({ hasText: "tickets.createTicket" })).toBeVisible();
  });

  await test.step("read again, the document knows what was chosen", async () => {
    await page
      .getByRole("navigation", { name: "Of this upstream" })
      .getByRole("link", { name: "Document" })
      .click();
    await page.getByText("Paste", { exact: true }).click();
    await text.fill(TICKETS);
    await page.getByRole("button", { name: "Read the document" }).click();
    await expect(operations.getByRole("checkbox", { name: /createTicket/ })).toBeChecked();
    await expect(operations.getByRole("checkbox", { name: /deleteTicket/ })).not.toBeChecked();
    await page.getByRole("button", { name: /^Import \d+ operations$/ }).click();
    await expect(page.getByText("Nothing has changed.")).toBeVisible({ timeout: 40_000 });
    expect(await violations(page), "document").toEqual([]);
  });
});

test("a viewer reads upstreams and changes none, and no page is wider than a phone", async ({
  page,
  tenant,
  loginAs,
}) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await loginAs(tenant.viewer);
  await page.goto("/upstreams");
  await expect(page.getByRole("link", { name: "Add an upstream" })).toHaveCount(0);
  await expect(
    page.getByRole("navigation", { name: "Upstreams" }).getByRole("link", { name: "Credentials" }),
  ).toHaveCount(0);
  await expectNoSideways(page);
  await page.getByRole("row").filter({ hasText: "Echo" }).getByRole("link", { name: /Echo/ }).click();
  await expect(page.getByRole("button", { name: "Disable…" })).toBeDisabled();
  await expect(page.getByRole("button", { name: "Test connection" })).toBeDisabled();
  await expectNoSideways(page);
  await page.goto("/upstreams/network");
  await expect(page.getByText(/This needs the permission upstreams\.manage/)).toBeVisible();
  await expectNoSideways(page);
  expect((await page.goto("/upstreams/new"))?.status()).toBe(403);
  expect((await page.goto("/credentials"))?.status()).toBe(403);
  await loginAs(tenant.admin);
  for (const address of ["/upstreams/new", "/credentials/new", "/credentials", "/upstreams/network"]) {
    await page.goto(address);
    await expectNoSideways(page);
  }
});

test("another tenant's upstream and credential are not there, by any address", async ({
  page,
  tenant,
  newTenant,
  loginAs,
  database,
}) => {
  const stranger = await newTenant("Stranger tenant");
  const { rows } = await database.query<{ id: string }>("select id from upstreams where tenant_id = $1", [
    tenant.id,
  ]);
  const credential = crypto.randomUUID();
  await database.query(
    `insert into credentials (id, tenant_id, name, provider, config) values ($1, $2, 'A key', 'static', '{"provider":"static"}')`,
    [credential, tenant.id],
  );
  await loginAs(stranger.admin);
  for (const address of [`/upstreams/${rows[0]?.id}`, `/credentials/${credential}`, "/upstreams/not-an-id"]) {
    await page.goto(address);
    await expect(page.getByRole("main").last()).toContainText("There is nothing here");
  }
  await page.goto("/credentials");
  await expect(page.getByText("No credentials yet")).toBeVisible();
});
