import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { connectAgent } from "../scripts/demo/agent";
import { createUser, type TestUser } from "../tests/factories";
import { expect, PASSWORD, test } from "./support/fixtures";
import { approve, deny, requestCard } from "./support/review";
import { RestAgent } from "./support/rest-agent";

const DEMO_TENANT = "0190a000-0000-7000-8000-00000000d301";

/** The whole product on real things: the demo tenant, the official MCP client, the official filesystem server. */
const demo = test.extend<{ reviewer: TestUser }>({
  reviewer: async ({ stack, givePassword }, use) => {
    expect(stack.demoAgent.tenant).toBe("demo");
    const reviewer = await createUser(DEMO_TENANT, ["reviewer"]);
    await givePassword(reviewer);
    await use(reviewer);
  },
});

demo(
  "an agent's MCP call is allowed, denied, or held until a reviewer follows the link and approves",
  async ({ page, stack, reviewer }) => {
    let announce: (address: string) => void = () => {};
    const announced = new Promise<string>((resolve) => (announce = resolve));
    const agent = await connectAgent(new URL("/mcp", stack.gatewayUrl), stack.demoAgent.apiKey, (address) =>
      announce(address),
    );
    const path = `report-${crypto.randomUUID()}.md`;
    const content = "# Report\n\nWritten by an agent.\n";

    const tools = (await agent.listTools()).map(({ name }) => name);
    expect(tools).toContain("io.fs.write_file");
    expect(tools, "what the policy always denies is not offered").not.toContain("io.fs.edit_file");

    const read = await agent.call("io.fs.read_text_file", { path: "welcome.txt" });
    expect(read).toMatchObject({ isError: false, facts: { decision: "ALLOW", rule: "reading-is-free" } });
    expect(read.text).toContain("sandbox of the demo agent");

    const writing = agent.call("io.fs.write_file", { path, content });
    const address = await announced;
    await expect(
      readFile(join(stack.dir, "sandbox", path)),
      "nothing runs before a person decides",
    ).rejects.toThrow("ENOENT");

    await page.goto(address);
    await page.getByRole("textbox", { name: "E-mail" }).fill(reviewer.email);
    await page.getByRole("textbox", { name: "Password" }).fill(PASSWORD);
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page).toHaveURL(address);
    await expect(requestCard(page)).toContainText(path);
    await expect(requestCard(page)).toContainText("changes-need-a-reviewer");
    await approve(page);

    const written = await writing;
    expect(written).toMatchObject({ isError: false, facts: { decision: "ALLOW" } });
    expect(await readFile(join(stack.dir, "sandbox", path), "utf8")).toBe(content);

    // After people said yes: a denial and an open question together would quarantine the session.
    const edited = await agent.call("io.fs.edit_file", {
      path: "welcome.txt",
      edits: [{ oldText: "This", newText: "That" }],
    });
    expect(edited).toMatchObject({ isError: true, facts: { decision: "DENY", rule: "no-edits-in-place" } });
    expect(edited.text).toContain("Editing in place is not allowed here.");

    await page.goto(await sessionOf(written.facts?.callId, stack.gatewayUrl, stack.demoAgent.apiKey));
    const call = (text: string | RegExp) => page.getByRole("row").filter({ hasText: text });
    await expect(call("io.fs.read_text_file")).toContainText("reading-is-free");
    await expect(call("io.fs.read_text_file")).toContainText("Succeeded");
    await expect(call("io.fs.edit_file")).toContainText("no-edits-in-place");
    await expect(call("io.fs.edit_file")).toContainText("Denied");
    await expect(call(path)).toContainText("Needs approval");
    await expect(call(path)).toContainText("Succeeded");
    await call(path).getByRole("link").click();
    const sheet = page.getByRole("region", { name: "Open call" });
    await sheet.getByRole("tab", { name: "Approval" }).click();
    await expect(sheet.getByRole("tabpanel", { name: "Approval" })).toContainText(
      `${reviewer.name} approved`,
    );
    await sheet.getByRole("tab", { name: "Result" }).click();
    await expect(sheet.getByRole("tabpanel", { name: "Result" })).toContainText("Succeeded");
    await agent.close();
  },
);

demo(
  "a denial's reason reaches the MCP agent, and nothing is written",
  async ({ page, stack, reviewer, loginAs }) => {
    let announce: (address: string) => void = () => {};
    const announced = new Promise<string>((resolve) => (announce = resolve));
    const agent = await connectAgent(new URL("/mcp", stack.gatewayUrl), stack.demoAgent.apiKey, (address) =>
      announce(address),
    );
    const path = `denied-${crypto.randomUUID()}.md`;
    const writing = agent.call("io.fs.write_file", { path, content: "never" });
    await loginAs(reviewer);
    await page.goto(await announced);
    await deny(page, "Wrong target", "this belongs into notes/");
    const answer = await writing;
    expect(answer.isError).toBe(true);
    expect(answer.text).toContain("Wrong target. this belongs into notes/");
    await expect(readFile(join(stack.dir, "sandbox", path))).rejects.toThrow("ENOENT");
    await agent.close();
  },
);

async function sessionOf(
  callId: string | null | undefined,
  gatewayUrl: string,
  apiKey: string,
): Promise<string> {
  const { body } = await new RestAgent(gatewayUrl, apiKey).get(`/api/v1/calls/${callId}`);
  return `/sessions/${String(body.session_id)}`;
}
