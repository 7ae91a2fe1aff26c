import { ECHO, MESSAGES } from "../tests/echo-tenant";
import { expect, test } from "./support/fixtures";

const READABLE = [
  "/account",
  "/overview",
  "/overview/decisions",
  "/approvals",
  "/approvals/insights",
  "/approvals/chains",
  "/approvals/chains/reviewer",
  "/approvals/teams",
  "/approvals/away",
  "/sessions",
  "/capabilities",
  "/upstreams",
  "/upstreams/network",
  "/capabilities/review",
  "/policy",
  "/policy/exceptions",
  "/policy/templates",
  "/policy/settings",
  "/limits",
  "/incidents",
  "/switches",
  "/containment",
] as const;

/** Who may begin a draft, ask for an exception and change the settings; the buttons are off for the others. */
const MAY = {
  admin: ["New draft", "New exception", "Begin a draft"],
  reviewer: [],
  responder: ["New exception"],
  viewer: [],
} as const satisfies Record<string, readonly string[]>;
const BUTTONS = [
  { address: "/policy", name: "New draft" },
  { address: "/policy/exceptions", name: "New exception" },
  { address: "/policy/templates?open=read-only", name: "Begin a draft" },
] as const;

for (const role of ["admin", "reviewer", "responder", "viewer"] as const) {
  test(`a ${role} sees the pages of that role and no others`, async ({ page, tenant, loginAs }) => {
    await loginAs(tenant[role]);
    // What the server says is what counts here; how pages look has tests of its own.
    for (const address of READABLE) {
      const response = await page.request.get(address, { maxRedirects: 0 });
      expect(response.status(), address).toBe(200);
      expect(await response.text(), address).toContain("<h1");
    }
    await page.goto("/audit");
    const link = page.getByRole("link", { name: "Audit" });
    if (role === "reviewer") {
      await expect(page.getByText("Your roles do not include this page")).toBeVisible();
      await page.goto("/approvals");
      await expect(link).toHaveCount(0);
    } else {
      await expect(page.getByRole("heading", { level: 1, name: "Audit" })).toBeVisible();
      await expect(link).toBeVisible();
    }
  });
}

for (const role of ["admin", "reviewer", "responder", "viewer"] as const) {
  test(`a ${role} is offered the policy steps of that role, and told why not the others`, async ({
    page,
    tenant,
    loginAs,
  }) => {
    await loginAs(tenant[role]);
    const allowed: readonly string[] = MAY[role];
    for (const { address, name } of BUTTONS) {
      await page.goto(address);
      const button = page.getByRole("button", { name });
      if (allowed.includes(name)) {
        await expect(button).toBeEnabled();
      } else {
        await expect(button).toBeDisabled();
        await expect(page.getByText(/This needs the permission policy\./)).toBeVisible();
      }
    }
  });
}

test("without a session every page leads to signing in, and every data address says 401", async ({
  page,
  agent,
}) => {
  const { id } = await agent.hold(ECHO, { message: MESSAGES.held });
  for (const address of [...READABLE, "/audit", `/approvals/${id}`, `/sessions/${await agent.sessionId()}`]) {
    await page.goto(address);
    await expect(page.getByRole("heading", { name: "Sign in to AgentGate" })).toBeVisible();
  }
  for (const address of [
    "/api/console/waiting",
    "/api/console/alerts",
    "/api/console/approvals",
    "/api/console/capabilities/waiting",
    "/api/console/capabilities/names?q=",
    "/api/console/capabilities/named?name=bench.echo",
    "/api/console/capabilities/calls?capability=bench.echo",
    `/api/console/capabilities/${id}`,
    "/api/console/events",
    `/api/console/resolve?id=${id}`,
    "/api/console/policy/convergence",
    "/api/console/policy/revisions",
    "/api/console/policy/exceptions",
    `/api/console/policy/compare?id=${id}&against=base`,
    `/api/console/policy/impact?id=${id}&days=7`,
    `/api/console/policy/package?id=${id}`,
    "/api/console/policy/template?id=read-only",
    "/api/console/switches/strip",
    "/api/console/switches/targets?q=",
    "/api/console/switches/preview?t=tenant",
    "/api/console/switches/drill",
    `/api/console/switches/${id}`,
  ]) {
    expect((await page.context().request.get(address)).status(), address).toBe(401);
  }
});

test("a viewer and a responder read a request, and are told why they cannot decide it", async ({
  page,
  tenant,
  agent,
  loginAs,
}) => {
  const { id } = await agent.hold(ECHO, { message: MESSAGES.held });
  for (const user of [tenant.viewer, tenant.responder]) {
    await loginAs(user);
    await page.goto(`/approvals/${id}`);
    await expect(page.getByRole("button", { name: /^Approve/ })).toBeDisabled();
    await expect(page.getByRole("main")).toContainText(/role|reviewer/i);
  }
});
