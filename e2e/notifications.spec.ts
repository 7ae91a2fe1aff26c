import { Webhook } from "standardwebhooks";
import { startPeer, type Peer } from "../tests/credential-peers";
import { ECHO, MESSAGES } from "../tests/echo-tenant";
import { slackCallback } from "../tests/notification-world";
import { violations } from "./support/axe";
import { expect, test as base } from "./support/fixtures";

const SIGNING_SECRET = "8f742231b10e8888abcd99yyyzzz85a5";

const test = base.extend<{ receiver: Peer; permitted: void }>({
  receiver: async ({}, use) => {
    const peer = await startPeer(() => ({ type: "text/plain", body: "fine\u202e, thanks" }));
    await use(peer);
    await peer.close();
  },
  permitted: [
    async ({ database, tenant }, use) => {
      await database.query(
        "insert into network_rules (id, tenant_id, cidr, note) values (gen_random_uuid(), $1, '127.0.0.0/8', '')",
        [tenant.id],
      );
      await use();
    },
    { auto: true },
  ],
});

test("a webhook is tried, created, told of a held call, read in the log, sent again, and switched off", async ({
  page,
  tenant,
  loginAs,
  agent,
  receiver,
}) => {
  test.setTimeout(240_000);
  await loginAs(tenant.admin);
  await page.goto("/notifications");
  await expect(page.getByText("Nobody is notified yet")).toBeVisible();
  await page.getByRole("link", { name: "New endpoint" }).first().click();

  await test.step("what is missing is marked", async () => {
    await page.getByRole("button", { name: "Create endpoint" }).click();
    await expect(page.getByRole("textbox", { name: "Address" })).toHaveAttribute("aria-invalid", "true");
    expect(await violations(page), "form with faults").toEqual([]);
  });

  await test.step("a test goes out before anything is stored, and its answer is shown", async () => {
    await page.getByRole("textbox", { name: "Name", exact: true }).fill("On-call system");
    await page.getByRole("textbox", { name: "Address" }).fill(`${receiver.url}/hook`);
    await page.getByRole("button", { name: "Send a test" }).click();
    await expect(page.getByText("The test arrived")).toBeVisible({ timeout: 40_000 });
    await expect(page.getByText("⟨U+202E⟩")).toBeVisible();
    expect(receiver.received.map(({ body }) => (JSON.parse(body) as { type: string }).type)).toEqual([
      "agentgate.test",
    ]);
  });

  const secret = await test.step("its secret is shown once", async () => {
    await page.getByRole("button", { name: "Create endpoint" }).click();
    await expect(page.getByRole("heading", { name: "On-call system is set up" })).toBeFocused();
    const shown = await page.getByRole("region", { name: "signing secret" }).innerText();
    expect(shown).toMatch(/^whsec_/);
    await page.getByRole("link", { name: "I have kept it: open the endpoint" }).click();
    await expect(page.getByText("Nothing was sent yet")).toBeVisible();
    expect(await page.content()).not.toContain(shown.trim());
    return shown.trim();
  });

  await test.step("a held call is told of, signed, without its arguments", async () => {
    const held = await agent.hold(ECHO, { message: MESSAGES.held });
    await expect.poll(() => receiver.received.length, { timeout: 30_000 }).toBe(2);
    const { body = "", headers = {} } = receiver.received[1] ?? {};
    expect(new Webhook(secret).verify(body, headers as Record<string, string>)).toMatchObject({
      type: "approval.requested",
      data: { approvalId: held.id },
    });
    expect(body).not.toContain(MESSAGES.held);
  });

  await test.step("its delivery is in the log with what came back, and is sent again", async () => {
    await expect(async () => {
      await page.reload();
      await expect(page.getByText("Delivered", { exact: true }).first()).toBeVisible({ timeout: 10_000 });
    }).toPass({ timeout: 60_000 });
    expect(await violations(page), "deliveries").toEqual([]);
    await page.getByRole("link", { name: /A call waits for people/ }).click();
    const sheet = page.getByRole("dialog");
    await expect(sheet.getByText("⟨U+202E⟩")).toBeVisible();
    expect(await violations(page, "[role=dialog]"), "delivery").toEqual([]);
    await sheet.getByRole("button", { name: "Send again" }).click();
    await expect.poll(() => receiver.received.length, { timeout: 30_000 }).toBe(3);
    const ids = receiver.received.slice(1).map(({ headers }) => headers["webhook-id"]);
    expect(new Set(ids).size).toBe(1);
    await page.keyboard.press("Escape");
    await expect(sheet).toBeHidden();
  });

  await test.step("filters are in the address", async () => {
    await page.getByRole("button", { name: "State" }).click();
    await page.getByRole("menuitemcheckbox", { name: "Given up" }).click();
    await page.keyboard.press("Escape");
    await expect(page.getByText("No delivery is in this state")).toBeVisible();
    expect(page.url()).toContain("state=failed");
  });

  await test.step("its secret is replaced, and settings are kept under a version", async () => {
    await page.getByRole("link", { name: "Settings" }).click();
    await page.getByRole("button", { name: "Replace the secret…" }).click();
    await page.getByRole("button", { name: "Replace it" }).click();
    await expect(page.getByRole("dialog", { name: "The new signing secret" })).toContainText("whsec_");
    await page.getByRole("button", { name: "I have kept it" }).click();
    await expect(page.getByText(/The one before signs as well until/)).toBeVisible();
    await page.getByRole("checkbox", { name: "A call was denied" }).click();
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await expect(page.getByText("Nothing is changed.")).toBeVisible();
    expect(await violations(page), "settings").toEqual([]);
  });

  await test.step("it is switched off with a reason that everybody sees", async () => {
    await page.getByRole("button", { name: "Switch off…" }).click();
    await page.getByRole("textbox", { name: "Reason" }).fill("Moving to another system");
    await page.getByRole("button", { name: "Switch off", exact: true }).click();
    await expect(page.getByText("Switched off: Moving to another system")).toBeVisible();
    await page.getByRole("link", { name: "Deliveries" }).click();
    await expect(page.getByRole("button", { name: "Replay failed…" })).toBeDisabled();
    await page.goto("/notifications");
    await expect(page.getByText("Moving to another system")).toBeVisible();
    expect(await violations(page), "list").toEqual([]);
  });
});

test("on a phone the list, the log and the form fit", async ({ page, tenant, loginAs, receiver }) => {
  const { createEndpoint } = await import("../lib/notifications");
  const { ctxFor } = await import("../tests/factories");
  const { id } = await createEndpoint(ctxFor(tenant.id, tenant.admin), {
    name: "A channel with quite a long name for such a small screen",
    config: { kind: "webhook", url: `${receiver.url}/with/a/rather/long/path/that/never/ends` },
    events: [],
  });
  await page.setViewportSize({ width: 390, height: 844 });
  await loginAs(tenant.responder);
  for (const address of ["/notifications", `/notifications/${id}`, `/notifications/${id}?tab=settings`]) {
    await page.goto(address);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(wide, address).toBeLessThanOrEqual(390);
    expect(await violations(page), address).toEqual([]);
  }
  await expect(page.getByRole("button", { name: "Save", exact: true })).toBeDisabled();
});

test("a Slack button decides for a linked account, and its callback sent again is refused", async ({
  page,
  tenant,
  loginAs,
  agent,
  receiver,
  stack,
}) => {
  test.setTimeout(180_000);
  const { createEndpoint } = await import("../lib/notifications");
  const { ctxFor } = await import("../tests/factories");
  const { id: endpointId } = await createEndpoint(ctxFor(tenant.id, tenant.admin), {
    name: "Channel",
    config: { kind: "slack", interactive: true },
    events: ["approval.requested"],
    secrets: { url: `${receiver.url}/services/x`, signingSecret: SIGNING_SECRET },
  });
  const { id } = await agent.hold(ECHO, { message: MESSAGES.held });
  const payload = {
    type: "block_actions",
    user: { id: "U024BE7LH", username: "someone" },
    team: { id: "T0MJRM1A7" },
    actions: [{ action_id: "deny", selected_option: { value: `${id}:wrong_target` } }],
  };
  const press = ({ rawBody, timestamp, signature } = slackCallback(SIGNING_SECRET, payload)) =>
    fetch(`${stack.consoleUrl}/api/slack/${tenant.id}/${endpointId}/interactions`, {
      method: "POST",
      body: rawBody,
      headers: {
        "content-type": "application/x-www-form-urlencoded",
        "x-slack-request-timestamp": timestamp,
        "x-slack-signature": signature,
      },
    });
  const unbound = await press();
  expect(unbound.status).toBe(200);
  const { text } = (await unbound.json()) as { text: string };
  const link = /<(http[^|]+)\|/.exec(text)?.[1] ?? "";

  await loginAs(tenant.reviewer);
  await page.goto(`/notifications/slack/link${new URL(link).search}`);
  await expect(page.getByText("U024BE7LH")).toBeVisible();
  expect(await violations(page), "link").toEqual([]);
  await page.getByRole("button", { name: "This account is mine" }).click();
  await expect(page.getByText("Your account is linked.")).toBeVisible();
  await page.goto(`/notifications/slack/link${new URL(link).search}`);
  await expect(page.getByText(/This link is used up/)).toBeVisible();

  const callback = slackCallback(SIGNING_SECRET, payload, Math.floor(Date.now() / 1_000) + 1);
  const decided = await press(callback);
  expect(((await decided.json()) as { text: string }).text).toContain("was denied by");
  expect((await press(callback)).status).toBe(409);
  expect((await press({ ...callback, signature: `${callback.signature.slice(0, -1)}x` })).status).toBe(401);
  await page.goto(`/approvals/${id}`);
  await expect(page.getByText(/denied/i).first()).toBeVisible({ timeout: 40_000 });
});
