import { access, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { verifyReport } from "../lib/incidents";
import { withTenant } from "../lib/platform/db";
import { installPolicy, trustedKeys } from "../lib/revisions";
import { ECHO, ECHO_POLICY, MESSAGES } from "../tests/echo-tenant";
import { ctxFor } from "../tests/factories";
import { addFiles, FILES_RULES } from "./support/files";
import { expect, test } from "./support/fixtures";

/** What a choice of the Report menu downloads. */
async function exported(page: Page, choice: string): Promise<string> {
  await page.getByRole("button", { name: "Report" }).click();
  const coming = page.waitForEvent("download");
  await page.getByRole("menuitem", { name: choice }).click();
  return readFile(await (await coming).path(), "utf8");
}

test("an agent misbehaves, is quarantined, and a responder contains, explains, takes back, releases and exports", async ({
  page,
  tenant,
  agent,
  loginAs,
}) => {
  test.setTimeout(240_000);
  const files = await addFiles(tenant);
  try {
    await installPolicy(ctxFor(tenant.id, tenant.admin), ECHO_POLICY + FILES_RULES);
    await withTenant(tenant.id, (tx) =>
      tx.containmentSettings.update({ where: { tenantId: tenant.id }, data: { quarantine: true } }),
    );
    const file = join(files.folder, "invoice.txt");

    await test.step("the agent writes a file, and then does what the policy denies until it is quarantined", async () => {
      const written = await agent.call("files.write_file", { path: "invoice.txt", content: "4,200.00" });
      expect(written.status, JSON.stringify(written.body)).toBe(200);
      expect(await readFile(file, "utf8")).toBe("4,200.00");
      for (let n = 0; n < 2; n++)
        expect((await agent.call(ECHO, { message: MESSAGES.denied })).body.code).toBe("POLICY_DENIED");
      const { status, body } = await agent.call(ECHO, { message: MESSAGES.allowed });
      expect([status, body.code]).toEqual([403, "QUARANTINED"]);
    });

    await test.step("the incident is there, found in the list, with the reason and what was revoked", async () => {
      await loginAs(tenant.responder);
      await page.goto("/incidents");
      await page
        .getByRole("link", { name: /INC-1|Session quarantined/ })
        .first()
        .click();
      await expect(page.getByRole("heading", { level: 1 })).toContainText("INC-1");
      const contain = page.locator("section", {
        has: page.getByRole("heading", { name: "Contain", exact: true }),
      });
      await expect(contain).toContainText("Every call is refused");
      await expect(contain).toContainText("Its credentials: Nothing was issued to this session.");
    });

    await test.step("the whole agent is stopped from here, and the incident contained", async () => {
      await page.getByRole("button", { name: "Stop…" }).click();
      const panel = page.getByRole("dialog", { name: "Contain" });
      await panel.getByLabel("Reason").fill("It writes invoices nobody asked for.");
      await panel.getByRole("button", { name: "Stop now" }).click();
      await expect(page.getByRole("dialog", { name: "Stopped" })).toContainText(
        /No further call runs: .* in \d/,
      );
      await page.keyboard.press("Escape");
      await page.getByRole("button", { name: "Update status" }).click();
      const dialog = page.getByRole("dialog", { name: "Status of INC-1" });
      await dialog.getByRole("radio", { name: /^Contained/ }).check();
      await dialog.getByRole("button", { name: "Set status" }).click();
      await expect(dialog).toBeHidden();
    });

    await test.step("what is known is written into the timeline", async () => {
      await page.getByLabel("Comment", { exact: true }).fill("A prompt in a ticket told it to.");
      await page.keyboard.press("Control+Enter");
      await expect(page.getByText("A prompt in a ticket told it to.")).toBeVisible();
    });

    await test.step("the written file is taken back, and is really gone", async () => {
      await page.getByRole("checkbox", { name: "Choose files.write_file" }).check();
      await page.getByRole("button", { name: "Take back 1" }).click();
      await page
        .getByRole("dialog", { name: "Take back one call" })
        .getByRole("button", { name: "Take back" })
        .click();
      await expect
        .poll(() =>
          access(file).then(
            () => true,
            () => false,
          ),
        )
        .toBe(false);
      await expect(page.getByRole("list", { name: "Side effects, newest first" })).toContainText(
        "Taken back",
      );
    });

    await test.step("the session is released, which leaves the stop that somebody set", async () => {
      await page.getByRole("button", { name: "Release…" }).click();
      const dialog = page.getByRole("dialog", { name: "Release the session" });
      await dialog.getByLabel("What it may do again").click();
      await page.getByRole("option", { name: "Everything" }).click();
      await dialog.getByLabel("Reason").fill("The ticket is gone, the invoice too.");
      await dialog.getByRole("button", { name: "Release", exact: true }).click();
      await expect(page.getByText("Under watch")).toBeVisible();
      expect((await agent.call(ECHO, { message: MESSAGES.allowed })).body.code).toBe("KILL_SWITCH");
    });

    await test.step("the stop is lifted, and the agent works again", async () => {
      await page.goto("/switches");
      await page.getByRole("button", { name: "Lift…" }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByLabel("Reason").fill("Mended.");
      await dialog.getByRole("button", { name: /^Lift/ }).click();
      await expect(page.getByRole("heading", { name: "Nothing is stopped" })).toBeVisible();
      expect((await agent.call(ECHO, { message: MESSAGES.allowed })).status).toBe(200);
    });

    await test.step("the report says it all, and its signed form verifies offline", async () => {
      await page.goto("/incidents/INC-1");
      const markdown = await exported(page, "Markdown, for people");
      expect(markdown).toContain("A prompt in a ticket told it to.");
      expect(markdown).toMatch(/files\\?\.delete\\?_file/); // as Markdown escapes it
      const signed = await exported(page, "Signed JSON, verifies offline");
      expect(verifyReport(signed, trustedKeys())).toMatchObject({ ok: true });
      const changed = signed.replace("told it to", "never told it to");
      expect(verifyReport(changed, trustedKeys())).toMatchObject({ ok: false });
    });
  } finally {
    await files.stop();
  }
});
