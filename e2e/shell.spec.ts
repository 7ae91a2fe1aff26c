import { MESSAGES, ECHO } from "../tests/echo-tenant";
import { expect, test } from "./support/fixtures";

const PAGES = ["Approvals", "Sessions", "Capabilities", "Upstreams", "Policy", "Audit"] as const;

test("the navigation leads to every page", async ({ page, tenant, loginAs }) => {
  await loginAs(tenant.viewer);
  await page.goto("/approvals");
  for (const name of PAGES) {
    const link = page.getByRole("navigation", { name: "Main" }).getByRole("link", { name });
    await link.click();
    await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
    await expect(link).toHaveAttribute("aria-current", "page");
  }
});

test("the palette opens by keyboard, goes to a page, and gives the focus back", async ({
  page,
  tenant,
  loginAs,
}) => {
  await loginAs(tenant.viewer);
  await page.goto("/approvals");
  const opener = page.getByRole("button", { name: "Search or jump to" });
  await opener.focus();
  await page.keyboard.press("Control+k");
  const palette = page.getByRole("dialog", { name: "Search or jump to" });
  await expect(palette.getByRole("combobox")).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(palette).toBeHidden();
  await expect(opener).toBeFocused();

  await page.keyboard.press("Control+k");
  await page.keyboard.type("capab");
  await expect(palette.getByRole("option")).toHaveText(["Capabilities"]);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Capabilities" })).toBeVisible();
});

test("any id pasted into the palette leads to what it is the id of", async ({
  page,
  tenant,
  agent,
  loginAs,
}) => {
  const { id, callId } = await agent.hold(ECHO, { message: MESSAGES.held });
  await loginAs(tenant.viewer);
  await page.goto("/capabilities");
  for (const [pasted, address] of [
    [id, `/approvals/${id}`],
    [await agent.sessionId(), `/sessions/${await agent.sessionId()}`],
    // The last one: its sheet opens over everything else, the palette too.
    [callId, `/sessions/${await agent.sessionId()}`],
  ] as const) {
    await page.keyboard.press("Control+k");
    await page.getByRole("dialog", { name: "Search or jump to" }).getByRole("combobox").fill(pasted);
    await page.getByRole("option", { name: pasted }).click();
    await expect(page).toHaveURL(new RegExp(address));
  }
});

test("the theme is remembered and painted by the server", async ({ page, tenant, loginAs }) => {
  await loginAs(tenant.viewer);
  await page.goto("/approvals");
  await page.getByRole("button", { name: `Account of ${tenant.viewer.name}` }).click();
  await page.getByRole("menuitemradio", { name: "Dark" }).click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  const html = await (await page.context().request.get("/approvals")).text();
  expect(html).toMatch(/<html[^>]*data-theme="dark"/);
});

test("a member of two tenants switches between them and sees only one at a time", async ({
  page,
  tenant,
  newTenant,
  loginAs,
  database,
  stack,
}) => {
  const second = await newTenant("Second tenant");
  await database.query("insert into memberships (tenant_id, user_id, roles) values ($1, $2, '{reviewer}')", [
    second.id,
    tenant.viewer.id,
  ]);
  const agents = await import("./support/rest-agent");
  await new agents.RestAgent(stack.gatewayUrl, second.agent.apiKey).hold(ECHO, {
    message: "ask in the second tenant",
  });

  await loginAs(tenant.viewer);
  await page.goto("/approvals");
  const pending = page.getByRole("main").getByText("ask in the second tenant");
  await page.getByRole("button", { name: /^Tenant: / }).click();
  await page.getByRole("menuitemradio", { name: "Second tenant" }).click();
  await expect(pending.first()).toBeVisible();
  await page.getByRole("button", { name: /^Tenant: / }).click();
  await page.getByRole("menuitemradio", { name: "Test tenant" }).click();
  await expect(page.getByRole("button", { name: /^Tenant: Test tenant/ })).toBeVisible();
  await expect(pending).toHaveCount(0);
});

test("on a phone what is urgent is under the thumb, and everything else one tap further", async ({
  page,
  tenant,
  loginAs,
}) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await loginAs(tenant.admin);
  await page.goto("/approvals");
  const bar = page.getByRole("navigation", { name: "Main" });
  for (const name of ["Overview", "Incidents", "Sessions", "Approvals"]) {
    await bar.getByRole("link", { name }).click();
    await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
  }
  for (const [item, heading] of [
    ["Stops", "Stops"],
    ["Limits", "Limits"],
    ["Audit", "Audit"],
  ] as const) {
    await bar.getByRole("button", { name: "More" }).click();
    await page.getByRole("menuitem", { name: item }).click();
    await expect(page.getByRole("heading", { level: 1, name: heading })).toBeVisible();
  }
});
