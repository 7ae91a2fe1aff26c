import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createUser } from "../tests/factories";
import { expect, test } from "./support/fixtures";
import { approve } from "./support/review";
import { RestAgent } from "./support/rest-agent";

const DEMO_TENANT = "0190a000-0000-7000-8000-00000000d301";

test("the same path by REST: allowed, denied, held, approved in the browser, run once", async ({
  page,
  stack,
  givePassword,
  loginAs,
}) => {
  const reviewer = await createUser(DEMO_TENANT, ["reviewer"]);
  await givePassword(reviewer);
  const agent = new RestAgent(stack.gatewayUrl, stack.demoAgent.apiKey);
  const path = `rest-${crypto.randomUUID()}.md`;
  const args = { path, content: "by REST\n" };

  const read = await agent.call("io.fs.read_text_file", { path: "welcome.txt" });
  expect(read).toMatchObject({
    status: 200,
    body: { decision: { action: "ALLOW", rule: "reading-is-free" }, status: "succeeded" },
  });
  const held = await agent.hold("io.fs.write_file", args);
  const waiting = agent.get(`/api/v1/approvals/${held.id}?wait=30`);
  await loginAs(reviewer);
  await page.goto(held.url);
  await approve(page);
  expect((await waiting).body.status).toBe("approved");

  const written = await agent.call("io.fs.write_file", args, { approval: held.id });
  expect(written).toMatchObject({ status: 200, body: { call_id: held.callId, status: "succeeded" } });
  expect(await readFile(join(stack.dir, "sandbox", path), "utf8")).toBe("by REST\n");

  const again = await agent.call("io.fs.write_file", args, { approval: held.id });
  expect(again.status, "an approval is good for one run").toBe(409);
  // Last: a denial and an open question together would quarantine the session.
  const denied = await agent.call("io.fs.edit_file", {
    path: "welcome.txt",
    edits: [{ oldText: "This", newText: "That" }],
  });
  expect(denied).toMatchObject({ status: 403, body: { code: "POLICY_DENIED", rule: "no-edits-in-place" } });
  await page.goto(`/sessions/${await agent.sessionId()}`);
  await expect(page.getByRole("row").filter({ hasText: path }).filter({ hasText: "Succeeded" })).toHaveCount(
    1,
  );
});
