import type { Page } from "@playwright/test";
import { ECHO, MESSAGES } from "../tests/echo-tenant";
import { expect, test } from "./support/fixtures";
import { holdInDatabase } from "./support/held";
import { approve, expectVerdict, requestCard } from "./support/review";

const ASK = { message: MESSAGES.held };
const asks = (count: number) =>
  Array.from({ length: count }, (_, n) => ({ arguments: { message: `${ASK.message} number ${n}` } }));

const list = (page: Page) => page.getByRole("list", { name: "Waiting requests" });
const selected = (page: Page) => page.getByRole("region", { name: "Selected requests" });
const tick = (page: Page, text: string | RegExp) =>
  list(page).getByRole("listitem").filter({ hasText: text }).getByRole("checkbox").click();

test("a call is sent back with what is wrong, the agent is told, and its next call shows the difference", async ({
  page,
  tenant,
  agent,
  loginAs,
}) => {
  const first = { message: `${ASK.message} to greet everybody` };
  await agent.hold(ECHO, first);
  await loginAs(tenant.reviewer);
  await page.goto("/approvals");
  await expect(requestCard(page).getByRole("heading", { name: /greet everybody/ })).toBeVisible();
  await page.keyboard.press("r");
  const dialog = page.getByRole("dialog", { name: "Request changes" });
  await dialog.getByRole("button", { name: "Send back" }).click();
  await expect(dialog.getByText("Pick an argument, or write what should change.")).toBeVisible();
  await dialog.getByRole("checkbox", { name: /^message/ }).click();
  await dialog.getByRole("textbox", { name: "What is wrong with message" }).fill("greet the team only");
  await dialog.getByRole("textbox", { name: "Note" }).fill("Too many people.");
  await dialog.getByRole("button", { name: "Send back" }).click();
  await expect(requestCard(page).getByText("Changes requested", { exact: true }).first()).toBeVisible();
  await expect(requestCard(page).getByText("Sent back for changes")).toBeVisible();

  const { status, body } = await agent.call(ECHO, first);
  expect({ status, code: body.code }).toEqual({ status: 403, code: "CHANGES_REQUESTED" });
  expect(body.changes).toEqual([{ pointer: "/message", problem: "greet the team only" }]);

  const { id } = await agent.hold(ECHO, { message: `${ASK.message} to greet the team` });
  await page.goto(`/approvals/${id}`);
  const answer = requestCard(page).getByRole("region", { name: "This call answers a request for changes" });
  await expect(answer).toContainText("Too many people.");
  await expect(answer).toContainText("greet the team only");
  const difference = answer.getByRole("list", { name: "Difference to the refused call" });
  await expect(difference.getByText("message", { exact: true })).toBeVisible();
  await expect(difference.locator("mark")).toHaveText(["everybody", "the team"]);
  await approve(page);
});

test("of two reviewers the slower one is told who decided, and keeps what was written", async ({
  page,
  tenant,
  database,
  loginAs,
  browser,
}) => {
  const [id] = await holdInDatabase(database, tenant, [{ arguments: ASK }]);
  const other = await browser.newContext();
  await loginAs(tenant.reviewer);
  await loginAs(tenant.reviewer2, other);
  const slow = await other.newPage();
  await page.goto(`/approvals/${id}`);
  await slow.goto(new URL(`/approvals/${id}`, page.url()).href);
  const card = requestCard(slow);
  await expect(card.getByRole("button", { name: "Deny…" })).toBeEnabled();
  // A reader whose connection is broken does not hear of the other's decision.
  await other.route("**/api/console/**", (route) => route.abort());
  await card.getByRole("button", { name: "Deny…" }).click();
  const dialog = slow.getByRole("dialog", { name: "Deny this call" });
  await dialog.getByText("Wrong time", { exact: true }).click();
  await dialog.getByRole("textbox").fill("Not before Monday.");
  await approve(page);
  await dialog.getByRole("button", { name: "Deny call" }).click();
  const refusal = card.getByRole("alert").filter({ hasText: `${tenant.reviewer.name} approved this` });
  await expect(refusal).toContainText("Your decision was not recorded.");
  await expect(card.getByText("Not before Monday.")).toBeVisible();
  await other.close();
});

test("everything can be done by keyboard: select, deny several, take back, hold to approve", async ({
  page,
  tenant,
  loginAs,
  database,
}) => {
  await holdInDatabase(database, tenant, [
    { arguments: ASK, expiresInSeconds: 900 },
    { arguments: { message: "ask first" }, riskLevel: "HIGH", expiresInSeconds: 60_000 },
    ...asks(2).map((copy) => ({ ...copy, expiresInSeconds: 70_000 })),
  ]);
  await loginAs(tenant.reviewer);
  await page.goto("/approvals");
  await expect(list(page).getByRole("listitem")).toHaveCount(4);

  await page.keyboard.press("x");
  await expect(selected(page)).toContainText("1 selected");
  await page.keyboard.press("Escape");
  await expect(selected(page)).toBeHidden();
  for (const key of ["j", "j", "x", "j", "x"]) await page.keyboard.press(key);
  await expect(selected(page)).toContainText("2 selected");
  await page.keyboard.press("Shift+D");
  const dialog = page.getByRole("dialog", { name: "Deny 2 calls" });
  await dialog.getByRole("textbox").focus();
  await page.keyboard.type("Not now");
  await page.keyboard.press("Control+Enter");
  await expect(page.getByRole("dialog", { name: "What became of each" })).toContainText("2 recorded.");
  await page.keyboard.press("Escape");
  await expect(list(page).getByRole("listitem")).toHaveCount(2);

  const risky = list(page).getByRole("link", { name: /ask first/ });
  await expect(async () => {
    await page.keyboard.press("j");
    await expect(risky).toHaveAttribute("aria-current", "true", { timeout: 1_000 });
  }).toPass();
  await expect(requestCard(page).getByRole("heading", { name: /ask first/ })).toBeVisible();
  await page.keyboard.press("a");
  await expect(requestCard(page).getByRole("button", { name: "Hold to approve" })).toBeFocused();
  await page.keyboard.press("Space");
  await expect(
    requestCard(page).getByText("Hold the button or the space bar until it is full."),
  ).toBeVisible();
  await page.keyboard.down("Space");
  await expectVerdict(page, "Approved");
  await page.keyboard.up("Space");
  await expect(requestCard(page).getByText("Recorded as")).toBeVisible();
  const { rows } = await database.query(
    "select dwell_ms from approval_votes v join approvals a on a.id = v.approval_id where a.tenant_id = $1 and verdict = 'approve'",
    [tenant.id],
  );
  expect(rows[0].dwell_ms).toBeGreaterThan(0);
});

test("several are approved together only where they are alike and were seen, each with a record of its own", async ({
  page,
  tenant,
  loginAs,
  database,
}) => {
  await holdInDatabase(database, tenant, [
    { arguments: ASK, expiresInSeconds: 900 },
    ...asks(2),
    { arguments: { message: "ask risky" }, riskLevel: "HIGH" },
    { arguments: { message: "ask by another rule" }, ruleId: "other" },
  ]);
  await loginAs(tenant.reviewer);
  await page.goto("/approvals");
  await expect(list(page).getByRole("listitem")).toHaveCount(5);
  const button = selected(page).getByRole("button", { name: /^Approve/ });
  await tick(page, "number 0");
  await expect(button).toBeEnabled();
  await tick(page, "ask risky");
  await expect(button).toBeDisabled();
  await expect(selected(page)).toContainText("What is high or critical is approved one by one.");
  await tick(page, "ask risky");
  await tick(page, "another rule");
  await expect(selected(page)).toContainText("Different rules ask for these.");
  await tick(page, "another rule");
  await tick(page, "number 1");
  await button.click();
  const dialog = page.getByRole("dialog", { name: "Approve 2 calls" });
  await dialog.getByRole("button", { name: "Approve 2 calls" }).focus();
  await page.keyboard.press("Enter");
  await expect(dialog.getByText("Enter never approves. Press the space bar.")).toBeVisible();
  await page.keyboard.press("Space");
  const results = page.getByRole("dialog", { name: "What became of each" });
  await expect(results).toContainText("2 recorded.");
  await expect(results.getByText(/Approved · recorded as/)).toHaveCount(2);
  const { rows } = await database.query(
    "select count(distinct subject_id)::int as n from audit_leaves where tenant_id = $1 and action = 'approval.approved'",
    [tenant.id],
  );
  expect(rows[0].n).toBe(2);
});

test("hidden characters are counted and shown, and stay out of the title", async ({
  page,
  tenant,
  database,
  loginAs,
}) => {
  const [id] = await holdInDatabase(database, tenant, [
    { arguments: { message: `${ASK.message}\u202e\u200b nothing to see` } },
  ]);
  await loginAs(tenant.reviewer);
  await page.goto(`/approvals/${id}`);
  const card = requestCard(page);
  await expect(card.getByText("2 hidden characters, shown as ⟨U+…⟩")).toBeVisible();
  await expect(card.getByRole("region", { name: "Arguments" })).toContainText("⟨U+202E⟩⟨U+200B⟩");
  await card.getByRole("tab", { name: "Raw bytes" }).click();
  await expect(card.getByRole("region", { name: "Arguments, raw" })).toContainText("⟨U+202E⟩⟨U+200B⟩");
  await expect(page).toHaveTitle(/^\(1\) Approval request/);
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true });

  test("what counts is above the fold, and a risky call is held under the thumb", async ({
    page,
    tenant,
    loginAs,
    database,
  }) => {
    const [risky] = await holdInDatabase(database, tenant, [
      { arguments: { message: "ask to refund 4,200.00" }, riskLevel: "HIGH" },
    ]);
    await loginAs(tenant.reviewer);
    await page.goto(`/approvals/${risky}`);
    const card = requestCard(page);
    for (const part of [
      card.getByRole("heading", { level: 2 }),
      card.getByText("High", { exact: true }),
      card.getByText("then denied"),
      card.getByText("worker", { exact: true }),
      card.getByRole("button", { name: "Deny…" }),
      card.getByRole("button", { name: "Request changes…" }),
      card.getByRole("button", { name: "Hold to approve" }),
    ])
      await expect(part).toBeInViewport();
    await card.getByRole("button", { name: "Hold to approve" }).tap();
    await expect(card.getByText("Hold the button or the space bar until it is full.")).toBeVisible();
    await expect(card.getByText("Pending")).toBeVisible();
    await approve(page);
  });
});
