import type { Locator, Page } from "@playwright/test";
import { Secret, TOTP } from "otpauth";
import { ECHO } from "../tests/echo-tenant";
import { violations } from "./support/axe";
import { expect, PASSWORD, test } from "./support/fixtures";
import { ageProof, provedAt } from "./support/proof";
import { expectVerdict, requestCard } from "./support/review";

const proofDialog = (page: Page): Locator => page.getByRole("dialog", { name: "Confirm that it is you" });
const codeOf = (key: string, late = 0): string =>
  new TOTP({ secret: Secret.fromBase32(key.replaceAll(" ", "")) }).generate({
    timestamp: Date.now() + late * 30_000,
  });

/** Sets up an authenticator app on the account page. @returns its key */
async function setUpApp(page: Page): Promise<string> {
  await page.getByRole("button", { name: "Set up" }).click();
  const key = (await page.getByLabel("Key", { exact: true }).textContent()) ?? "";
  await page.getByLabel("Code", { exact: true }).fill(codeOf(key, -1));
  await page.getByRole("button", { name: "Turn on" }).click();
  await expect(page.getByText("In use since")).toBeVisible();
  return key;
}

test("an account page shows who one is, and an old proof is renewed by password where it is needed", async ({
  page,
  context,
  stack,
  tenant,
  loginAs,
}) => {
  await loginAs(tenant.reviewer);
  await page.goto("/account");
  await expect(page.getByText("Recent", { exact: true })).toBeVisible();
  await ageProof(context, stack);
  await page.goto("/approvals");
  await page.getByRole("button", { name: /^Account of/ }).click();
  await page.getByRole("menuitem", { name: "Account" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Account" })).toBeVisible();
  await expect(page.getByText(tenant.reviewer.email)).toBeVisible();
  await expect(page.getByText("Not recent", { exact: true })).toBeVisible();

  const opener = page.getByRole("button", { name: "Set up" });
  await opener.focus();
  await page.keyboard.press("Enter");
  const dialog = proofDialog(page);
  const password = dialog.getByLabel("Password", { exact: true });
  await expect(password).toBeFocused();
  await expect(password).toHaveAttribute("autocomplete", "current-password");
  expect(await violations(page)).toEqual([]);

  await test.step("closing it changes nothing and gives the focus back", async () => {
    await page.keyboard.press("Escape");
    await expect(dialog).toBeHidden();
    await expect(opener).toBeFocused();
    await expect(opener).toBeEnabled();
  });

  await page.keyboard.press("Enter");
  await password.fill("wrong");
  await page.keyboard.press("Enter");
  await expect(dialog.getByText("This password is not right.").first()).toBeVisible();
  await expect(password).toBeFocused();
  await expect(password).toHaveValue("");
  expect(await provedAt(context, stack)).toBeLessThan(Date.now() / 1_000 - 900);
  await password.fill(PASSWORD);
  await page.keyboard.press("Enter");
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("img", { name: /^QR code/ })).toBeVisible();
  await expect(page.getByText("Recent", { exact: true })).toBeVisible();
  expect(await provedAt(context, stack)).toBeGreaterThan(Date.now() / 1_000 - 120);
  expect(await violations(page)).toEqual([]);
});

test("an authenticator app is set up, proves who one is once per code, and is removed", async ({
  page,
  context,
  stack,
  tenant,
  loginAs,
  database,
}) => {
  await loginAs(tenant.reviewer);
  await page.goto("/account");
  await page.getByRole("button", { name: "Set up" }).click();
  await page.getByLabel("Code", { exact: true }).fill("000 000");
  await page.getByRole("button", { name: "Turn on" }).click();
  await expect(page.getByText(/This code is not right/).first()).toBeVisible();
  await page.getByRole("button", { name: "Cancel" }).click();
  const key = await setUpApp(page);

  await ageProof(context, stack);
  await page.reload();
  await page.getByRole("button", { name: "Remove" }).click();
  const confirm = page.getByRole("dialog", { name: "Remove the authenticator app" });
  await confirm.getByRole("button", { name: "Remove" }).click();
  const dialog = proofDialog(page);
  const code = dialog.getByLabel("Code", { exact: true });
  await expect(code).toHaveAttribute("autocomplete", "one-time-code");
  await test.step("a code that was used to set it up is not good again", async () => {
    await code.fill(codeOf(key, -1));
    await dialog.getByRole("button", { name: "Confirm" }).click();
    await expect(dialog.getByText(/This code (was used already|is not right)/).first()).toBeVisible();
  });
  await test.step("the password is offered as well", async () => {
    await dialog.getByRole("button", { name: "Use your password instead" }).click();
    await expect(dialog.getByLabel("Password", { exact: true })).toBeVisible();
    await dialog.getByRole("button", { name: "Use your authenticator app instead" }).click();
  });
  const fresh = codeOf(key);
  await code.fill(`${fresh.slice(0, 3)} ${fresh.slice(3)}`);
  await page.keyboard.press("Enter");
  await expect(dialog).toBeHidden();
  await expect(confirm).toBeHidden();
  await expect(page.getByText(/^Not set up\./)).toBeVisible();

  const { rows } = await database.query<{ leaf: string }>(
    `select convert_from(bytes, 'UTF8') as leaf from audit_leaves
     where tenant_id = $1 and action like 'auth.%' order by id`,
    [tenant.id],
  );
  expect(rows.map(({ leaf }) => (JSON.parse(leaf) as { action: string }).action)).toEqual([
    "auth.authenticator_added",
    "auth.step_up_failed",
    "auth.stepped_up",
    "auth.authenticator_removed",
  ]);
  expect(JSON.stringify(rows)).not.toContain(key.replaceAll(" ", ""));
});

test("approving what is HIGH asks for a proof and goes on with what was typed, by password and by code", async ({
  page,
  context,
  stack,
  tenant,
  agent,
  loginAs,
  database,
}) => {
  await database.query("update capabilities set risk_level = 'HIGH' where tenant_id = $1", [tenant.id]);
  await loginAs(tenant.reviewer);
  await page.goto("/account");
  const key = await setUpApp(page);
  const dialog = proofDialog(page);
  const hold = requestCard(page).getByRole("button", { name: "Hold to approve" });

  for (const way of ["password", "code"] as const) {
    const asked = await agent.hold(ECHO, { message: `ask for a ${way}` });
    await ageProof(context, stack);
    await page.goto(`/approvals/${asked.id}`);
    await requestCard(page).getByRole("textbox").fill(`Looked at it, ${way}.`);
    await expect(hold).toBeEnabled();
    await hold.focus();
    await page.keyboard.down("Space");
    await expect(dialog).toBeVisible();
    // The keyboard repeats what is still held.
    await page.keyboard.down("Space");
    await page.keyboard.up("Space");
    await expect(dialog.getByLabel("Code", { exact: true })).toHaveValue("");
    if (way === "password") {
      await dialog.getByRole("button", { name: "Use your password instead" }).click();
      const password = dialog.getByLabel("Password", { exact: true });
      await password.fill("wrong");
      await page.keyboard.press("Enter");
      await expect(dialog.getByText("This password is not right.").first()).toBeVisible();
      await expect(requestCard(page).getByText("Approved", { exact: true })).toHaveCount(0);
      await password.fill(PASSWORD);
    } else await dialog.getByLabel("Code", { exact: true }).fill(codeOf(key));
    await page.keyboard.press("Enter");
    await expectVerdict(page, "Approved");
    await expect(page.getByText(`Looked at it, ${way}.`).first()).toBeVisible();
  }
});

test("a browser cannot write a proof into its own session", async ({
  page,
  context,
  stack,
  tenant,
  loginAs,
}) => {
  await loginAs(tenant.reviewer);
  await ageProof(context, stack);
  const before = await provedAt(context, stack);
  const { csrfToken } = (await (await context.request.get(`${stack.consoleUrl}/api/auth/csrf`)).json()) as {
    csrfToken: string;
  };
  const now = Math.floor(Date.now() / 1_000);
  const data = {
    claims: { userId: tenant.reviewer.id, sessionVersion: 1, signedInAt: now, authenticatedAt: now },
  };
  const answer = await context.request.post(`${stack.consoleUrl}/api/auth/session`, {
    data: { csrfToken, data },
  });
  expect(answer.ok()).toBe(true);
  expect(await provedAt(context, stack)).toBe(before);
  await page.goto("/account");
  await expect(page.getByText("Not recent", { exact: true })).toBeVisible();
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true });

  test("the proof fits, and so does setting up an app", async ({ page, context, stack, tenant, loginAs }) => {
    await loginAs(tenant.admin);
    await ageProof(context, stack);
    await page.goto("/account");
    await page.getByRole("button", { name: "Set up" }).tap();
    const dialog = proofDialog(page);
    await expect(dialog).toBeInViewport({ ratio: 1 });
    await dialog.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await dialog.getByRole("button", { name: "Confirm" }).tap();
    await expect(page.getByRole("img", { name: /^QR code/ })).toBeVisible();
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width).toBeLessThanOrEqual(390);
    expect(await violations(page)).toEqual([]);
  });
});
