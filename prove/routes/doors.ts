import { createGateway } from "../../lib/gateway";
import { setEnv } from "../../lib/platform/env/process";
import { ECHO } from "../../tests/echo-tenant";
import { Tally, type Check } from "../suite";
import { asOfNothing, sameSaid } from "./existence";
import { atOnce, send, type Answer, type Sent } from "./http";
import { around, watched } from "./sweep";
import { idsOf } from "./targets";
import type { World } from "./world";

/** What asks nobody: whether the process runs. */
const OPEN = ["/healthz", "/readyz"];

type Door = { name: string; sent: Sent };

/** The agents' side: every endpoint that the gateway has, at its own address and at the console's, with wrong keys. */
export async function doors(world: World): Promise<Check[]> {
  const { stack, victim, stranger } = world;
  const shut = new Tally("Without a key that holds, the gateway refuses every request", "T4");
  const apart = new Tally(
    "Another tenant's agent is answered about this one's things as about nothing",
    "T4",
  );
  const silent = new Tally("No agent of another tenant is told a byte of the tenant", "T4");
  const still = new Tally("No agent of another tenant changes a row of the tenant", "T4");
  const right = new Tally("The tenant's own agent is answered by the same requests");
  const all = doorsOf(world);
  const bad = badKeys(victim.tenant.agent.apiKey, victim.tenant.id);
  const key = (text: string) => ({ authorization: `Bearer ${text}` });
  for (const base of [...new Set([stack.gatewayUrl, stack.consoleUrl])]) {
    await watched(world, all, still, async (round) => {
      const tries = round.flatMap((door) =>
        Object.entries(bad).map(([name, headers]) => ({ door, name, headers })),
      );
      await atOnce(tries, async ({ door, name, headers }) => {
        const answer = await send(base, withHeaders(door.sent, headers));
        shut.add(![401, 403].includes(answer.status) && said(door, name, base, answer));
        silent.add(answer.told.includes(victim.marks.core) && said(door, name, base, answer));
      });
      await atOnce(round, async (door) => {
        const sent = withHeaders(door.sent, key(stranger.agent.apiKey));
        const answer = await send(base, sent);
        const nothing = await send(base, asOfNothing(sent, idsOf(victim)).sent);
        const naming = idsOf(victim).some((id) => sent.path.includes(id) || (sent.body ?? "").includes(id));
        if (naming) apart.add(!sameSaid(answer, nothing) && said(door, "a stranger's agent", base, answer));
        silent.add(answer.told.includes(victim.marks.core) && said(door, "a stranger's agent", base, answer));
      });
    });
  }
  for (const door of all) {
    const answer = await send(stack.gatewayUrl, withHeaders(door.sent, key(victim.tenant.agent.apiKey)));
    // The session is stopped, which is no matter of keys: 403 is an answer here.
    const refused = answer.status === 401 || answer.status >= 500;
    right.add(refused && said(door, "its own agent", stack.gatewayUrl, answer));
  }
  return [shut, apart, silent, still, right].map(({ check }) => check);
}

function doorsOf({ stack, victim }: World): Door[] {
  // Only its list of endpoints is asked for; nothing is served from here.
  setEnv({ AGENTGATE_SECRET: stack.secrets.gateway });
  const listed = createGateway().routes.filter(({ path }) => !path.endsWith("*") && !OPEN.includes(path));
  const ids: Record<string, string> = { "/calls/:id": victim.callId, "/sessions/:id": victim.sessionId };
  const idOf = (path: string) => Object.entries(ids).find(([part]) => path.includes(part))?.[1];
  return listed.map(({ method: listedMethod, path }) => {
    const method = listedMethod === "ALL" ? "POST" : listedMethod;
    const filled = path
      .replace(":id", idOf(path) ?? victim.approvalIds[5] ?? "")
      .replace(":upstream", "bench");
    const body = method === "POST" ? bodyFor(path, victim.sessionId) : undefined;
    const json = { "content-type": "application/json", accept: "application/json, text/event-stream" };
    return {
      name: `${method} ${path}`,
      sent: {
        ...{ method, path: filled, headers: body ? json : {} },
        ...(body ? { body: JSON.stringify(body) } : {}),
      },
    };
  });
}

function bodyFor(path: string, sessionId: string): object {
  const call = { tool_name: ECHO, arguments: { message: "hello" } };
  if (path.endsWith("/tools/call")) return { ...call, session_id: sessionId };
  if (path.endsWith("/policy/explain")) return call;
  if (path.startsWith("/mcp")) return { jsonrpc: "2.0", id: 1, method: "tools/list", params: {} };
  return {};
}

/** A key of which one thing is wrong, and other things than keys. */
function badKeys(key: string, tenantId: string): Record<string, Record<string, string>> {
  const bearer = (text: string) => ({ authorization: `Bearer ${text}` });
  const other = key.endsWith("A") ? "B" : "A";
  return {
    "no key": {},
    "a key with another end": bearer(key.slice(0, -6) + other + key.slice(-5)),
    "a key that is cut off": bearer(key.slice(0, -1)),
    "a key with more": bearer(`${key}A`),
    "a key in capitals": bearer(key.toUpperCase()),
    "an empty key": bearer(""),
    "two keys": bearer(`${key},${key}`),
    "a key as basic": { authorization: `Basic ${Buffer.from(`${key}:`).toString("base64")}` },
    "a key in another header": { "x-api-key": key },
    "a tenant in a header": { "x-tenant-id": tenantId },
    "a key as a cookie": { cookie: `authorization=Bearer ${key}` },
  };
}

const withHeaders = (sent: Sent, more: Record<string, string>): Sent => ({
  ...sent,
  headers: { ...sent.headers, ...more },
});

function said({ name }: Door, who: string, base: string, answer: Answer): string {
  return `${name} at ${base} by ${who}: ${answer.status} ${around(answer.body, "")}`;
}
