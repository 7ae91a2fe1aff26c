import type { Page } from "@playwright/test";

/** From now on the page shows what it shows: what its router reads again arrives once it is let go. @returns lets go */
export async function holdPage(page: Page): Promise<() => void> {
  let letGo = (): void => undefined;
  const gone = new Promise<void>((resolve) => (letGo = resolve));
  await page.route(
    (url) => url.searchParams.has("_rsc"),
    async (route) => {
      await gone;
      await route.continue();
    },
  );
  return letGo;
}
