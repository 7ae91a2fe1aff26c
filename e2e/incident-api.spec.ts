import type { APIRequestContext, BrowserContext } from "@playwright/test";
import type { TestUser } from "../tests/factories";
import { expect, test } from "./support/fixtures";

const BASE = "/api/console/incidents";

test("an incident is declared, worked on and reported through the API alone", async ({
  browser,
  stack,
  tenant,
  agent,
  newTenant,
  givePassword,
  loginAs,
}) => {
  const contexts: BrowserContext[] = [];
  const api = async (user: TestUser) => {
    const context = await browser.newContext();
    contexts.push(context);
    await loginAs(user, context);
    return asks(context.request, stack.consoleUrl);
  };
  const responder = await api(tenant.responder);
  const sessionId = await agent.sessionId();
  const declared = await responder.post(BASE, { title: "Refunds are sent twice", sessionId });
  expect([declared.status, declared.body]).toEqual([
    200,
    expect.objectContaining({ ref: "INC-1", auditId: expect.any(String) }),
  ]);
  const one = `${BASE}/INC-1`;

  await test.step("it is read as a list, alone, and whole", async () => {
    const list = await responder.get(`${BASE}?status=open&kind=manual`);
    expect(list.body.rows).toMatchObject([{ ref: "INC-1", title: "Refunds are sent twice" }]);
    expect((await responder.get(`${BASE}?status=resolved`)).body.rows).toEqual([]);
    const whole = (await responder.get(`${one}/command-center`)).body;
    expect(Object.keys(whole).toSorted()).toEqual([
      "changes",
      "compensation",
      "impact",
      "incident",
      "quarantines",
      "timeline",
    ]);
    expect(whole.incident).toMatchObject({ ref: "INC-1", status: "open" });
  });

  await test.step("a transition needs the version that was read, and follows the life of an incident", async () => {
    const { version } = (await responder.get(one)).body as { version: number };
    const moved = await responder.post(`${one}/transitions`, { version, status: "contained" });
    expect(moved.status).toBe(200);
    const late = await responder.post(`${one}/transitions`, { version, status: "mitigated" });
    expect([late.status, late.body.code]).toEqual([409, "CONFLICT"]);
    const { version: now } = (await responder.get(one)).body as { version: number };
    const leap = await responder.post(`${one}/transitions`, { version: now, status: "reviewed" });
    expect([leap.status, leap.body.detail]).toEqual([409, "It has to be resolved before it is reviewed."]);
  });

  await test.step("what is not understood is refused by name", async () => {
    const unknown = await responder.post(BASE, { title: "x", colour: "red" });
    expect([unknown.status, unknown.type]).toEqual([422, "application/problem+json"]);
    expect(JSON.stringify(unknown.body)).toContain("colour");
    const release = await responder.post(`${one}/release`, { sessionIds: [], reason: "" });
    expect(release.status).toBe(422);
    expect((await responder.get(`${one}/timeline?raw=perhaps`)).status).toBe(422);
  });

  await test.step("the report comes as Markdown and as signed JSON", async () => {
    const text = await responder.raw(`${one}/report?format=markdown`);
    expect(text).toContain("Refunds are sent twice");
    const signed = JSON.parse(await responder.raw(`${one}/report?format=json`)) as Record<string, unknown>;
    expect(signed).toMatchObject({ manifest: { ref: "INC-1" }, signature: expect.any(String) });
  });

  await test.step("a viewer reads and changes nothing; another tenant learns nothing; nobody without a session", async () => {
    const { version } = (await responder.get(one)).body as { version: number };
    const viewer = await api(tenant.viewer);
    expect((await viewer.get(one)).status).toBe(200);
    expect((await viewer.post(BASE, { title: "Not mine to say" })).status).toBe(403);
    expect((await viewer.post(`${one}/transitions`, { version, status: "resolved" })).status).toBe(403);

    const other = await newTenant("Another tenant");
    await givePassword(other.admin);
    const outsider = await api(other.admin);
    const { id } = (await responder.get(one)).body as { id: string };
    for (const path of [
      one,
      `${BASE}/${id}`,
      `${BASE}/${id}/command-center`,
      `${BASE}/${id}/report?format=json`,
    ]) {
      const answer = await outsider.get(path);
      expect([answer.status, JSON.stringify(answer.body).includes("Refunds")], path).toEqual([404, false]);
    }
    expect((await outsider.post(`${BASE}/${id}/transitions`, { version, status: "resolved" })).status).toBe(
      404,
    );

    const nobody = await browser.newContext();
    contexts.push(nobody);
    const stranger = asks(nobody.request, stack.consoleUrl);
    expect((await stranger.get(one)).status).toBe(401);
    expect((await stranger.post(BASE, { title: "Let me in" })).status).toBe(401);
    expect((await responder.get(one)).body).toMatchObject({ status: "contained", version });
  });

  await test.step("another site cannot make a signed-in browser do it", async () => {
    const forged = await responder.post(BASE, { title: "Forged" }, "https://elsewhere.example");
    expect(forged.status).toBe(403);
    expect((await responder.get(BASE)).body.rows).toHaveLength(1);
  });
  await Promise.all(contexts.map((context) => context.close()));
});

type Answer = { status: number; type: string; body: Record<string, unknown> };

function asks(request: APIRequestContext, consoleUrl: string) {
  const answer = async (sent: ReturnType<APIRequestContext["get"]>): Promise<Answer> => {
    const response = await sent;
    const type = response.headers()["content-type"]?.split(";")[0] ?? "";
    return { status: response.status(), type, body: (await response.json()) as Record<string, unknown> };
  };
  return {
    get: (path: string) => answer(request.get(consoleUrl + path)),
    raw: async (path: string) => (await request.get(consoleUrl + path)).text(),
    post: (path: string, data: object, origin = new URL(consoleUrl).origin) =>
      answer(request.post(consoleUrl + path, { data, headers: { origin } })),
  };
}
