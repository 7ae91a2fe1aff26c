import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { generateLoad, readAnswer } from "./load-generator";

const closers: (() => void)[] = [];
afterEach(() => closers.splice(0).forEach((close) => close()));

async function listen(onRequest: RequestListener): Promise<number> {
  const server = createServer(onRequest);
  closers.push(() => server.close());
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return (server.address() as AddressInfo).port;
}

const job = {
  host: "127.0.0.1",
  path: "/",
  headers: {},
  body: "{}",
  connections: 4,
  requests: 40,
  warmUp: 8,
  maxSeconds: 10,
};

describe("the load generator", () => {
  it("counts each answer once and measures as many as it was asked to", async () => {
    let seen = 0;
    const port = await listen((request, response) => {
      seen += 1;
      request.resume().on("end", () => response.writeHead(seen % 2 ? 200 : 403).end("{}"));
    });
    const report = await generateLoad({ ...job, port });
    expect(seen).toBe(48);
    expect(report.count).toBe(40);
    expect(report.statuses).toEqual({ 200: 24, 403: 24 });
    expect(report.p50).toBeGreaterThan(0);
    expect(report.p99).toBeGreaterThanOrEqual(report.p50);
  });

  it("fails when the server hangs up", async () => {
    const port = await listen((request) => request.socket.destroy());
    await expect(generateLoad({ ...job, port })).rejects.toThrow();
  });

  it("waits for the whole answer, however it is cut, with a length and in chunks", () => {
    const sized = Buffer.from("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
    const chunked = Buffer.from(
      "HTTP/1.1 403 Forbidden\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
    );
    for (const [whole, status] of [
      [sized, 200],
      [chunked, 403],
    ] as const) {
      for (let cut = 0; cut < whole.length; cut++) expect(readAnswer(whole.subarray(0, cut))).toBeUndefined();
      expect(readAnswer(Buffer.concat([whole, sized]))).toEqual({ status, length: whole.length });
    }
  });
});
