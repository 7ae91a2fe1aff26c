import { violations } from "./support/axe";
import { expect, test } from "./support/fixtures";

test("an alert appears in the bell, leads to what it is about, and is acknowledged by who may", async ({
  page,
  tenant,
  loginAs,
  database,
}) => {
  const { rows } = await database.query<{ id: string }>("select id from upstreams where tenant_id = $1", [
    tenant.id,
  ]);
  const upstreamId = rows[0]?.id ?? "";
  await loginAs(tenant.responder);
  await page.goto("/sessions");
  await expect(page.getByRole("button", { name: "Alerts", exact: true })).toBeVisible();
  await database.query(
    `insert into alerts (id, tenant_id, kind, severity, subject_kind, subject_id, title, detail)
     values (gen_random_uuid(), $1, 'upstream.down', 'critical', 'upstream', $2, 'Echo is down', 'It has not answered three times in a row.')`,
    [tenant.id, upstreamId],
  );
  const bell = page.getByRole("button", { name: "Alerts: 1 that nobody has seen to" });
  await expect(bell).toBeVisible({ timeout: 10_000 });
  await bell.click();
  const list = page.getByRole("dialog", { name: "Alerts" });
  await expect(list).toContainText("It has not answered three times in a row.");
  expect(await violations(page, "[role=dialog]"), "alerts").toEqual([]);
  await list.getByRole("button", { name: "Acknowledge: Echo is down" }).click();
  await expect(list).toContainText(`Seen to by ${tenant.responder.name}`);
  await list.getByRole("link", { name: /Echo is down/ }).click();
  await page.waitForURL(new RegExp(`/upstreams/${upstreamId}`));
  await expect(page.getByRole("button", { name: "Alerts", exact: true })).toBeVisible();

  await loginAs(tenant.viewer);
  await page.goto("/sessions");
  await page.getByRole("button", { name: "Alerts", exact: true }).click();
  await expect(list).toContainText(`Seen to by ${tenant.responder.name}`);
});
