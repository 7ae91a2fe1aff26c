import { ECHO, MESSAGES } from "../tests/echo-tenant";
import { expect, test } from "./support/fixtures";

test("a call's records are sealed within seconds, and each says its place and that its seal holds", async ({
  page,
  tenant,
  agent,
  loginAs,
}) => {
  await agent.call(ECHO, { message: MESSAGES.allowed });
  await loginAs(tenant.admin);
  await expect
    .poll(async () => {
      await page.goto("/audit");
      return page.getByRole("main").innerText();
    })
    .toMatch(/Sealed up to \d+\s·\s*last sealed[^·]*·\s*root/);
  await page.getByRole("row").filter({ hasText: "decision.recorded" }).first().getByRole("link").click();
  const record = page.getByRole("dialog");
  await expect(record.getByText("Bytes fit the hash")).toBeVisible();
  await expect(record.getByText("Seal holds")).toBeVisible();
  await expect(record.getByText("Place", { exact: true })).toBeVisible();
});
