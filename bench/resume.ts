import { setTimeout } from "node:timers/promises";
import { approve } from "../lib/approvals";
import { withTenant } from "../lib/platform/db";
import { inheritedEnv } from "../lib/platform/env/process";
import { newId } from "../lib/platform/ids";
import { ECHO, MESSAGES } from "../tests/echo-tenant";
import { ctxFor } from "../tests/factories";
import { save } from "./save";
import { spreadOf, type Spread } from "./summary";
import { startWorld, type World } from "./world";

/** Of each door; a p99 of fewer would be one call. */
const DECISIONS = 400;
/** Calls that wait at the same time; people decide four of each in a second, so 16 load two cores fully. */
const WAITING = Number(inheritedEnv().AGENTGATE_BENCH_WAITING ?? 16);
/** Until the repeated call certainly waits, and no longer than people take: in milliseconds, at random between the two. */
const THINKING_MS = [100, 400] as const;
/** What is promised (p99). */
const PROMISED_MS = 500;

type Ways = { held: (message: string) => Promise<string>; wait: (message: string) => Promise<boolean> };
type Row = Spread & { door: string };

/**
 * How long after the decision a waiting agent has its tool's answer: from the time that stands on the request in the
 * database, before its transaction is even durable, to the whole answer at the agent. People decide in another process
 * than the gateway's, as in the console.
 */
export async function benchResume(): Promise<void> {
  const startedAt = new Date();
  const world = await startWorld();
  try {
    console.log(
      "From the decision to the tool's answer at the agent, ms; PostgreSQL and all processes on this machine",
    );
    console.log(["", "decisions", "p50", "p95", "p99", "max"].map((name) => name.padStart(12)).join(""));
    const rows: Row[] = [];
    for (const [door, ways] of [
      ["REST", rest(world)],
      ["MCP", mcp(world)],
    ] as const) {
      const row = { door, ...(await measure(world, ways)) };
      rows.push(row);
      console.log(
        Object.values(row)
          .map((cell) => String(cell).padStart(12))
          .join(""),
      );
    }
    const file = await save(startedAt, { resume: rows, durability: world.durability });
    console.log(`\nWritten to ${file}`);
    if (rows.some(({ p99 }) => p99 > PROMISED_MS)) throw new Error(`The p99 is over ${PROMISED_MS} ms.`);
  } finally {
    await world.stop();
  }
}

async function measure({ tenant }: World, { held, wait }: Ways): Promise<Spread> {
  const reviewer = ctxFor(tenant.id, tenant.reviewer);
  const took: number[] = [];
  let left = DECISIONS;
  const lane = async () => {
    while (left-- > 0) {
      const message = `${MESSAGES.held} ${newId()}`;
      const approvalId = await held(message);
      const answer = wait(message).then((ran) => ({ ran, at: Date.now() }));
      const [from, to] = THINKING_MS;
      await setTimeout(from + Math.random() * (to - from));
      await approve(reviewer, { approvalId });
      const { ran, at } = await answer;
      if (!ran) throw new Error("An approved call did not run.");
      const { decidedAt } = await withTenant(tenant.id, (tx) =>
        tx.approval.findUniqueOrThrow({ where: { id: approvalId }, select: { decidedAt: true } }),
      );
      took.push(at - decidedAt!.getTime());
    }
  };
  await Promise.all(Array.from({ length: WAITING }, lane));
  return spreadOf(took);
}

/** The call is held, and repeated with `wait`: the second one waits on its connection. */
function rest({ port, apiKey, sessionId }: World): Ways {
  const call = async (message: string, query: string) => {
    const response = await fetch(`http://127.0.0.1:${port}/api/v1/tools/call${query}`, {
      method: "POST",
      headers: { authorization: `Bearer ${apiKey}`, "content-type": "application/json" },
      body: JSON.stringify({ session_id: sessionId, tool_name: ECHO, arguments: { message } }),
    });
    return (await response.json()) as { status: string; approval?: { id: string } };
  };
  return {
    held: async (message) => (await call(message, "")).approval!.id,
    wait: async (message) => (await call(message, "?wait=30")).status === "succeeded",
  };
}

/** The same over MCP: what a client without tasks and URLs does is to repeat the call, which attaches and waits. */
function mcp({ port, apiKey, sessionId }: World): Ways {
  const _meta = {
    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
    "io.modelcontextprotocol/clientCapabilities": {},
    "io.agentgate/session": sessionId,
  };
  const call = async (message: string) => {
    const response = await fetch(`http://127.0.0.1:${port}/mcp`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${apiKey}`,
        "content-type": "application/json",
        accept: "application/json, text/event-stream",
        "mcp-protocol-version": "2026-07-28",
        "mcp-method": "tools/call",
        "mcp-name": ECHO,
      },
      body: JSON.stringify({
        jsonrpc: "2.0",
        id: 1,
        method: "tools/call",
        params: { name: ECHO, arguments: { message }, _meta },
      }),
    });
    return response.text();
  };
  return {
    held: async (message) => {
      const approval = /"approval":\{"id":"([^"]+)"/.exec(await call(message));
      if (!approval?.[1]) throw new Error("A call was not held.");
      return approval[1];
    },
    wait: async (message) => (await call(message)).includes('"status":"succeeded"'),
  };
}
