import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { startTickets, TICKETS, type HttpPeer } from "@/tests/http-peer";
import { toolCall, upstreamRef } from "@/tests/upstream-peers";
import { readOpenApi } from "../openapi/read-openapi";
import { callOverHttp } from "./call-over-http";
import { Link } from "./link";

let peer: HttpPeer;
beforeAll(async () => {
  peer = await startTickets();
});
afterAll(() => peer.stop());

const KINDS = [
  "invalid-json",
  "dies-at-once",
  "dies-mid-answer",
  "stream",
  "deep",
  "huge",
  "bomb",
  "hang",
  "drip",
  "redirect-loop",
  "status-503",
];
const ENDLESS = new Set(["hang", "drip"]);

test("after a thousand failing calls no connection and no memory is left", async () => {
  const config = { baseUrl: peer.baseUrl };
  const link = new Link({ ...upstreamRef("http", config), limits: { maxAnswerKb: 64 } });
  const tool = readOpenApi(TICKETS).operations.find((one) => one.tool.name === "makeTrouble")?.tool;
  const fail = (kind: string) =>
    callOverHttp(
      link,
      toolCall(
        "makeTrouble",
        { kind },
        { binding: tool?.binding ?? null, timeoutMs: ENDLESS.has(kind) ? 60 : 20_000 },
      ),
    );
  const batch = async (count: number) => {
    for (let done = 0; done < count; done += KINDS.length) {
      const ended = await Promise.allSettled(KINDS.map(fail));
      expect(ended.filter(({ status }) => status === "fulfilled")).toEqual([]);
    }
  };
  await batch(200);
  const before = memory();
  await batch(1_000);
  // A leak of one answer each would be 64 MB and more.
  expect(memory() - before).toBeLessThan(48 * 1024 * 1024);
  await link.close();
  await vi.waitFor(async () => expect(await peer.connections()).toBe(0), { timeout: 20_000 });
});

function memory(): number {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
