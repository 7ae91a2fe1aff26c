import type { Locator, Page } from "@playwright/test";
import { declareIncident } from "../lib/incidents";
import { ECHO, MESSAGES } from "../tests/echo-tenant";
import { ctxFor } from "../tests/factories";
import { violations, violationsInBothThemes } from "./support/axe";
import { expect, test } from "./support/fixtures";
import { requestCard } from "./support/review";

// Colours are those of a page at rest, not of one that is changing.
test.use({ contextOptions: { reducedMotion: "reduce" } });

/** Lists, settings and forms: what has an address of its own. */
const LISTS = [
  "/overview",
  "/overview/decisions",
  "/approvals",
  "/approvals?view=decided",
  "/approvals/insights",
  "/approvals/chains",
  "/approvals/chains/two-reviewers",
  "/approvals/chains/new",
  "/approvals/teams",
  "/approvals/away",
  "/sessions",
  "/capabilities",
  "/capabilities/review",
  "/upstreams",
  "/upstreams/new",
  "/upstreams/network",
  "/credentials",
  "/credentials/new",
  "/notifications",
  "/notifications/new",
  "/policy",
  "/limits",
  "/incidents",
  "/switches",
  "/switches?state=over",
  "/containment",
  "/audit",
  "/account",
  "/no-such-page",
];

/** What is about one thing, as its list links to it. */
async function things(page: Page): Promise<string[]> {
  const first = async (list: string, row: Locator) => {
    await page.goto(list);
    return (await row.getByRole("link").first().getAttribute("href")) ?? "";
  };
  const row = page.getByRole("row");
  return [
    await first("/capabilities", row.filter({ hasText: ECHO })),
    await first("/audit", row.nth(1)),
    ...["/policy/exceptions", "/policy/templates", "/policy/templates?open=read-only", "/policy/settings"],
    ...(await policyTabs(page)),
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

async function expectNoViolations(page: Page, addresses: readonly string[]): Promise<void> {
  for (const address of addresses) {
    expect(address).toMatch(/^[/?]/);
    await page.goto(address);
    await expect(page.getByRole("heading").first()).toBeVisible();
    expect(await violationsInBothThemes(page), address).toEqual([]);
  }
}

test("no list, setting or form has an accessibility violation, in light or in the dark", async ({
  page,
  tenant,
  agent,
  loginAs,
}) => {
  // Thirty pages, one after the other.
  test.setTimeout(480_000);
  await expectNoViolations(page, ["/login"]);
  for (const message of Object.values(MESSAGES)) await agent.call(ECHO, { message });
  await declareIncident(ctxFor(tenant.id, tenant.admin), { title: "Refunds are sent twice" });
  await loginAs(tenant.admin);
  await expectNoViolations(page, LISTS);
});

test("no page about one thing has one either", async ({ page, tenant, agent, loginAs }) => {
  test.setTimeout(480_000);
  for (const message of Object.values(MESSAGES)) await agent.call(ECHO, { message });
  const { id, callId } = await agent.hold(ECHO, { message: `${MESSAGES.held} again` });
  const sessionId = await agent.sessionId();
  const incident = await declareIncident(ctxFor(tenant.id, tenant.admin), {
    title: "Refunds are sent twice",
    sessionId,
  });
  await loginAs(tenant.admin);
  await expectNoViolations(page, [
    ...(await things(page)),
    `/approvals/${id}`,
    `/sessions/${sessionId}`,
    `/sessions/${sessionId}?call=${callId}`,
    `/incidents/${incident.id}`,
    `/incidents/${incident.id}/calls`,
  ]);
});

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(`in ${colorScheme}`, () => {
    test.use({ colorScheme });

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
  });
}

test("an empty tenant and a phone have none either", async ({ page, tenant, loginAs }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await loginAs(tenant.viewer);
  await expectNoViolations(page, [
    "/approvals",
    "/sessions",
    "/capabilities",
    "/upstreams",
    "/policy",
    "/audit",
  ]);
});
