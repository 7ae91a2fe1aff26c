import { expect, type Locator, type Page } from "@playwright/test";

/** The request as the reviewer sees it. */
export function requestCard(page: Page): Locator {
  return page.getByRole("article", { name: "Approval request" });
}

/** Approves by pointer: what is dangerous is held down until it is recorded. */
export async function approve(page: Page): Promise<void> {
  const button = requestCard(page).getByRole("button", { name: /^(Approve|Hold to approve)$/ });
  await expect(button).toBeEnabled();
  if ((await button.textContent())?.includes("Hold")) {
    await button.hover();
    await page.mouse.down();
    await expectVerdict(page, "Approved");
    await page.mouse.up();
  } else {
    await button.click();
    await expectVerdict(page, "Approved");
  }
}

/** Denies for a preset reason and something to add. */
export async function deny(page: Page, preset: string, more = ""): Promise<void> {
  await requestCard(page).getByRole("button", { name: "Deny…" }).click();
  const dialog = page.getByRole("dialog", { name: "Deny this call" });
  // The radio itself is visually hidden; people press its label.
  await dialog.getByRole("group", { name: "Reason" }).getByText(preset, { exact: true }).click();
  await expect(dialog.getByRole("radio", { name: preset })).toBeChecked();
  if (more) await dialog.getByRole("textbox").fill(more);
  await dialog.getByRole("button", { name: "Deny call" }).click();
  await expect(dialog).toBeHidden();
  await expectVerdict(page, "Denied");
}

export async function expectVerdict(page: Page, verdict: "Approved" | "Denied" | "Expired"): Promise<void> {
  // In the card's head: further down stand the verdicts on similar requests.
  const head = requestCard(page).locator("header").first();
  await expect(head.getByText(verdict, { exact: true })).toBeVisible();
}
