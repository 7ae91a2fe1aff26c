import { AwsV4Signer } from "aws4fetch";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { startMcpPeer, type McpPeer } from "@/tests/mcp-peer";
import { textOf, toolCall, upstreamRef } from "@/tests/upstream-peers";
import type { CredentialMaterial } from "../credentials/types";
import { callTool, closeUpstreams, listTools } from "./index";

let open: McpPeer;
let bound: McpPeer;
let strict: McpPeer;
beforeAll(async () => {
  open = await startMcpPeer();
  bound = await startMcpPeer({ boundSessions: true });
  strict = await startMcpPeer({ accepts: ["Bearer the-right-one"] });
});
afterEach(() => closeUpstreams());
afterAll(() => Promise.all([open.stop(), bound.stop(), strict.stop()]));

function bearer(secret: string): CredentialMaterial {
  return { headers: { authorization: `Bearer ${secret}` }, secrets: [], expiresAt: null };
}

const ref = ({ url }: McpPeer) => upstreamRef("mcp_http", { url });
const whoami = (credential: CredentialMaterial | null) => toolCall("whoami", {}, { credential });

test("each call carries its own credential, also when they run at once on one session", async () => {
  const upstream = ref(open);
  const names = Array.from({ length: 20 }, (_, index) => `secret-number-${index}`);
  const answers = await Promise.all(names.map((name) => callTool(upstream, whoami(bearer(name)))));
  expect(answers.map(({ result }) => textOf(result))).toEqual(names.map((name) => `Bearer ${name} null`));
  expect(textOf((await callTool(upstream, whoami(null))).result)).toBe("null null");
});

test("a header of any name is carried over whatever stands there", async () => {
  const headers = { "x-api-key": "k-1", accept: "application/json, text/event-stream;q=0.5" };
  const answer = await callTool(ref(open), whoami({ headers, secrets: [], expiresAt: null }));
  expect(textOf(answer.result)).toBe("null k-1");
  expect(open.received.at(-1)?.headers.accept).toBe(headers.accept);
});

test("what a server says of the secret it was sent does not come back", async () => {
  const credential = { ...bearer("swordfish-4711"), secrets: ["swordfish-4711"] };
  const answer = await callTool(ref(open), whoami(credential));
  expect(textOf(answer.result)).toMatch(/^Bearer \[.*removed\] null$/);
});

test("a session that belongs to another credential is left for one of the call's own", async () => {
  const upstream = ref(bound);
  expect(textOf((await callTool(upstream, whoami(bearer("first")))).result)).toBe("Bearer first null");
  expect(textOf((await callTool(upstream, whoami(bearer("second")))).result)).toBe("Bearer second null");
  expect(bound.received.filter(({ rpc }) => rpc === "initialize")).toHaveLength(2);
});

test("ending a session is asked for with the credential that opened it", async () => {
  await callTool(ref(bound), whoami(bearer("closing")));
  await closeUpstreams();
  expect(bound.received.findLast(({ method }) => method === "DELETE")?.headers.authorization).toBe(
    "Bearer closing",
  );
});

test("a credential that the server does not accept is refused before anything ran", async () => {
  const upstream = ref(strict);
  await expect(callTool(upstream, whoami(bearer("wrong")))).rejects.toMatchObject({
    effect: "none",
    message: expect.stringMatching(/HTTP 401: it does not accept our credential/) as string,
  });
  await callTool(upstream, whoami(bearer("the-right-one")));
  await expect(callTool(upstream, whoami(bearer("wrong")))).rejects.toMatchObject({ effect: "none" });
});

test("requests are signed for AWS, each one by itself", async () => {
  const aws = {
    accessKeyId: "AKIDEXAMPLE",
    secretAccessKey: "a-secret-access-key",
    sessionToken: "a-session-token",
    service: "execute-api",
    region: "eu-central-1",
  };
  await listTools(ref(open), { timeoutMs: 10_000, credential: { aws, secrets: [], expiresAt: null } });
  const sent = open.received.at(-1)!; // safe: it has just been asked
  expect(sent.rpc).toBe("tools/list");
  const { authorization, "x-amz-date": datetime, ...headers } = sent.headers;
  expect(sent.headers["x-amz-security-token"]).toBe("a-session-token");
  const signed = /SignedHeaders=([^,]+)/.exec(authorization ?? "")?.[1]?.split(";") ?? [];
  const covered = Object.fromEntries(Object.entries(headers).filter(([name]) => signed.includes(name)));
  const again = new AwsV4Signer({
    ...aws,
    url: open.url,
    method: "POST",
    headers: covered,
    body: sent.body,
    ...(datetime === undefined ? {} : { datetime }),
  });
  expect(authorization).toBe((await again.sign()).headers.get("authorization"));
});
