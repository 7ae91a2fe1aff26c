import { ECHO, MESSAGES } from "../tests/echo-tenant";
import { expect, test } from "./support/fixtures";
import { RestAgent } from "./support/rest-agent";

test("a person of one tenant sees nothing of another, by any address", async ({
  page,
  tenant,
  agent,
  newTenant,
  loginAs,
}) => {
  const stranger = await newTenant("Stranger tenant");
  const { id, callId } = await agent.hold(ECHO, { message: `${MESSAGES.held}: secret of the first tenant` });
  const sessionId = await agent.sessionId();
  await loginAs(stranger.admin);

  for (const address of [`/approvals/${id}`, `/sessions/${sessionId}`]) {
    await page.goto(address);
    await expect(page.getByRole("main").last()).toContainText("There is nothing here");
    expect(await page.content(), address).not.toContain("secret of the first tenant");
  }
  for (const wanted of [id, callId, sessionId]) {
    const answer = await page.context().request.get(`/api/console/resolve?id=${wanted}`);
    expect(await answer.text(), wanted).toBe("null");
  }
  for (const list of ["/approvals", "/sessions", "/capabilities", "/upstreams", "/policy", "/audit"]) {
    await page.goto(list);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    expect(await page.content(), list).not.toContain("secret of the first tenant");
    expect(await page.content(), list).not.toContain(tenant.id);
  }
});

test("a tenant cookie for a tenant that is not theirs changes nothing", async ({
  page,
  tenant,
  newTenant,
  loginAs,
  context,
  stack,
}) => {
  const stranger = await newTenant("Stranger tenant");
  await loginAs(stranger.viewer);
  await context.addCookies([{ name: "agentgate.tenant", value: tenant.id, url: stack.consoleUrl }]);
  await page.goto("/approvals");
  await expect(page.getByRole("banner")).toContainText("Stranger tenant");
});

test("an agent of one tenant gets the same answers about another's things as about none", async ({
  agent,
  newTenant,
  stack,
}) => {
  const stranger = await newTenant("Stranger tenant");
  const { id, callId } = await agent.hold(ECHO, { message: MESSAGES.held });
  const sessionId = await agent.sessionId();
  const spy = new RestAgent(stack.gatewayUrl, stranger.agent.apiKey);
  for (const path of [
    `/api/v1/calls/${callId}`,
    `/api/v1/approvals/${id}`,
    `/api/v1/sessions/${sessionId}`,
  ]) {
    expect((await spy.get(path)).status, path).toBe(404);
  }
  const borrowed = await spy.callIn(sessionId, ECHO, { message: MESSAGES.allowed });
  expect(borrowed.status).toBe(403);
  expect(borrowed.body.code).toBe("SESSION_MISMATCH");
});
