import { declareIncident } from "../lib/incidents";
import { ECHO, MESSAGES } from "../tests/echo-tenant";
import { ctxFor } from "../tests/factories";
import { violationsInBothThemes } from "./support/axe";
import { expect, test } from "./support/fixtures";
import { holdPage } from "./support/late-page";

test("a responder declares an incident in one go and keeps its record; nobody is overruled unseen", async ({
  page,
  tenant,
  loginAs,
  browser,
}) => {
  test.slow();
  await loginAs(tenant.responder);
  await page.goto("/incidents");
  await expect(page.getByText("No incidents", { exact: true })).toBeVisible();
  expect(await violationsInBothThemes(page)).toEqual([]);

  await page.keyboard.press("ControlOrMeta+k");
  await page.keyboard.type("declare");
  await expect(page.getByRole("option", { name: "Declare incident…" })).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(page.getByLabel("What is wrong")).toBeFocused();
  await page.keyboard.type("Refunds are sent twice");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/INC-1 Refunds are sent twice/);
  const story = page.getByRole("list", { name: "Story" });

  await page.getByLabel("Comment", { exact: true }).fill("The nightly job sends each refund again.");
  await page.keyboard.press("ControlOrMeta+Enter");
  const comment = story.getByRole("listitem").filter({ hasText: "sends each refund again" });
  await expect(comment).toBeVisible();
  await comment.getByRole("button", { name: "Pin" }).click();
  await expect(page.getByRole("list", { name: "Pinned" })).toContainText("sends each refund again");

  await comment.getByRole("button", { name: "Correct time" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Time (UTC)").fill("2026-01-02T03:04:05");
  await dialog.getByLabel("Why").fill("Said on the phone first.");
  await dialog.getByRole("button", { name: "Correct" }).click();
  await expect(dialog).toBeHidden();
  await expect(story.getByRole("listitem").first()).toContainText("2 Jan 2026, 03:04:05 UTC");
  await expect(story.getByRole("listitem").first()).toContainText("Time corrected from");

  // Two people open the same dialog; the second to save learns who was quicker, and of what.
  const other = await browser.newContext();
  await loginAs(tenant.admin, other);
  const theirs = await other.newPage();
  await theirs.goto(page.url());
  await expect(theirs.getByRole("heading", { level: 1 })).toContainText("INC-1");
  for (const open of [page, theirs]) {
    await expect(async () => {
      await open.getByRole("button", { name: "Assign" }).click();
      await expect(open.getByRole("dialog")).toBeVisible({ timeout: 2_000 });
    }).toPass();
  }
  await page.getByRole("dialog").getByRole("button", { name: "Assign" }).click();
  await expect(page.locator("#content").getByText("Commander", { exact: true })).toBeVisible();
  await theirs.getByRole("dialog").getByRole("button", { name: "Assign" }).click();
  await expect(theirs.getByRole("alert").filter({ hasText: "was quicker" })).toContainText(
    `${tenant.responder.name} was quicker: Commander: ${tenant.responder.name}`,
  );
  await theirs.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
  await expect(theirs.getByRole("main")).toContainText(`Commander${tenant.responder.name}`);
  await other.close();

  await page.getByRole("button", { name: "Update status" }).click();
  await page.getByRole("radio", { name: /^Contained/ }).check();
  await page.getByRole("button", { name: "Set status" }).click();
  await expect(page.getByRole("main")).toContainText("Contained after");
  expect(await violationsInBothThemes(page)).toEqual([]);

  await page.goto("/incidents?status=contained");
  await expect(page.getByRole("row").filter({ hasText: "Refunds are sent twice" })).toContainText("INC-1");
});

test("what one does right after another thing is no conflict with oneself, however late the page is read again", async ({
  page,
  tenant,
  loginAs,
}) => {
  const { ref } = await declareIncident(ctxFor(tenant.id, tenant.responder), {
    title: "Refunds are sent twice",
  });
  await loginAs(tenant.responder);
  await page.goto(`/incidents/${ref}`);
  const dialog = page.getByRole("dialog");
  const commander = page.locator("#content").getByText("Commander", { exact: true });
  const letGo = await holdPage(page);
  await page.getByRole("button", { name: "Assign" }).click();
  await dialog.getByRole("button", { name: "Assign" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.locator("#content")).toContainText("nobody yet");
  // The page does not know yet: this dialog is opened with the version from before.
  await page.getByRole("button", { name: "Update status" }).click();
  await dialog.getByRole("radio", { name: /^Contained/ }).check();
  await dialog.getByRole("button", { name: "Set status" }).click();
  letGo();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("main")).toContainText("Contained after");
  await expect(commander).toBeVisible();
});

test("a reviewer holds a session apart by hand, and its next call is refused", async ({
  page,
  tenant,
  agent,
  loginAs,
}) => {
  await agent.call(ECHO, { message: MESSAGES.allowed });
  await loginAs(tenant.reviewer);
  await page.goto(`/sessions/${await agent.sessionId()}`);
  await page.getByRole("button", { name: "Quarantine…" }).click();
  const dialog = page.getByRole("dialog", { name: "Quarantine this session" });
  await dialog.getByLabel("Reason").fill("It asks for files that it has no use for.");
  expect(await violationsInBothThemes(page)).toEqual([]);
  await dialog.getByRole("button", { name: "Quarantine" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText("Quarantined", { exact: true })).toBeVisible();
  await expect(page.getByRole("button", { name: "Quarantine…" })).toBeHidden();
  expect((await agent.call(ECHO, { message: MESSAGES.allowed })).body.code).toBe("QUARANTINED");
});
