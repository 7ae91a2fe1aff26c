import { createAgent, issueKey } from "../lib/tenants";
import { ECHO, MESSAGES } from "../tests/echo-tenant";
import { ctxFor } from "../tests/factories";
import { expect, test } from "./support/fixtures";
import { deny, expectVerdict, requestCard, approve } from "./support/review";
import { RestAgent } from "./support/rest-agent";

const ASK = { message: MESSAGES.held };

test("a request appears in an open inbox by itself, and leaves it when it is decided", async ({
  page,
  tenant,
  agent,
  loginAs,
}) => {
  await loginAs(tenant.reviewer);
  await page.goto("/approvals");
  await expect(page.getByRole("heading", { name: "Nothing waits for you" })).toBeVisible();
  const waiting = agent.call(ECHO, ASK, { wait: 30 });
  const row = page
    .getByRole("list", { name: "Waiting requests" })
    .getByRole("listitem")
    .filter({ hasText: ASK.message });
  await expect(row).toBeVisible();
  await approve(page);
  expect(await waiting).toMatchObject({ status: 200, body: { status: "succeeded" } });
  await expect(row).toHaveCount(0);
});

test("denying needs a reason, and the agent is told it", async ({ page, tenant, agent, loginAs }) => {
  const waiting = agent.call(ECHO, ASK, { wait: 30 });
  await loginAs(tenant.reviewer);
  await page.goto("/approvals");
  await requestCard(page).getByRole("button", { name: "Deny…" }).click();
  const dialog = page.getByRole("dialog", { name: "Deny this call" });
  await dialog.getByRole("button", { name: "Deny call" }).click();
  await expect(dialog.getByText("Say why: choose a reason or write one.")).toBeVisible();
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await deny(page, "Out of scope", "ask the data team");
  const { status, body } = await waiting;
  expect(status).toBe(403);
  expect(body.code).toBe("APPROVAL_DENIED");
  expect(body.detail).toContain("Out of scope. ask the data team");
});

test("nobody decides what their own agent asks, and the page says so in a sentence", async ({
  page,
  tenant,
  stack,
  loginAs,
}) => {
  const ctx = ctxFor(tenant.id, tenant.admin);
  const own = await createAgent(ctx, { name: "own", ownerId: tenant.reviewer.id });
  const key = await issueKey(ctx, { agentId: own.id });
  const { id, callId } = await new RestAgent(stack.gatewayUrl, key.text).hold(ECHO, ASK);

  await loginAs(tenant.reviewer);
  await page.goto(`/approvals/${id}`);
  await expect(
    requestCard(page).getByText("You own the agent that asks, so somebody else has to decide.").first(),
  ).toBeVisible();
  await expect(requestCard(page).getByRole("button", { name: "Approve" })).toBeDisabled();
  await expect(requestCard(page).getByRole("button", { name: "Deny…" })).toBeDisabled();

  await loginAs(tenant.reviewer2);
  await page.goto(`/approvals/${id}`);
  await approve(page);
  const repeated = await new RestAgent(stack.gatewayUrl, key.text).get(`/api/v1/calls/${callId}`);
  expect(repeated.body.approval).toMatchObject({ status: "approved" });
});

test("of two reviewers the second is told that it is decided, and by whom", async ({
  page,
  tenant,
  agent,
  loginAs,
  browser,
}) => {
  const { id } = await agent.hold(ECHO, ASK);
  const other = await browser.newContext();
  await loginAs(tenant.reviewer);
  await loginAs(tenant.reviewer2, other);
  const second = await other.newPage();
  await page.goto(`/approvals/${id}`);
  await second.goto(new URL(`/approvals/${id}`, page.url()).href);
  await approve(page);
  await expectVerdict(second, "Approved");
  await expect(requestCard(second)).toContainText(`${tenant.reviewer.name} approved`);
  await expect(requestCard(second).getByRole("button", { name: "Approve" })).toHaveCount(0);
  await other.close();
});

test("a reviewer works through the inbox by keyboard alone, and Enter never approves", async ({
  page,
  tenant,
  agent,
  loginAs,
}) => {
  await agent.hold(ECHO, { message: `${ASK.message} one` });
  await agent.hold(ECHO, { message: `${ASK.message} two` });
  await loginAs(tenant.reviewer);
  await page.goto("/approvals");
  const list = page.getByRole("list", { name: "Waiting requests" });
  await expect(list.getByRole("listitem")).toHaveCount(2);
  await expect(list.getByRole("link", { name: /one/ })).toHaveAttribute("aria-current", "true");
  await page.keyboard.press("j");
  await expect(list.getByRole("link", { name: /two/ })).toHaveAttribute("aria-current", "true");
  await expect(requestCard(page).getByRole("heading", { name: /two/ })).toBeVisible();

  await page.keyboard.press("a");
  await expect(requestCard(page).getByRole("button", { name: "Approve" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(
    requestCard(page).getByRole("status").filter({ hasText: "Enter never approves." }),
  ).toBeVisible();
  await page.keyboard.press("Space");
  await expectVerdict(page, "Approved");

  await page.keyboard.press("k");
  await expect(requestCard(page).getByRole("heading", { name: /one/ })).toBeVisible();
  await page.keyboard.press("d");
  const dialog = page.getByRole("dialog", { name: "Deny this call" });
  await expect(dialog).toBeVisible();
  await dialog.getByRole("textbox").focus();
  await page.keyboard.type("Not without a ticket");
  await page.keyboard.press("Control+Enter");
  await expectVerdict(page, "Denied");
  await expect(page.getByRole("heading", { name: "Nothing waits for you" })).toBeVisible();
});

test("a request that nobody decides in time is denied, and its page says so", async ({
  page,
  tenant,
  agent,
  loginAs,
  database,
}) => {
  const { id, callId } = await agent.hold(ECHO, ASK);
  await loginAs(tenant.reviewer);
  await page.goto(`/approvals/${id}`);
  await expect(requestCard(page).getByRole("button", { name: "Approve" })).toBeEnabled();
  await database.query("update approvals set expires_at = now() where id = $1", [id]);
  await page.reload();
  await expectVerdict(page, "Expired");
  expect((await agent.get(`/api/v1/calls/${callId}`)).body).toMatchObject({ state: "expired" });
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true });

  test("a reviewer opens a request from the list and approves it, without scrolling sideways", async ({
    page,
    tenant,
    agent,
    loginAs,
  }) => {
    await agent.hold(ECHO, ASK);
    await loginAs(tenant.reviewer);
    await page.goto("/approvals");
    const sideways = (): Promise<number> =>
      page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(await sideways()).toBe(0);
    await page.getByRole("list", { name: "Waiting requests" }).getByRole("link").tap();
    await expect(page).toHaveURL(/\/approvals\/[0-9a-f-]{36}$/);
    const button = requestCard(page).getByRole("button", { name: "Approve" });
    await expect(button).toBeInViewport();
    expect(await sideways()).toBe(0);
    await button.tap();
    await expectVerdict(page, "Approved");
  });
});
