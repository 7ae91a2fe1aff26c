import { expectNoSideways, violations } from "./support/axe";
import { expect } from "./support/fixtures";
import { test } from "./support/notes";

for (const [colorScheme, width] of [
  ["light", 1440],
  ["dark", 390],
] as const) {
  test(`no page of capabilities has an accessibility violation or runs off the screen, ${colorScheme} and ${width} wide`, async ({
    page,
    notes,
    loginAs,
  }) => {
    test.setTimeout(240_000);
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 900 });
    await notes.accept("read_note");
    notes.server.describe("read_note", { title: "x".repeat(300), description: `Says more.\u200b` });
    await notes.sync();
    await loginAs(notes.tenant.admin);
    const [changed, fresh] = [await notes.idOf("read_note"), await notes.idOf("delete_note")];
    const check = async (name: string) => {
      expect(await violations(page), name).toEqual([]);
      await expectNoSideways(page);
    };
    for (const address of [
      "/capabilities/review",
      `/capabilities/${changed}`,
      `/capabilities/${changed}?tab=definition`,
      `/capabilities/${changed}?tab=versions`,
      `/capabilities/${changed}?tab=try`,
      `/capabilities/${changed}/review`,
      `/capabilities/${fresh}`,
    ]) {
      await page.goto(address);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      await check(address);
    }
    await page.goto(`/capabilities/${fresh}/review`);
    await page.getByRole("checkbox", { name: "Something compensates it" }).click();
    await page.getByRole("combobox", { name: "Compensating capability" }).fill("notes.restore_note");
    await page.getByText("Dry run", { exact: true }).first().click();
    await page.getByRole("combobox", { name: "Risk" }).click();
    await page.getByRole("option", { name: "Low", exact: true }).click();
    await page.getByRole("button", { name: "Accept this definition" }).click();
    await expect(page.getByRole("list", { name: "Broken risk rules" })).toBeVisible();
    await check("a review with faults");
    await page.goto(`/capabilities/${changed}`);
    await page.getByRole("button", { name: "Reject…" }).click();
    await expect(page.getByRole("dialog")).toBeVisible();
    await check("the dialog that rejects");
  });
}
