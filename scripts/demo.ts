import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { env } from "../lib/platform/env";
import { connectAgent, type Agent, type Answer } from "./demo/agent";
import { block, fact, headline, line, step, verdict } from "./demo/print";

/**
 * `npm run demo`: a real agent, an MCP client of the official SDK with an API key. It reads a file, makes a
 * document, writes a file, which waits for a person in the console, and tries something it may not do.
 */
const DemoAgent = z.object({
  apiKey: z.string(),
  gatewayUrl: z.url(),
  consoleUrl: z.url(),
  tenant: z.string(),
});
type DemoAgent = z.infer<typeof DemoAgent>;

/** What stops the demo with a sentence instead of a stack. */
class Stop extends Error {}

async function main(): Promise<void> {
  const config = await readConfig();
  const url = new URL("/mcp", config.gatewayUrl);
  let waitingAt: string | undefined;
  process.once("SIGINT", () => {
    line();
    line(waitingAt ? `Stopped waiting. The request stays open until it expires: ${waitingAt}` : "Stopped.");
    process.exit(130);
  });

  headline("AgentGate demo");
  line(`An agent of the tenant "${config.tenant}" connects to ${url} with its API key.`);
  const agent = await connect(url, config, (address, message) => {
    waitingAt = address;
    verdict("REQUIRE_APPROVAL", message);
    line();
    line("   Open this address, sign in and decide. The agent waits.");
    line();
    line(`   ${address}`, "link");
    line();
    line("   Waiting for a person (Ctrl-C to stop) ...", "dim");
  });
  try {
    await play(agent, config, () => (waitingAt = undefined));
  } finally {
    await agent.close().catch(() => undefined);
  }
}

async function play(agent: Agent, config: DemoAgent, settled: () => void): Promise<void> {
  step(1, "Which tools does the policy let this agent see?");
  const tools = await agent.listTools();
  fact("protocol", agent.protocolVersion);
  fact("tools", String(tools.length));
  block(tools.map(({ name }) => name).join("\n"));

  step(2, "Read a file: io.fs.read_text_file");
  report(await agent.call("io.fs.read_text_file", { path: "welcome.txt" }));

  step(3, "Make a document, which can be taken back and so is allowed: document.create");
  report(await agent.call("document.create", { title: "Plan", body: "Ask before writing." }));

  step(4, "Write a file, for which the policy asks a person: io.fs.write_file");
  const path = `report-${new Date().toISOString().replace(/[:.]/g, "-")}.md`;
  const written = await agent.call("io.fs.write_file", {
    path,
    content: "# Report\n\nWritten by an agent, approved by a person.\n",
  });
  settled();
  report(written);

  // Last, after people said yes: a denial and an open question together would quarantine the session.
  step(5, "Edit the file that it read, which the policy does not allow: io.fs.edit_file");
  const edits = [{ oldText: "This", newText: "That" }];
  report(await agent.call("io.fs.edit_file", { path: "welcome.txt", edits }));

  step(6, "See it all: every decision, rule, approval and outcome");
  line(`   ${await sessionAddress(written, config)}`, "link");
  line();
}

function report(answer: Answer): void {
  const { facts, text, isError } = answer;
  verdict(
    isError && facts?.decision === "ALLOW" ? "ERROR" : (facts?.decision ?? "ERROR"),
    facts?.reason ?? "",
  );
  if (facts?.rule) fact("rule", facts.rule);
  if (facts?.code) fact("code", facts.code);
  block(text);
}

/** The console's page of the session the call belongs to; the gateway knows which one that is. */
async function sessionAddress(
  answer: Answer,
  { apiKey, gatewayUrl, consoleUrl }: DemoAgent,
): Promise<string> {
  const callId = answer.facts?.callId;
  if (!callId) return new URL("/sessions", consoleUrl).href;
  const response = await fetch(new URL(`/api/v1/calls/${callId}`, gatewayUrl), {
    headers: { authorization: `Bearer ${apiKey}` },
  });
  const { session_id: sessionId } = z.object({ session_id: z.string() }).parse(await response.json());
  return new URL(`/sessions/${sessionId}`, consoleUrl).href;
}

async function readConfig(): Promise<DemoAgent> {
  const file = join(env().AGENTGATE_DIR, "demo-agent.json");
  const text = await readFile(file, "utf8").catch(() => {
    throw new Stop(`There is no ${file}. Run \`npm start\` first: it prepares the demo agent.`);
  });
  return DemoAgent.parse(JSON.parse(text));
}

async function connect(
  url: URL,
  { apiKey }: DemoAgent,
  onApproval: (address: string, message: string) => void,
): Promise<Agent> {
  await fetch(new URL("/healthz", url)).catch(() => {
    throw new Stop(
      `The gateway does not answer at ${url.origin}. Start it with \`npm start\`, and run the demo in a second terminal.`,
    );
  });
  return connectAgent(url, apiKey, onApproval);
}

try {
  await main();
} catch (error) {
  line();
  line(
    error instanceof Stop
      ? error.message
      : `The demo failed: ${error instanceof Error ? error.message : String(error)}`,
    "bad",
  );
  process.exitCode = 1;
}
