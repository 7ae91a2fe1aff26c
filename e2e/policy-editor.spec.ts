import type { Page } from "@playwright/test";
import { createDraft, getPublishedPolicy, getRevision } from "../lib/revisions";
import { ctxFor, createUser, type TestTenant } from "../tests/factories";
import { ECHO, MESSAGES } from "../tests/echo-tenant";
import { expect, test } from "./support/fixtures";

const TESTS = `version: 1
tests:
  - name: a greeting passes
    given: { principal: agent:worker, capability: ${ECHO}, args: { message: hello } }
    expect: { action: ALLOW, rule: echo }
`;

/** A draft of the policy in force, with a remark that the form must not lose. */
async function draftOf(tenant: TestTenant): Promise<{ id: string; document: string }> {
  const ctx = ctxFor(tenant.id, tenant.admin);
  const policy = await getPublishedPolicy(ctx);
  if (!policy) throw new Error("the echo tenant has a policy");
  const document = policy.document.replace("rules:\n", "# What agents may say.\nrules:\n");
  const { id } = await createDraft(ctx, { title: "Echo", from: { kind: "text", document, tests: TESTS } });
  return { id, document };
}

const editor = (page: Page, name: "Policy document" | "Policy tests") => page.getByRole("textbox", { name });
const savedDocument = async (tenant: TestTenant, id: string): Promise<string> =>
  (await getRevision(ctxFor(tenant.id, tenant.admin), { id })).document;

/** Puts the cursor at the end of a text in the editor. */
async function cursorAfter(page: Page, text: string): Promise<void> {
  await page.locator(".cm-line", { hasText: text }).first().click();
  await page.keyboard.press("End");
}

test("what is typed is checked as it is typed, and saved with ⌘S", async ({ page, tenant, loginAs }) => {
  const { id } = await draftOf(tenant);
  await loginAs(tenant.admin);
  await page.goto(`/policy/${id}?tab=write`);
  await expect(editor(page, "Policy document")).toBeVisible();
  await cursorAfter(page, "id: echo");
  await page.keyboard.press("Enter");
  await page.keyboard.type("prinzipals: [x]");
  const findings = page.getByRole("list", { name: "Findings" });
  await expect(findings.getByText(/prinzipals/)).toBeVisible();
  await expect(page.locator(".cm-lint-marker-error").first()).toBeVisible();
  await findings.getByRole("button", { name: /prinzipals/ }).click();
  await expect(page.locator(".cm-target")).toHaveText(/prinzipals/);

  // A text that is no policy is kept as it was typed.
  await page.keyboard.press("Control+s");
  await expect(page.getByText("Saved as version 2")).toBeVisible();
  await expect(page.getByText(/Recorded as/)).toBeVisible();
  expect(await savedDocument(tenant, id)).toContain("prinzipals: [x]");
  await expect(page.getByText("not a policy yet", { exact: true })).toBeVisible();
});

test("capabilities and the fields of a rule are completed", async ({ page, tenant, loginAs }) => {
  const { id } = await draftOf(tenant);
  await loginAs(tenant.admin);
  await page.goto(`/policy/${id}?tab=write`);
  await cursorAfter(page, "reason: Echoing is harmless.");
  await page.keyboard.press("Enter");
  await page.keyboard.type("env");
  const options = page.getByRole("listbox").getByRole("option");
  // By pointer: Enter is the text's own for a moment after the list has opened, so that it surprises nobody.
  await options.filter({ hasText: "environments" }).click();
  await expect(page.locator(".cm-line", { hasText: /^\s+environments: $/ })).toBeVisible();
  await page.keyboard.type("[pro");
  await expect(options.filter({ hasText: "production" })).toBeVisible();
});

test("the form edits the same text, and leaves its comments where they are", async ({
  page,
  tenant,
  loginAs,
}) => {
  const { id, document } = await draftOf(tenant);
  await loginAs(tenant.admin);
  await page.goto(`/policy/${id}?tab=write`);
  await page.getByRole("button", { name: "Form", exact: true }).click();
  await expect(page).toHaveURL(/view=form/);
  await page.getByRole("button", { name: /echo.*Allow/ }).click();
  await page.getByLabel("Reason").fill("Echoing hurts nobody.");
  await page.getByRole("button", { name: "Move the rule up" }).click();
  await page.getByRole("button", { name: "Text", exact: true }).click();
  await expect(page.locator(".cm-line", { hasText: "Echoing hurts nobody." })).toBeVisible();
  await page.getByRole("button", { name: /^Save/ }).click();
  await expect(page.getByText("Saved as version 2")).toBeVisible();
  const saved = await savedDocument(tenant, id);
  const rule = /  - id: echo\n(?: {4}.*\n)*/.exec(document)?.[0] ?? "";
  const people = /  - id: people-decide\n(?: {4}.*\n)*/.exec(document)?.[0] ?? "";
  const edited = rule.replace("Echoing is harmless.", "Echoing hurts nobody.");
  expect(saved).toBe(document.replace(people + rule, edited + people));
});

test("a test that fails says what it got, and passes once it is mended", async ({
  page,
  tenant,
  loginAs,
}) => {
  const { id } = await draftOf(tenant);
  await loginAs(tenant.admin);
  await page.goto(`/policy/${id}?tab=tests`);
  await expect(page.getByRole("heading", { name: "All 1 passed" })).toBeVisible();
  await cursorAfter(page, "expect: { action: ALLOW, rule: echo }");
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.type("-no");
  await expect(page.getByRole("heading", { name: "1 of 1 failed" })).toBeVisible();
  await expect(page.getByRole("list", { name: "Test results" })).toContainText("echo-no");
  for (let n = 0; n < 3; n++) await page.keyboard.press("Backspace");
  await expect(page.getByRole("heading", { name: "All 1 passed" })).toBeVisible();
});

test("two people write at once: the second sees both texts, and loses neither", async ({
  page,
  tenant,
  loginAs,
  givePassword,
  browser,
  stack,
}) => {
  const { id } = await draftOf(tenant);
  const other = await createUser(tenant.id, ["admin"]);
  await givePassword(other);
  await loginAs(tenant.admin);
  await page.goto(`/policy/${id}?tab=write`);
  await cursorAfter(page, "# What agents may say.");
  await page.keyboard.type(" Mine.");

  const context = await browser.newContext({ baseURL: stack.consoleUrl });
  await loginAs(other, context);
  const theirs = await context.newPage();
  await theirs.goto(`/policy/${id}?tab=write`);
  await expect(editor(theirs, "Policy document")).toBeVisible();
  await cursorAfter(theirs, "reason: Echoing is harmless.");
  await theirs.keyboard.type(" Theirs.");
  await theirs.keyboard.press("Control+s");
  await expect(theirs.getByText("Saved as version 2")).toBeVisible();
  await context.close();

  await page.keyboard.press("Control+s");
  const dialog = page.getByRole("dialog", { name: "Somebody else saved while you were writing" });
  await expect(dialog).toContainText(other.name);
  await expect(dialog.getByRole("textbox", { name: "Their text" })).toContainText("Theirs.");
  await expect(dialog.getByRole("textbox", { name: /Merged text/ })).toContainText("Mine.");
  await dialog.getByRole("button", { name: "Take their text here" }).last().click();
  await dialog.getByRole("button", { name: "Save what is on the right" }).click();
  await expect(page.getByText("Saved as version 3")).toBeVisible();
  const saved = await savedDocument(tenant, id);
  expect(saved).toContain("# What agents may say. Mine.");
  expect(saved).toContain("Echoing is harmless. Theirs.");
});

test("what was not saved is offered again after the page was closed", async ({ page, tenant, loginAs }) => {
  const { id } = await draftOf(tenant);
  await loginAs(tenant.admin);
  await page.goto(`/policy/${id}?tab=write`);
  await cursorAfter(page, "# What agents may say.");
  await page.keyboard.type(" Half a thought");
  await expect(page.getByText("Unsaved changes")).toBeVisible();
  page.on("dialog", (dialog) => void dialog.accept());
  await page.reload();
  await page.getByRole("button", { name: "Restore" }).click();
  await expect(page.locator(".cm-line", { hasText: "Half a thought" })).toBeVisible();
});

test("a real call is simulated under the draft, and becomes a test of it", async ({
  page,
  tenant,
  agent,
  loginAs,
}) => {
  await agent.call(ECHO, { message: MESSAGES.denied });
  const { id } = await draftOf(tenant);
  await loginAs(tenant.admin);
  await page.goto(`/policy/${id}?tab=simulate`);
  await page.getByRole("button", { name: "Pick a real one" }).click();
  await page.getByRole("list", { name: "Newest calls" }).getByRole("button").first().click();
  await expect(page).toHaveURL(/call=/);
  expect(page.url()).not.toContain("forbidden");
  await expect(page.getByRole("list", { name: "Rules tried, in order" })).toContainText(
    "matched and decided",
  );
  await page.getByRole("button", { name: "Make this a test" }).click();
  await expect(page.getByText("Added to the tests")).toBeVisible();
  await page.getByRole("navigation", { name: "Revision" }).getByRole("link", { name: "Tests" }).click();
  await expect(page.getByRole("heading", { name: "All 2 passed" })).toBeVisible();
});

test("who may not edit reads, and is told why", async ({ page, tenant, loginAs }) => {
  const { id } = await draftOf(tenant);
  await loginAs(tenant.viewer);
  await page.goto(`/policy/${id}?tab=write`);
  await expect(editor(page, "Policy document")).toBeVisible();
  await expect(page.getByRole("main")).toContainText(/policy\.edit|admin/);
  await expect(page.getByRole("button", { name: /^Save/ })).toHaveCount(0);
  await page.locator(".cm-line", { hasText: "id: echo" }).click();
  await page.keyboard.type("x");
  await expect(page.locator(".cm-line", { hasText: /id: echo$/ })).toBeVisible();
});
