import type { Browser, BrowserContext, Locator, Page } from "@playwright/test";
import { createUser, type TestUser } from "../tests/factories";
import { ECHO, ECHO_POLICY } from "../tests/echo-tenant";
import { expect, test as base } from "./support/fixtures";

/** Beside the policy in force, which has people decide about everything that begins with "ask": it goes through. */
const LOOSER = ECHO_POLICY.replace("REQUIRE_APPROVAL", "ALLOW").replace(
  "A reviewer has to see this first.",
  "Asking is harmless.",
);
const CLEARER = LOOSER.replace("Echoing is harmless.", "Echoing is harmless, and so is asking nicely.");

const policyTest = (name: string, message: string, action: string) => `  - name: ${name}
    given: { principal: agent:worker, capability: ${ECHO}, args: { message: ${message} } }
    expect: { action: ${action} }
`;
const policyTests = (nicely: string) =>
  `version: 1\ntests:\n${policyTest("plain words", "hello", "ALLOW")}${policyTest("asking nicely", "ask nicely", nicely)}${policyTest("forbidden words", "forbidden fruit", "DENY")}`;

type People = { author: TestUser; publisher: TestUser; reviewer: TestUser; reviewer2: TestUser };
const test = base.extend<{ people: People; as: (user: TestUser) => Promise<Page> }>({
  people: async ({ tenant, givePassword }, use) => {
    const publisher = await createUser(tenant.id, ["admin"]);
    await givePassword(publisher);
    await use({ author: tenant.admin, publisher, reviewer: tenant.reviewer, reviewer2: tenant.reviewer2 });
  },
  /** A browser of its own for each person. */
  as: async ({ browser, loginAs, baseURL }, use) => {
    const opened: BrowserContext[] = [];
    await use(async (user) => {
      const context = await newContext(browser, baseURL);
      opened.push(context);
      await loginAs(user, context);
      return context.newPage();
    });
    await Promise.all(opened.map((context) => context.close()));
  },
});

test("a policy is drafted, tested, sent back, mended, approved, drilled, published and rolled back, and the gateway obeys", async ({
  agent,
  people,
  as,
}) => {
  test.setTimeout(240_000);
  const author = await as(people.author);
  /** 200 where it was allowed, 202 where it waits for people. */
  const askNicely = async () =>
    (await agent.call(ECHO, { message: `ask nicely ${crypto.randomUUID()}` })).status;
  expect(await askNicely()).toBe(202);

  const address = await test.step("the author drafts from the revision in force", async () => {
    await author.goto("/policy");
    await author.getByRole("button", { name: "New draft" }).click();
    await author.getByRole("menuitem", { name: /^Copy of revision 1/ }).click();
    await author.waitForURL(/\/policy\/[0-9a-f-]{36}/);
    return new URL(author.url()).pathname;
  });

  await test.step("a test fails, so it can't be submitted", async () => {
    await write(author, `${address}?tab=write`, "Policy document", LOOSER);
    await write(author, `${address}?tab=tests`, "Policy tests", policyTests("DENY"));
    await step(author, "Submit for review");
    const dialog = author.getByRole("dialog");
    await dialog.getByRole("button", { name: "Submit for review" }).click();
    await expect(dialog.getByRole("alert")).toContainText("These checks have to pass first");
    await expect(dialog.getByRole("list", { name: "What has to be mended first" })).toContainText(
      "asking nicely",
    );
    await author.keyboard.press("Escape");
  });

  await test.step("the author mends the test, and has to say why it may let more through", async () => {
    await write(author, `${address}?tab=tests`, "Policy tests", policyTests("ALLOW"));
    await step(author, "Submit for review");
    const dialog = author.getByRole("dialog");
    await dialog.getByRole("button", { name: "Submit for review" }).click();
    await expect(dialog.getByRole("alert")).toContainText("Write why");
    await dialog.getByRole("textbox").fill("Reviewers say yes to every polite question.");
    await dialog.getByRole("button", { name: "Submit for review" }).click();
    await expect(dialog).toBeHidden();
    await expect(state(author, "In review")).toBeVisible();
  });

  const reviewer = await as(people.reviewer);
  await test.step("a reviewer reads what it changes, and asks for changes", async () => {
    await reviewer.goto(`${address}?tab=review`);
    const main = reviewer.getByRole("main");
    await expect(main.getByText("Loosens", { exact: true }).first()).toBeVisible();
    await expect(main).toContainText("Reviewers say yes to every polite question.");
    await reviewer.getByRole("button", { name: "Request changes…" }).click();
    const dialog = reviewer.getByRole("dialog", { name: "Request changes" });
    await dialog.getByRole("textbox").fill("Say in the reason that asking nicely is meant.");
    await dialog.getByRole("button", { name: "Request changes" }).click();
    await expect(dialog).toBeHidden();
    await expect(state(reviewer, "Draft")).toBeVisible();
  });

  await test.step("the author mends it, and can't approve or publish it alone", async () => {
    await write(author, `${address}?tab=write`, "Policy document", CLEARER);
    await step(author, "Submit for review");
    const dialog = author.getByRole("dialog");
    await dialog.getByRole("button", { name: "Submit for review" }).click();
    await expect(state(author, "In review")).toBeVisible();
    await author.goto(`${address}?tab=review`);
    await expect(author.getByRole("button", { name: "Approve", exact: true })).toBeDisabled();
    await expect(author.getByRole("main")).toContainText("You wrote part of this revision");
    await expect(author.getByRole("button", { name: "Publish…" })).toBeDisabled();
  });

  await test.step("two reviewers approve it, one of them by keyboard", async () => {
    await reviewer.goto(`${address}?tab=review`);
    const button = reviewer.getByRole("button", { name: "Approve", exact: true });
    await expect(button).toBeEnabled();
    // The key works once the page listens, which is a moment after it can be seen.
    await expect(async () => {
      await reviewer.keyboard.press("a");
      await expect(button).toBeFocused({ timeout: 500 });
    }).toPass();
    await reviewer.keyboard.press("Space");
    await expect(reviewer.getByText(/^Recorded as /)).toBeVisible();
    const second = await as(people.reviewer2);
    await second.goto(`${address}?tab=review`);
    await second.getByRole("button", { name: "Approve", exact: true }).click();
    await expect(second.getByText(/^Recorded as /)).toBeVisible();
  });

  const publisher = await as(people.publisher);
  await test.step("its rollback is rehearsed and passes", async () => {
    await publisher.goto(`${address}?tab=history`);
    await publisher.getByRole("button", { name: "More about this revision" }).click();
    await publisher.getByRole("menuitem", { name: "Run the rollback drill…" }).click();
    const dialog = publisher.getByRole("dialog", { name: "Rollback drill in staging" });
    await dialog.getByRole("button", { name: "Run the drill" }).click();
    await expect(dialog.getByRole("list", { name: "Steps of the drill" })).toBeVisible();
    await expect(dialog.getByText("Passed", { exact: true })).toBeVisible();
    await publisher.keyboard.press("Escape");
  });

  await test.step("it is published, and the gateway's next call obeys", async () => {
    await step(publisher, "Publish");
    const dialog = publisher.getByRole("dialog");
    await dialog.getByRole("button", { name: /^Publish revision/ }).click();
    await expect(dialog.getByRole("status")).toContainText(/1 of 1 process on revision 2/);
    await dialog.getByRole("button", { name: "Done" }).click();
    expect(await askNicely()).toBe(200);
  });

  await test.step("it is rolled back in one step, and the gateway obeys again", async () => {
    await publisher.goto("/policy");
    await publisher.getByRole("row").filter({ hasText: "Superseded" }).getByRole("link").click();
    await step(publisher, "Roll back to this");
    const dialog = publisher.getByRole("dialog");
    await dialog.getByRole("textbox", { name: "Reason" }).fill("Not every polite question is harmless.");
    await dialog.getByRole("button", { name: "Roll back to revision 1" }).click();
    await expect(dialog).toBeHidden();
    await expect(state(publisher, "Published")).toBeVisible();
    await expect.poll(askNicely).toBe(202);
  });
});

async function newContext(browser: Browser, baseURL: string | undefined): Promise<BrowserContext> {
  return browser.newContext({
    ...(baseURL === undefined ? {} : { baseURL }),
    viewport: { width: 1440, height: 900 },
    locale: "en-GB",
    timezoneId: "UTC",
  });
}

/** Puts a whole text into an editor and saves it. */
async function write(page: Page, address: string, label: string, text: string): Promise<void> {
  await page.goto(address);
  const editor = page.getByRole("textbox", { name: label });
  await editor.click();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.insertText(text);
  const main = page.getByRole("main");
  await expect(main.getByText("Unsaved changes")).toBeVisible();
  await page.keyboard.press("ControlOrMeta+s");
  await expect(main.getByText(/^Version \d+ saved$/)).toBeVisible();
}

async function step(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name: `${name}…` }).click();
}

function state(page: Page, label: string): Locator {
  return page.locator("header").getByText(label, { exact: true });
}
