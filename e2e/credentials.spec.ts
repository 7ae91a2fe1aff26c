import { json, startPeer, type Peer } from "../tests/credential-peers";
import { violations } from "./support/axe";
import { expect, test as base } from "./support/fixtures";
import { holdPage } from "./support/late-page";

const SECRET = "canary-first-3f9a1c7e";
const SECOND = "canary-second-77b20d41";
const TOKEN = "issued-token-9c1d55aa";

const test = base.extend<{ issuer: Peer; permitted: void }>({
  issuer: async ({}, use) => {
    const peer = await startPeer(({ path }) =>
      path === "/revoke" ? json({}) : json({ access_token: TOKEN, token_type: "Bearer", expires_in: 600 }),
    );
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

test("an OAuth client is set up, tried against a real token endpoint, its secret replaced, and never shown again", async ({
  page,
  tenant,
  loginAs,
  issuer,
}) => {
  test.setTimeout(240_000);
  const bodies: string[] = [];
  page.on("response", (response) => {
    if (response.url().includes("/credentials"))
      void response.text().then(
        (body) => bodies.push(body),
        () => undefined,
      );
  });
  await loginAs(tenant.admin);
  await page.goto("/credentials");
  await expect(page.getByText("No credentials yet")).toBeVisible();
  await page.getByRole("link", { name: "New credential" }).first().click();

  await test.step("what is missing is marked", async () => {
    await page.getByText("OAuth 2.1 client", { exact: true }).first().click();
    await page.getByRole("button", { name: "Create credential" }).click();
    await expect(page.getByRole("textbox", { name: "Token endpoint" })).toHaveAttribute(
      "aria-invalid",
      "true",
    );
    await expect(page.getByLabel("Client secret")).toHaveAttribute("aria-invalid", "true");
    expect(await violations(page), "form with faults").toEqual([]);
  });

  await test.step("it is created, and its secret is a fact with a date", async () => {
    await page.getByRole("textbox", { name: "Name", exact: true }).fill("Tickets client");
    await page.getByRole("textbox", { name: "Token endpoint" }).fill(`${issuer.url}/token`);
    await page.getByRole("textbox", { name: "Client id" }).fill("agentgate");
    await page.getByLabel("Client secret").fill(SECRET);
    await expect(page.getByLabel("Client secret")).toHaveAttribute("type", "password");
    await expect(page.getByLabel("Client secret")).toHaveAttribute("autocomplete", "off");
    await page.getByRole("button", { name: "Create credential" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Tickets client" })).toBeVisible();
    await expect(page.getByText(/^Set just now/)).toBeVisible();
    await expect(page.getByText("Its issuer has no way to revoke.")).toBeVisible();
    expect(await violations(page), "detail").toEqual([]);
  });

  const tryIt = async () => {
    await page.getByRole("button", { name: "Try it…" }).click();
    const dialog = page.getByRole("dialog", { name: "Try Tickets client" });
    await dialog.getByRole("button", { name: "Try it" }).click();
    return dialog;
  };
  /** RFC 6749, 2.3.1: both halves are form-encoded. */
  const sent = () =>
    decodeURIComponent(
      Buffer.from(issuer.received.at(-1)?.headers.authorization?.slice(6) ?? "", "base64").toString(),
    );

  await test.step("it is tried for real, and nothing of it is shown", async () => {
    const dialog = await tryIt();
    await expect(dialog.getByText("It was issued", { exact: true })).toBeVisible({ timeout: 40_000 });
    expect(sent()).toBe(`agentgate:${SECRET}`);
    expect(await violations(page, "[role=dialog]"), "trial").toEqual([]);
    await page.keyboard.press("Escape");
  });

  await test.step("another secret takes its place", async () => {
    await page.getByRole("button", { name: "Replace: Client secret" }).click();
    await page.getByLabel("New client secret").fill(SECOND);
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await expect(page.getByLabel("New client secret")).toHaveCount(0);
    await expect(page.getByText("Nothing is changed.")).toBeVisible();
    await tryIt();
    await expect(page.getByText("It was issued", { exact: true })).toBeVisible({ timeout: 40_000 });
    expect(sent()).toBe(`agentgate:${SECOND}`);
    await page.keyboard.press("Escape");
  });

  await test.step("sending it elsewhere without typing it again is refused", async () => {
    await page.getByRole("textbox", { name: "Token endpoint" }).fill(`${issuer.url}/other`);
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await expect(page.getByRole("alert").or(page.getByLabel("New client secret")).first()).toBeVisible();
    await expect(page.getByRole("textbox", { name: "Token endpoint" })).toHaveValue(`${issuer.url}/other`);
  });

  await test.step("an issuer that fails is said so, without its words", async () => {
    issuer.answer = () => json({ error: "invalid_client" }, 401);
    await page.reload();
    const dialog = await tryIt();
    await expect(dialog.getByText(/It was not issued|could|refused/).first()).toBeVisible({
      timeout: 40_000,
    });
    await page.keyboard.press("Escape");
  });

  await test.step("disabled, nothing is issued", async () => {
    await page.getByRole("button", { name: "Disable…" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Disable", exact: true }).click();
    await expect(page.getByText("Disabled", { exact: true })).toBeVisible();
    await expect(page.getByRole("button", { name: "Try it…" })).toBeDisabled();
  });

  for (const canary of [SECRET, SECOND, TOKEN]) {
    expect(bodies.join("\n")).not.toContain(canary);
    expect(await page.content()).not.toContain(canary);
  }
});

test("what is typed after a save stays when the page is read again, and is saved in its turn", async ({
  page,
  tenant,
  loginAs,
  database,
}) => {
  const id = crypto.randomUUID();
  await database.query(
    `insert into credentials (id, tenant_id, name, provider, config) values ($1, $2, 'A key', 'static', '{"provider":"static"}')`,
    [id, tenant.id],
  );
  await loginAs(tenant.admin);
  await page.goto(`/credentials/${id}`);
  const name = page.getByRole("textbox", { name: "Name", exact: true });
  const save = page.getByRole("button", { name: "Save", exact: true });
  const letGo = await holdPage(page);
  await name.fill("A better name ");
  await page.getByLabel("Secret", { exact: true }).fill(SECRET);
  await save.click();
  await expect(page.getByText("Nothing is changed.")).toBeVisible();
  await name.fill("The best name");
  await expect(page.getByRole("heading", { level: 1, name: "A key" })).toBeVisible();
  letGo();
  await expect(page.getByRole("heading", { level: 1, name: "A better name" })).toBeVisible();
  await expect(name).toHaveValue("The best name");
  await expect(page.getByRole("button", { name: "Replace: Secret" })).toBeVisible();
  await save.click();
  await expect(page.getByRole("heading", { level: 1, name: "The best name" })).toBeVisible();
});

test("what was issued is listed in honest words and revoked for a reason; a responder may, a viewer sees none of it", async ({
  page,
  tenant,
  loginAs,
  database,
}) => {
  const { rows } = await database.query<{ id: string }>("select id from upstreams where tenant_id = $1", [
    tenant.id,
  ]);
  const credential = crypto.randomUUID();
  await database.query(
    `insert into credentials (id, tenant_id, name, provider, config) values ($1, $2, 'A key', 'static', '{"provider":"static"}')`,
    [credential, tenant.id],
  );
  const issued = (state: string, expires: string | null, ended: string | null) =>
    database.query(
      `insert into issued_credentials (id, tenant_id, credential_id, upstream_id, state, expires_at, ended_at)
       values (gen_random_uuid(), $1, $2, $3, $4, now() + $5::interval, now() + $6::interval)`,
      [tenant.id, credential, rows[0]?.id, state, expires, ended],
    );
  await issued("live", null, null);
  await issued("not_revocable", "2 hours", "-5 minutes");
  await issued("revoked", "2 hours", "-5 minutes");

  await loginAs(tenant.responder);
  await page.goto(`/credentials/${credential}?tab=issued`);
  const table = page.getByRole("table", { name: "Issued credentials, the newest first" });
  await expect(table.getByText(/still valid until .*: its issuer cannot revoke it/)).toBeVisible();
  await expect(table.getByText(/Its issuer revoked it/)).toBeVisible();
  await expect(table.getByText("Valid until the secret is changed at its issuer.")).toBeVisible();
  expect(await violations(page), "issued").toEqual([]);

  await table.getByRole("button", { name: "Revoke…" }).click();
  const dialog = page.getByRole("dialog", { name: "Revoke what was issued" });
  await expect(dialog).toContainText("cannot make it invalid");
  await expect(dialog.getByRole("button", { name: "Revoke", exact: true })).toBeDisabled();
  await dialog.getByRole("textbox", { name: "Reason" }).fill("The agent behaves strangely");
  await dialog.getByRole("button", { name: "Revoke", exact: true }).click();
  await expect(table.getByText(/Let go of .* but still valid until the secret is changed/)).toBeVisible();
  await expect(table.getByRole("button", { name: "Revoke…" })).toHaveCount(0);

  await page.goto(`/credentials/${credential}`);
  await expect(page.getByRole("button", { name: "Save", exact: true })).toBeDisabled();
  await expect(page.getByRole("button", { name: "Disable…" })).toBeDisabled();

  await loginAs(tenant.viewer);
  expect((await page.goto(`/credentials/${credential}`))?.status()).toBe(403);
});

test("an upstream is given a credential: how it is handed over is chosen, tried and shown", async ({
  page,
  tenant,
  loginAs,
  issuer,
}) => {
  test.setTimeout(240_000);
  await loginAs(tenant.admin);
  await page.goto("/credentials/new");
  await page.getByRole("textbox", { name: "Name", exact: true }).fill("Tickets key");
  await page.getByLabel("Secret", { exact: true }).fill(SECRET);
  await page.getByRole("button", { name: "Create credential" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Tickets key" })).toBeVisible();

  await page.goto("/upstreams/new");
  await page.getByRole("group", { name: "Kind of upstream" }).getByText("HTTP API", { exact: true }).click();
  await page.getByRole("textbox", { name: "Name", exact: true }).fill("Tickets");
  await page.getByRole("textbox", { name: "Base address" }).fill(issuer.url);
  await page.getByRole("combobox", { name: "Credential" }).click();
  await page.getByRole("option", { name: /^Tickets key/ }).click();
  await page.getByRole("combobox", { name: "How it is handed over" }).click();
  await page.getByRole("option", { name: "A header of its own" }).click();
  const header = page.getByRole("textbox", { name: "Header" });

  await test.step("what does not fit is said beside its field", async () => {
    await header.fill("not a header");
    await page.getByRole("textbox", { name: /^For how long/ }).fill("5");
    await page.getByText("Other limits than the usual ones").click();
    await page.getByRole("textbox", { name: "Calls at once" }).fill("many");
    await page.getByText("A private authority, or a client certificate").click();
    await page.getByRole("textbox", { name: /^Certificate authority/ }).fill("no certificate");
    await page.getByRole("button", { name: "Create upstream" }).click();
    for (const field of [header, page.getByRole("textbox", { name: "Calls at once" })])
      await expect(field).toHaveAttribute("aria-invalid", "true");
    await expect(page.getByText("4 things have to be mended first")).toBeVisible();
    expect(await violations(page), "form with everything open").toEqual([]);
  });

  await test.step("mended, it is tried with its credential and set up", async () => {
    await header.fill("x-api-key");
    await page.getByRole("textbox", { name: /^For how long/ }).fill("900");
    await page.getByRole("textbox", { name: "Calls at once" }).fill("8");
    await page.getByRole("textbox", { name: /^Certificate authority/ }).fill("");
    await page.getByRole("button", { name: "Test connection" }).click();
    await expect(page.getByText("The connection works.")).toBeVisible({ timeout: 40_000 });
    await expect(page.getByRole("list", { name: "Steps of the connection test" })).toContainText(
      "Credential",
    );
    await page.getByRole("button", { name: "Create upstream" }).click();
    await expect(page.getByRole("heading", { name: "Tickets is set up" })).toBeVisible({ timeout: 40_000 });
  });

  await test.step("its page says how, and the credential's page where", async () => {
    await page.goto("/upstreams");
    await page.getByRole("row").filter({ hasText: "Tickets" }).getByRole("link").first().click();
    const tabs = page.getByRole("navigation", { name: "Of this upstream" });
    await tabs.getByRole("link", { name: "Credential" }).click();
    await expect(page.getByText("In the header x-api-key")).toBeVisible();
    expect(await violations(page), "credential of an upstream").toEqual([]);
    await tabs.getByRole("link", { name: "Settings" }).click();
    await expect(header).toHaveValue("x-api-key");
    await expect(page.getByRole("textbox", { name: "Calls at once" })).toHaveValue("8");
    await page.goto("/credentials");
    await expect(page.getByRole("row").filter({ hasText: "Tickets key" })).toContainText("Tickets");
    expect(await page.content()).not.toContain(SECRET);
  });
});
