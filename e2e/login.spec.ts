import { expect, PASSWORD, test } from "./support/fixtures";

test("a person signs in with e-mail and password and comes to the overview", async ({ page, tenant }) => {
  await page.goto("/");
  await page.getByRole("textbox", { name: "E-mail" }).fill(tenant.reviewer.email);
  await page.getByRole("textbox", { name: "Password" }).fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Overview" })).toBeVisible();
  await expect(page).toHaveURL(/\/overview$/);
});

test("a wrong password and an unknown address get the same sentence, and the address stays", async ({
  page,
  tenant,
}) => {
  await page.goto("/login");
  for (const email of [tenant.reviewer.email, "nobody@example.test"]) {
    await page.getByRole("textbox", { name: "E-mail" }).fill(email);
    await page.getByRole("textbox", { name: "Password" }).fill("not the password");
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(
      page.getByRole("alert").filter({ hasText: "The e-mail address or the password is not right." }),
    ).toBeVisible();
    await expect(page.getByRole("textbox", { name: "E-mail" })).toHaveValue(email);
  }
});

test("a deep link survives signing in, its query included", async ({ page, tenant }) => {
  await page.goto("/sessions?q=report");
  await expect(page).toHaveURL(/\/login\?next=/);
  await page.getByRole("textbox", { name: "E-mail" }).fill(tenant.viewer.email);
  await page.getByRole("textbox", { name: "Password" }).fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Sessions" })).toBeVisible();
  await expect(page).toHaveURL(/\/sessions\?q=report$/);
});

test("signing in never leads to another site", async ({ page, tenant, stack }) => {
  await page.goto("/login?next=//evil.example/approvals");
  await page.getByRole("textbox", { name: "E-mail" }).fill(tenant.viewer.email);
  await page.getByRole("textbox", { name: "Password" }).fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("navigation", { name: "Main" })).toBeVisible();
  expect(new URL(page.url()).origin).toBe(stack.consoleUrl);
});

test("who signs out needs to sign in again, also with the browser's back button", async ({
  page,
  tenant,
  loginAs,
}) => {
  await loginAs(tenant.viewer);
  await page.goto("/sessions");
  await page.getByRole("button", { name: `Account of ${tenant.viewer.name}` }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page.getByRole("heading", { name: "Sign in to AgentGate" })).toBeVisible();
  await page.goto("/sessions");
  await expect(page.getByRole("heading", { name: "Sign in to AgentGate" })).toBeVisible();
});

test("raising a person's session version ends every session of theirs at once", async ({
  page,
  tenant,
  loginAs,
  database,
}) => {
  await loginAs(tenant.viewer);
  await page.goto("/sessions");
  await expect(page.getByRole("heading", { level: 1, name: "Sessions" })).toBeVisible();
  await database.query("update users set session_version = session_version + 1 where id = $1", [
    tenant.viewer.id,
  ]);
  await page.reload();
  await expect(page.getByRole("heading", { name: "Sign in to AgentGate" })).toBeVisible();
});

test("the first administrator signs in with the password that the first start printed", async ({
  page,
  stack,
}) => {
  const [, email = ""] = /Sign in +(\S+@\S+)/.exec(stack.banner) ?? [];
  const [, password = ""] = /Password +(\S+)/.exec(stack.banner) ?? [];
  await page.goto("/login");
  await page.getByRole("textbox", { name: "E-mail" }).fill(email);
  await page.getByRole("textbox", { name: "Password" }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Overview" })).toBeVisible();
});
