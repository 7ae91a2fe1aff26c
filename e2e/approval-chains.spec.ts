import type { Locator, Page } from "@playwright/test";
import { getChain, saveChain } from "../lib/approvals";
import { ctxFor } from "../tests/factories";
import { expectNoSideways, violations } from "./support/axe";
import { expect, test } from "./support/fixtures";

/** Goes on with Tab alone, as somebody without a pointer does. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeVisible();
  // Looked for once: by its role it takes longer to find than a key to press.
  const element = await target.elementHandle();
  for (let n = 0; n < 80; n++) {
    if (await element?.evaluate((one) => one === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`Tab does not lead to ${target.toString()}`);
}

/** Chooses in a list by keyboard. */
async function choose(page: Page, list: Locator, option: RegExp): Promise<void> {
  await tabTo(page, list);
  await page.keyboard.press("Enter");
  const options = page.getByRole("option");
  const wanted = options.filter({ hasText: option });
  await expect(wanted).toBeVisible();
  const names = await options.allInnerTexts();
  await page.keyboard.press("Home");
  // The focus follows a moment after each key.
  for (const at of names.keys()) {
    await expect(options.nth(at)).toBeFocused();
    if (option.test(names[at]!)) break;
    await page.keyboard.press("ArrowDown");
  }
  await page.keyboard.press("Enter");
  await expect(wanted).toBeHidden();
}

async function type(page: Page, field: Locator, text: string): Promise<void> {
  await tabTo(page, field);
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type(text);
}

async function makeTeam(page: Page, name: string, members: number): Promise<void> {
  await page.goto("/approvals/teams");
  await page.getByRole("button", { name: "New team" }).click();
  await page.getByRole("dialog").getByLabel("Name").fill(name);
  await page.getByRole("button", { name: "Create the team" }).click();
  const panel = page.getByRole("dialog", { name });
  for (let n = 0; n < members; n++) {
    await panel.getByRole("combobox", { name: "Add a member" }).click();
    await page
      .getByRole("option", { name: /^Platform reviewer/ })
      .first()
      .click();
    await expect(panel.getByRole("heading", { name: `Members ${n + 1}` })).toBeVisible();
  }
  await page.keyboard.press("Escape");
  await expect(panel).toBeHidden();
}

test("a chain of two groups is built by keyboard, saved, and edited into a second version", async ({
  page,
  tenant,
  loginAs,
}) => {
  await loginAs(tenant.admin);
  await makeTeam(page, "Ledger keepers", 2);

  await page.goto("/approvals/chains");
  await tabTo(page, page.getByRole("link", { name: "New chain" }));
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "New chain" })).toBeVisible();
  await type(page, page.getByRole("textbox", { name: "Name", exact: true }), "large-refunds");
  await type(page, page.getByRole("textbox", { name: "Step" }), "Review");
  const first = page.getByRole("group", { name: /^Group 1 of/ });
  await type(page, first.getByRole("textbox", { name: "Group" }), "Ledger");
  await choose(page, first.getByRole("combobox", { name: "Who is in it" }), /^Ledger keepers/);
  await tabTo(page, page.getByRole("button", { name: "Add a group" }));
  await page.keyboard.press("Enter");
  // The new group's name has the focus, ready to be typed over.
  const second = page.getByRole("group", { name: /^Group 2 of 2/ });
  await expect(second.getByRole("textbox", { name: "Group" })).toBeFocused();
  await page.keyboard.type("Admins");
  await choose(page, second.getByRole("combobox", { name: "Who is in it" }), /^Admins/);
  const words = page.getByText("One of Ledger keepers and one admin, at the same time, have to say yes.");
  await expect(words).toBeVisible();

  // Too many for the team: it says so while typing, and the server would refuse it.
  await type(page, first.getByRole("spinbutton", { name: "How many" }), "3");
  await expect(page.getByText("Ledger needs 3 who may decide and has 2.")).toBeVisible();
  await tabTo(page, page.getByRole("button", { name: "Create the chain" }));
  await page.keyboard.press("Enter");
  await expect(page.getByRole("main").getByRole("alert")).toHaveText(
    "Ledger needs 3 who may decide and has 2.",
  );
  await page.keyboard.press("Shift+Tab");
  await first.getByRole("spinbutton", { name: "How many" }).focus();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("1");
  expect(await violations(page), "editor").toEqual([]);
  await tabTo(page, page.getByRole("button", { name: "Create the chain" }));
  await page.keyboard.press("Enter");

  await expect(page.getByRole("heading", { level: 1, name: "large-refunds" })).toBeVisible();
  await expect(page.getByRole("heading", { name: "Version 1" })).toBeVisible();
  await expect(page.getByText("approval: { chain: large-refunds }")).toBeVisible();
  expect(await violations(page), "chain").toEqual([]);

  await tabTo(page, page.getByRole("link", { name: "Edit" }));
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Save as version 2" })).toBeDisabled();
  await tabTo(page, page.getByRole("button", { name: "Add a step" }));
  await page.keyboard.press("Enter");
  await expect(page.getByRole("textbox", { name: "Step" }).last()).toBeFocused();
  await page.keyboard.type("Sign-off");
  await tabTo(page, page.getByRole("button", { name: "Move step Sign-off up" }));
  await page.keyboard.press("Enter");
  // Still there, although it can't go further up.
  await expect(page.getByRole("button", { name: "Move step Sign-off up" })).toBeFocused();
  await expect(
    page.getByText("First one reviewer. Then one of Ledger keepers and one admin", { exact: false }),
  ).toBeVisible();
  await type(page, page.getByRole("textbox", { name: "Why" }), "Somebody looks first");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Version 2" })).toBeVisible();
  await expect(page.getByText("Somebody looks first")).toBeVisible();
  await expect(page.getByText("New step Sign-off: one reviewer.")).toBeVisible();
});

test("who saved in between is not overwritten, and nothing typed is lost", async ({
  page,
  tenant,
  loginAs,
}) => {
  const ctx = ctxFor(tenant.id, tenant.admin);
  const { spec } = await getChain(ctx, "admin");
  await saveChain(ctx, { name: "raced", spec, baseVersion: 0 });
  await loginAs(tenant.admin);
  await page.goto("/approvals/chains/raced/edit");
  const minutes = page.getByLabel("Minutes until no answer means no");
  await minutes.fill("20");
  await saveChain(ctx, { name: "raced", spec: { ...spec, denyAfterMinutes: 45 }, baseVersion: 1 });

  await page.getByRole("button", { name: "Save as version 2" }).click();
  await expect(
    page.getByText(/Somebody has saved version 2 since you began\. Denied: after 45 minutes/),
  ).toBeVisible();
  await expect(minutes).toHaveValue("20");
  await page.getByRole("button", { name: "Keep mine, to be saved after theirs" }).click();
  await page.getByRole("button", { name: "Save as version 3" }).click();
  await expect(page.getByText("Denied: after 20 minutes, was after 45 minutes.")).toBeVisible();
});

test("a team that a chain names cannot be deleted, and can once it doesn't", async ({
  page,
  tenant,
  loginAs,
}) => {
  await loginAs(tenant.admin);
  await makeTeam(page, "On call", 1);
  await page.goto("/approvals/chains/new");
  await page.getByLabel("Name").fill("on-call");
  await page.getByRole("combobox", { name: "Who is in it" }).click();
  await page.getByRole("option", { name: /^On call/ }).click();
  await page.getByRole("button", { name: "Create the chain" }).click();
  await expect(page.getByRole("heading", { name: "Version 1" })).toBeVisible();

  await page.goto("/approvals/teams");
  await page.getByRole("link", { name: "On call" }).click();
  const panel = page.getByRole("dialog", { name: "On call" });
  await expect(panel.getByRole("button", { name: "Delete the team…" })).toBeDisabled();
  await expect(panel.getByText(/A chain in force names it/)).toBeVisible();
  expect(await violations(page, "[role=dialog]"), "team").toEqual([]);
  await panel.getByRole("link", { name: "on-call" }).click();
  await page.getByRole("link", { name: "Edit" }).click();
  await page.getByRole("combobox", { name: "Who is in it" }).click();
  await page.getByRole("option", { name: "Admins" }).click();
  await page.getByRole("button", { name: "Save as version 2" }).click();
  await expect(page.getByText("In Decision: Reviewers needs one admin, was one of On call.")).toBeVisible();

  await page.goto("/approvals/teams");
  await page.getByRole("link", { name: "On call" }).click();
  await panel.getByRole("button", { name: "Delete the team…" }).click();
  await page.getByRole("button", { name: "Delete the team", exact: true }).click();
  await expect(page.getByRole("heading", { name: "No teams yet" })).toBeVisible();
});

test("a reviewer says that they are away, who decides instead, and ends it", async ({
  page,
  tenant,
  loginAs,
}) => {
  await loginAs(tenant.reviewer);
  await page.goto("/approvals/away");
  await expect(page.getByRole("heading", { name: "Nobody is away" })).toBeVisible();
  await page.getByRole("button", { name: "New absence" }).click();
  const dialog = page.getByRole("dialog", { name: "New absence" });
  await expect(dialog.getByRole("combobox", { name: "Who is away" })).toBeDisabled();
  await dialog.getByRole("combobox", { name: "Who decides instead" }).click();
  await page.getByRole("option", { name: /^Platform reviewer/ }).click();
  await dialog.getByRole("checkbox", { name: "Low" }).check();
  await dialog.getByLabel("Reason").fill("On leave");
  expect(await violations(page, "[role=dialog]"), "absence").toEqual([]);
  await dialog.getByRole("button", { name: "Record the absence" }).click();
  const row = page.getByRole("table", { name: "Away now" }).getByRole("row").nth(1);
  await expect(row).toContainText("On leave");
  await expect(row).toContainText("low risk");
  expect(await violations(page), "away").toEqual([]);
  await row.getByRole("button", { name: /^End/ }).click();
  await page.getByRole("button", { name: "End it" }).click();
  await expect(page.getByRole("table", { name: "Over" })).toContainText(`by ${tenant.reviewer.name}`);
  await expect(page.getByText("Nobody is away now.")).toBeVisible();
});

test("who may not configure reads all of it, and is told why there is nothing to press", async ({
  page,
  tenant,
  loginAs,
}) => {
  await loginAs(tenant.viewer);
  await page.goto("/approvals/chains");
  await expect(page.getByRole("button", { name: "New chain" })).toBeDisabled();
  await expect(page.getByText(/This needs the permission approvals\.configure/)).toBeVisible();
  await page.getByRole("link", { name: /two-reviewers/ }).click();
  await expect(page.getByText("Two reviewers have to say yes.", { exact: false })).toBeVisible();
  await expect(page.getByRole("link", { name: "Edit" })).toHaveCount(0);
  await page.goto("/approvals/teams");
  await expect(page.getByRole("button", { name: "New team" })).toBeDisabled();
  await page.goto("/approvals/away");
  await expect(page.getByRole("button", { name: "New absence" })).toBeDisabled();
  await page.goto("/approvals/chains/new");
  await expect(page.getByText("Your roles do not include this page")).toBeVisible();
});

test("on a phone, in the dark, every page of it fits and is accessible", async ({
  page,
  tenant,
  loginAs,
}) => {
  // In light, and on a desk, the walk through all pages looks at them.
  await page.emulateMedia({ colorScheme: "dark" });
  await page.setViewportSize({ width: 390, height: 844 });
  await loginAs(tenant.admin);
  await makeTeam(page, "On call", 1);
  for (const address of [
    "/approvals/chains",
    "/approvals/chains/two-reviewers",
    "/approvals/chains/new?from=two-admins",
    "/approvals/teams",
    "/approvals/away",
  ]) {
    await page.goto(address);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    expect(await violations(page), address).toEqual([]);
    await expectNoSideways(page);
  }
});
