import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { generateOpenLoad, type OpenJob } from "./open-loop";

const closers: (() => void)[] = [];
afterEach(() => closers.splice(0).forEach((close) => close()));

async function listen(onRequest: RequestListener): Promise<number> {
  const server = createServer((request, response) => {
    request.resume().on("end", () => onRequest(request, response));
  });
  closers.push(() => server.close());
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return (server.address() as AddressInfo).port;
}

function job(port: number, more: Partial<OpenJob> = {}): OpenJob {
  return {
    ...{ host: "127.0.0.1", port, path: "/", headers: {}, body: "{}" },
    ...{ perSecond: 100, seconds: 1, warmUpSeconds: 0, connections: 4, patienceMs: 60_000 },
    ...more,
  };
}

describe("the open-loop generator", () => {
  it("sends as many as are due, tells refusals from answers, and leaves out the warm-up", async () => {
    let seen = 0;
    const port = await listen((_, response) => response.writeHead(++seen % 4 === 0 ? 503 : 200).end("{}"));
    const report = await generateOpenLoad(job(port, { warmUpSeconds: 0.5 }));
    expect(seen).toBe(100);
    expect(report).toMatchObject({ due: 100, sent: 100, gaveUp: 0, unanswered: 0 });
    expect(report.statuses).toEqual({ 200: 75, 503: 25 });
    expect(report.accepted.count + report.refused.count).toBe(50);
  });

  it("counts how long a request waited for its turn, which a closed loop would not see", async () => {
    // The first answer takes half a second, and there is one connection: the others' answers come at once, once sent.
    let first = true;
    const port = await listen((_, response) => {
      setTimeout(() => response.end("{}"), first ? 500 : 0);
      first = false;
    });
    const report = await generateOpenLoad(job(port, { connections: 1 }));
    expect(report.statuses).toEqual({ 200: 100 });
    expect(report.accepted.p95).toBeGreaterThan(250);
  });

  it("gives up what finds no connection in time, and says so", async () => {
    const held: (() => void)[] = [];
    const port = await listen((_, response) => void held.push(() => response.end("{}")));
    setTimeout(() => held.forEach((answer) => answer()), 1_300);
    const report = await generateOpenLoad(job(port, { connections: 2, patienceMs: 50 }));
    expect(report).toMatchObject({ due: 100, sent: 2, gaveUp: 98, unanswered: 0 });
  });

  it("counts a connection that breaks as unanswered, and opens another", async () => {
    let seen = 0;
    const port = await listen((request, response) => {
      if (++seen === 1) request.socket.destroy();
      else response.end("{}");
    });
    const report = await generateOpenLoad(job(port, { connections: 1, perSecond: 20 }));
    expect(report.unanswered).toBe(1);
    expect(report.statuses).toEqual({ 200: 19 });
  }, 30_000);
});
