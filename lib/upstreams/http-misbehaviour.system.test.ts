import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { startMcpPeer } from "@/tests/mcp-peer";
import { startMisbehavingHttp, type MisbehavingPeer } from "@/tests/misbehaving-http-peer";
import { textOf, toolCall, upstreamRef } from "@/tests/upstream-peers";
import { breakerState, callTool, closeUpstreams, onToolsChanged, type UpstreamRef } from "./index";

let peer: MisbehavingPeer;
beforeAll(async () => {
  peer = await startMisbehavingHttp();
});
afterEach(() => closeUpstreams());
afterAll(() => peer.stop());

const ref = (more: Partial<UpstreamRef> = {}) => ({ ...upstreamRef("mcp_http", { url: peer.url }), ...more });

test.each([
  ["hang", "UPSTREAM_TIMEOUT", "unknown"],
  ["drip", "UPSTREAM_TIMEOUT", "unknown"],
  ["drip-events", "UPSTREAM_TIMEOUT", "unknown"],
  ["die", "UPSTREAM_FAILED", "unknown"],
  ["die-mid-answer", "UPSTREAM_FAILED", "unknown"],
  ["huge", "UPSTREAM_RESPONSE_TOO_LARGE", "unknown"],
  ["huge-event", "UPSTREAM_RESPONSE_TOO_LARGE", "unknown"],
  ["invalid-json", "UPSTREAM_FAILED", "unknown"],
  ["wrong-schema", "UPSTREAM_FAILED", "unknown"],
  ["not-an-object", "UPSTREAM_FAILED", "unknown"],
  ["wrong-type", "UPSTREAM_FAILED", "unknown"],
  ["status-422", "UPSTREAM_FAILED", "none"],
  ["status-500", "UPSTREAM_FAILED", "unknown"],
  ["status-503", "UPSTREAM_FAILED", "unknown"],
  ["redirect", "UPSTREAM_FAILED", "unknown"],
])("the tool %s ends as %s with effect %s, and the next call is well", async (tool, code, effect) => {
  const upstream = ref();
  await callTool(upstream, toolCall("fine"));
  const timeoutMs = code === "UPSTREAM_TIMEOUT" ? 400 : 30_000;
  await expect(callTool(upstream, toolCall(tool, {}, { timeoutMs }))).rejects.toMatchObject({ code, effect });
  expect(textOf((await callTool(upstream, toolCall("fine"))).result)).toBe("fine");
});

test("the largest answer is what the upstream's limits say", async () => {
  const upstream = ref({ limits: { maxAnswerKb: 1 } });
  await expect(callTool(upstream, toolCall("fine"))).resolves.toMatchObject({ isError: false });
  const larger = ref({ limits: { maxAnswerKb: 16_384 } });
  await expect(callTool(larger, toolCall("huge"))).rejects.toMatchObject({
    code: "UPSTREAM_RESPONSE_TOO_LARGE",
  });
});

test("a private address that nobody permitted is not connected to, and says who can permit it", async () => {
  await expect(callTool(ref({ allow: [] }), toolCall("fine"))).rejects.toMatchObject({
    code: "UPSTREAM_UNAVAILABLE",
    effect: "none",
    message: expect.stringMatching(/loopback address.*An administrator can permit its range/) as string,
  });
  const metadata = upstreamRef("mcp_http", { url: "http://169.254.169.254/mcp" });
  await expect(callTool({ ...metadata, allow: ["169.254.0.0/16"] }, toolCall("fine"))).rejects.toMatchObject({
    effect: "none",
    message: expect.stringMatching(/never permitted\.$/) as string,
  });
});

test("failures in a row open the breaker; it lets one call find out when its time is over", async () => {
  const upstream = ref({ limits: { breakerFailures: 2, breakerSeconds: 1 } });
  expect(breakerState(upstream)).toBe("closed");
  for (let time = 0; time < 2; time++)
    await expect(callTool(upstream, toolCall("invalid-json"))).rejects.toThrow();
  expect(breakerState(upstream)).toBe("open");
  await expect(callTool(upstream, toolCall("fine"))).rejects.toMatchObject({
    code: "UPSTREAM_UNAVAILABLE",
    effect: "none",
    message: expect.stringMatching(/circuit breaker is open; the upstream is tried again in 1 s/) as string,
  });
  await vi.waitFor(() => expect(breakerState(upstream)).toBe("half_open"), 20_000);
  await callTool(upstream, toolCall("fine"));
  expect(breakerState(upstream)).toBe("closed");
});

test("what a person changed begins with a closed breaker", async () => {
  const upstream = ref({ limits: { breakerFailures: 1 }, updatedAt: 1 });
  await expect(callTool(upstream, toolCall("invalid-json"))).rejects.toThrow();
  expect(breakerState(upstream)).toBe("open");
  await callTool({ ...upstream, updatedAt: 2 }, toolCall("fine"));
  expect(breakerState(upstream)).toBe("closed");
});

test.each([
  ["both protocols", false],
  ["the older protocol", true],
])("a server of %s that says its tools changed is heard", async (_, boundSessions) => {
  const changing = await startMcpPeer({ boundSessions });
  const upstream = upstreamRef("mcp_http", { url: changing.url });
  const heard = vi.fn();
  const stop = onToolsChanged(heard);
  try {
    await callTool(upstream, toolCall("whoami"));
    // The stream on which it says so is opened beside the first call.
    let more = 0;
    await vi.waitFor(
      () => {
        changing.addTool(`another-${(more += 1)}`);
        expect(heard).toHaveBeenCalledWith(upstream);
      },
      { timeout: 30_000, interval: 1_000 },
    );
  } finally {
    stop();
    await closeUpstreams();
    await changing.stop();
  }
});
