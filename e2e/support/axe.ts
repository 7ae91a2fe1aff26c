import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

/** What assistive technology would stumble over on a page, or in one part of it. */
export async function violations(page: Page, within?: string): Promise<string[]> {
  await stillness(page);
  const axe = checker(page);
  const { violations: found } = await (within ? axe.include(within) : axe).analyze();
  return found.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} at ${target.join(" ")}: ${failureSummary ?? ""}`),
  );
}

/** Ours are pages without frames: they are checked where they are, not once more in a tab opened for the purpose. */
function checker(page: Page): AxeBuilder {
  return new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ["violations"] });
}

/** Colours are read halfway while something fades in. What turns for ever (a spinner) is not waited for. */
async function stillness(page: Page): Promise<void> {
  await page.waitForFunction(() =>
    document
      .getAnimations()
      .every(
        (it) =>
          it.playState !== "running" || it.effect?.getComputedTiming().endTime === Number.POSITIVE_INFINITY,
      ),
  );
}

/**
 * The same in light, and in the dark, where only the colours are others: `"light"` or `"dark"` in front of each. Leaves
 * the page in light.
 */
export async function violationsInBothThemes(page: Page): Promise<string[]> {
  // Without motion, or colours would be read halfway from one theme to the other.
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
  const light = await violations(page);
  await page.emulateMedia({ colorScheme: "dark" });
  await stillness(page);
  const dark = await checker(page).withRules(["color-contrast"]).analyze();
  await page.emulateMedia({ colorScheme: "light", reducedMotion: null });
  return [
    ...light.map((found) => `light: ${found}`),
    ...dark.violations.flatMap(({ nodes }) =>
      nodes.map(({ target, failureSummary }) => `dark: ${target.join(" ")}: ${failureSummary ?? ""}`),
    ),
  ];
}

/** On a phone nothing may push the page sideways: the whole of it comes to be as wide as the screen. */
export async function expectNoSideways(page: Page): Promise<void> {
  // Charts measure their room before they take it.
  await expect
    .poll(
      () => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
      { message: "the page is as wide as the screen" },
    )
    .toBeLessThanOrEqual(0);
}
