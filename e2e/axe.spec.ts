import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { ECHO, MESSAGES } from "../tests/echo-tenant";
import { expect, test } from "./support/fixtures";
import { requestCard } from "./support/review";

/** Every page and layer a person can get to. */
async function addresses(
  page: Page,
  agent: { id: string; sessionId: string; callId: string },
): Promise<string[]> {
  const lists = ["/approvals", "/approvals?view=decided", "/sessions", "/capabilities", "/policy", "/audit"];
  const policy = [
    ...["/policy/exceptions", "/policy/templates", "/policy/templates?open=read-only", "/policy/settings"],
    ...(await policyTabs(page)),
  ];
  await page.goto("/capabilities");
  const capability = await page
    .getByRole("row")
    .filter({ hasText: ECHO })
    .getByRole("link")
    .first()
    .getAttribute("href");
  await page.goto("/audit");
  const leaf = await page.getByRole("row").nth(1).getByRole("link").first().getAttribute("href");
  return [
    ...lists,
    ...policy,
    `/approvals/${agent.id}`,
    `/sessions/${agent.sessionId}`,
    `/sessions/${agent.sessionId}?call=${agent.callId}`,
    capability ?? "",
    leaf ?? "",
    "/no-such-page",
  ];
}

/** Every tab of the revision in force. */
async function policyTabs(page: Page): Promise<string[]> {
  await page.goto("/policy");
  const revision = await page.getByRole("row").nth(1).getByRole("link").first().getAttribute("href");
  return ["write", "tests", "simulate", "impact", "diff", "review", "history"].map(
    (tab) => `${revision ?? ""}?tab=${tab}`,
  );
}

async function violations(page: Page, within?: string): Promise<string[]> {
  const axe = new AxeBuilder({ page });
  const { violations: found } = await (within ? axe.include(within) : axe).analyze();
  return found.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} at ${target.join(" ")}: ${failureSummary ?? ""}`),
  );
}

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(`in ${colorScheme}`, () => {
    test.use({ colorScheme });

    test("no page has an accessibility violation", async ({ page, tenant, agent, loginAs }) => {
      test.setTimeout(240_000);
      await page.goto("/login");
      await expect(page.getByRole("heading").first()).toBeVisible();
      expect(await violations(page), "/login").toEqual([]);
      for (const message of Object.values(MESSAGES)) await agent.call(ECHO, { message });
      const { id, callId } = await agent.hold(ECHO, { message: `${MESSAGES.held} again` });
      await loginAs(tenant.admin);
      for (const address of await addresses(page, { id, callId, sessionId: await agent.sessionId() })) {
        expect(address).toMatch(/^[/?]/);
        await page.goto(address);
        await expect(page.getByRole("heading").first()).toBeVisible();
        expect(await violations(page), address).toEqual([]);
      }
    });

    test("no dialog has an accessibility violation", async ({ page, tenant, agent, loginAs }) => {
      const { id } = await agent.hold(ECHO, { message: MESSAGES.held });
      await loginAs(tenant.reviewer);
      await page.goto(`/approvals/${id}`);
      await requestCard(page).getByRole("button", { name: "Deny…" }).click();
      await expect(page.getByRole("dialog", { name: "Deny this call" })).toBeVisible();
      expect(await violations(page), "deny dialog").toEqual([]);
      await page.keyboard.press("Escape");
      await page.keyboard.press("Control+k");
      await expect(page.getByRole("dialog", { name: "Search or jump to" })).toBeVisible();
      expect(await violations(page), "palette").toEqual([]);
      await page.keyboard.press("Escape");
      await page.getByRole("button", { name: `Account of ${tenant.reviewer.name}` }).click();
      await expect(page.getByRole("menu")).toBeVisible();
      // An open menu traps the focus and hides the page behind it from assistive technology, which axe cannot know.
      expect(await violations(page, "[role=menu]"), "account menu").toEqual([]);
    });

    test("an empty tenant and a phone have none either", async ({ page, tenant, loginAs }) => {
      await page.setViewportSize({ width: 390, height: 844 });
      await loginAs(tenant.viewer);
      for (const address of ["/approvals", "/sessions", "/capabilities", "/policy", "/audit"]) {
        await page.goto(address);
        await expect(page.getByRole("heading").first()).toBeVisible();
        expect(await violations(page), address).toEqual([]);
      }
    });
  });
}
