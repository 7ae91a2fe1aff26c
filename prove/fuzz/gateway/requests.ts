import fc, { type Arbitrary } from "fast-check";
import type { Json } from "../../../lib/platform/json";
import { ECHO, MESSAGES } from "../../../tests/echo-tenant";
import { HOSTILE_TEXTS } from "../corpora/hostile";
import { bodyNear, hostileValue } from "./bodies";
import type { Headers } from "./raw-http";
import { agentHeaders, type FuzzWorld } from "./world";

/** One request of the storm, in the form in which it is written down when something goes wrong. */
export type Fuzzed = { method: string; path: string; headers: Headers; body: Buffer | undefined };

type Facts = Pick<FuzzWorld, "sessionId" | "foreignSession"> & { apiKey: string; mcpSession: string };

const TOOLS = [ECHO, ECHO, ECHO, ECHO, "no.such", ...HOSTILE_TEXTS];
const PROTOCOL = "io.modelcontextprotocol/protocolVersion";
const CAPABILITIES = "io.modelcontextprotocol/clientCapabilities";
const MODERN = "2026-07-28";
const VERSIONS = [MODERN, "2025-11-25", "2025-06-18", "2024-11-05", "1999-01-01", "", "null"];
const version = fc.oneof({ arbitrary: fc.constant("2025-11-25"), weight: 5 }, fc.constantFrom(...VERSIONS));
/** A text that is mostly good: what is wrong everywhere is refused before it gets anywhere. */
const text = fc.oneof({ arbitrary: fc.constant("good"), weight: 6 }, fc.constantFrom(...HOSTILE_TEXTS));
/** What the policy allows, denies or holds, and what is refused before. */
const message = fc.oneof({ arbitrary: fc.constantFrom(...Object.values(MESSAGES)), weight: 2 }, text);
const METHODS = [
  "initialize",
  "notifications/initialized",
  "notifications/cancelled",
  "ping",
  "tools/list",
  "tools/call",
  "tasks/get",
  "tasks/update",
  "tasks/cancel",
  "tasks/list",
  "server/discover",
  "resources/read",
  "prompts/get",
  "logging/setLevel",
  "completion/complete",
  "sampling/createMessage",
  "constructor",
  "__proto__",
  "",
];

/** Text that may stand in a header: one byte per character and no line ends, for what is no header at all has its own corpus. */
const headerText = fc.oneof(
  fc.constantFrom(...HOSTILE_TEXTS).map((text) => headerSafe(text).slice(0, 4_000)),
  fc.string({ unit: "grapheme-ascii", maxLength: 300 }).map(headerSafe),
);

function headerSafe(text: string): string {
  return text.replace(/[^\t\x20-\x7e]/g, "?").trim();
}

const pathText = fc.oneof(
  fc.uuid(),
  fc.constantFrom(...HOSTILE_TEXTS).map((text) => encodeURIComponent(text.toWellFormed()).slice(0, 2_000)),
  fc.constantFrom("%", "%2", "%zz", "%c0%af", "%ff", "..", "%2e%2e", ";", "a;b=c", "%0d%0a", "~", "*"),
);

export function requests(facts: Facts): Arbitrary<Fuzzed> {
  return fc.oneof(
    { arbitrary: restCall(facts), weight: 5 },
    { arbitrary: restOther(facts), weight: 2 },
    { arbitrary: restRead(facts), weight: 1 },
    { arbitrary: legacyMessage(facts), weight: 4 },
    { arbitrary: modernMessage(facts), weight: 4 },
  );
}

const callArguments = fc.oneof(
  { arbitrary: fc.record({ message }), weight: 3 },
  fc.record({ message, nested: hostileValue }),
);

/** A tool call that may be good, so that what is changed in it is found late. */
function call({ sessionId, foreignSession }: Facts): Arbitrary<Json> {
  return fc.record({
    session_id: fc.oneof(
      { arbitrary: fc.constant(sessionId), weight: 8 },
      fc.constantFrom(foreignSession, "x"),
    ),
    tool_name: fc.oneof({ arbitrary: fc.constant(ECHO), weight: 9 }, fc.constantFrom(...TOOLS)),
    arguments: callArguments,
    context: fc.dictionary(fc.string({ maxLength: 20 }), hostileValue, { maxKeys: 3 }),
  }) as Arbitrary<Json>;
}

function restCall(facts: Facts): Arbitrary<Fuzzed> {
  const names = ["idempotency-key", "traceparent", "x-request-id", "x-agentgate-requested-version"];
  const more = fc.tuple(fc.constantFrom(...names), headerText).map(([name, text]) => ({ [name]: text }));
  const query = fc.oneof(
    { arbitrary: fc.constant(""), weight: 6 },
    pathText.map((it) => `?wait=${it}`),
  );
  const path = fc.constantFrom("/api/v1/tools/call", "/api/v1/tools/call", "/api/v1/policy/explain");
  return fc
    .tuple(bodyNear(call(facts)), fc.oneof(fc.constant({}), more), path, query)
    .map(([body, headers, at, asked]) => ({
      ...{ method: "POST", path: at + asked, body },
      headers: { ...agentHeaders(facts.apiKey), ...(headers as Headers) },
    }));
}

function restOther(facts: Facts): Arbitrary<Fuzzed> {
  const session = fc.record({ label: text, acts_for: text }, { requiredKeys: ["label"] });
  const type = fc.constantFrom(
    ...Array.from({ length: 16 }, () => "application/json"),
    ...["application/json", "application/json; charset=utf-16", "APPLICATION/JSON", "text/json"],
    ...["application/jsonp", "multipart/form-data", "application/x-www-form-urlencoded", ""],
  );
  const made = fc
    .tuple(bodyNear(session as Arbitrary<Json>), type)
    .map(([body, contentType]) => ({ path: "/api/v1/sessions", body, contentType }));
  const ended = fc
    .tuple(pathText, bodyNear(fc.constant({})))
    .map(([id, body]) => ({ path: `/api/v1/sessions/${id}/end`, body, contentType: "application/json" }));
  return fc.oneof({ arbitrary: made, weight: 3 }, ended).map(({ path, body, contentType }) => ({
    ...{ method: "POST", path, body },
    headers: { ...agentHeaders(facts.apiKey), "content-type": contentType },
  }));
}

function restRead(facts: Facts): Arbitrary<Fuzzed> {
  const places = ["/api/v1/calls/", "/api/v1/approvals/", "/api/v1/sessions/", "/api/v1/", "/mcp/", "/"];
  const authorization = fc.oneof(
    { arbitrary: fc.constant(`Bearer ${facts.apiKey}`), weight: 5 },
    headerText,
    headerText.map((text) => `Bearer ${text}`),
    headerText.map((text) => `Bearer ${facts.apiKey}${text}`),
  );
  const method = fc.constantFrom("GET", "GET", "DELETE", "PUT", "PATCH", "OPTIONS", "PROPFIND");
  return fc
    .tuple(method, fc.constantFrom(...places), pathText, authorization)
    .map(([verb, place, id, who]) => ({
      ...{ method: verb, path: place + id, body: undefined },
      headers: { authorization: who },
    }));
}

function rpc(facts: Facts, meta: Json): Arbitrary<{ method: string; json: Json; name: string }> {
  const method = fc.oneof({ arbitrary: fc.constant("tools/call"), weight: 6 }, fc.constantFrom(...METHODS));
  const id = fc.oneof(
    { arbitrary: fc.integer(), weight: 4 },
    fc.constantFrom<Json>("a", "", 1.5, null, true, [], {}, "\u0000", 1e20),
  );
  const params = fc.record({
    name: fc.oneof({ arbitrary: fc.constantFrom("echo", ECHO), weight: 9 }, fc.constantFrom(...TOOLS)),
    arguments: callArguments,
    taskId: fc.oneof({ arbitrary: fc.constant(facts.sessionId), weight: 4 }, text),
    clientInfo: fc.record({ name: text, version: text }),
    protocolVersion: version,
    capabilities: fc.constantFrom<Json>({}, { elicitation: { url: {} } }, [], "x"),
    requestState: fc.oneof(text, fc.constantFrom("agentgate.", "agentgate.x.y")),
  });
  return fc.tuple(method, id, params).map(([verb, named, given]) => ({
    method: verb,
    json: { jsonrpc: "2.0", id: named, method: verb, params: { ...(given as object), _meta: meta } } as Json,
    name: given.name,
  }));
}

function legacyMessage(facts: Facts): Arbitrary<Fuzzed> {
  const session = fc.oneof(
    { arbitrary: fc.constant<string | undefined>(facts.mcpSession), weight: 6 },
    fc.constantFrom(undefined, facts.foreignSession, facts.sessionId, "x"),
    headerText,
  );
  const body = bodyNear(rpc(facts, {}).map(({ json }) => json));
  return fc.tuple(place, body, session, version).map(([path, bytes, of, speaks]) => ({
    ...{ method: "POST", path, body: bytes },
    headers: {
      ...agentHeaders(facts.apiKey),
      ...{ accept: "application/json, text/event-stream", "mcp-protocol-version": speaks },
      ...(of === undefined ? {} : { "mcp-session-id": of }),
    },
  }));
}

function modernMessage(facts: Facts): Arbitrary<Fuzzed> {
  const capabilities = { elicitation: { url: {} }, extensions: { "io.modelcontextprotocol/tasks": {} } };
  const near = rpc(facts, { [PROTOCOL]: MODERN, [CAPABILITIES]: capabilities }).chain(
    ({ json, method, name }) => bodyNear(fc.constant(json)).map((body) => ({ body, method, name })),
  );
  return fc.tuple(place, near).map(([path, { body, method, name }]) => ({
    ...{ method: "POST", path, body },
    headers: {
      ...agentHeaders(facts.apiKey),
      ...{ accept: "application/json, text/event-stream", "mcp-protocol-version": MODERN },
      ...{ "mcp-method": method, "mcp-name": headerSafe(name) },
    },
  }));
}

const place = fc.oneof(
  { arbitrary: fc.constantFrom("/mcp", "/mcp/bench"), weight: 9 },
  pathText.map((it) => `/mcp/${it}`),
);
