import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { post } from "./post";

const ALLOW = ["127.0.0.0/8"];
const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** A real server that answers as a test says, and counts who came. */
async function receiver(
  answer: (response: ServerResponse) => void,
): Promise<{ url: string; hits: () => number }> {
  let hits = 0;
  const server = createServer((request, response) => {
    hits += 1;
    request.resume().on("end", () => answer(response));
  });
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, hits: () => hits };
}

const to = (url: string, allow: readonly string[] = ALLOW, totalMs = 20_000) =>
  post(url, { allow, body: "{}", headers: {}, totalMs });

describe("a receiver that", () => {
  it("answers is delivered to, and the beginning of its answer is kept", async () => {
    const { url } = await receiver((response) => response.end("fine\0\u{1F600}"));
    expect(await to(url)).toMatchObject({ result: "delivered", statusCode: 200, response: "fine�\u{1F600}" });
  });

  it("drips its head is left when the time is up", async () => {
    const timers: NodeJS.Timeout[] = [];
    const { url } = await receiver(({ socket }) => {
      socket?.write("HTTP/1.1 200 OK\r\nX-Slow: ");
      timers.push(setInterval(() => socket?.write("x"), 50));
    });
    const answer = await to(url, ALLOW, 400);
    timers.forEach(clearInterval);
    expect(answer).toMatchObject({ result: "failed", statusCode: null });
    expect(answer.error).toMatch(/^It did not answer within/);
  });

  it("drips its body has answered, and isn't waited for", async () => {
    const timers: NodeJS.Timeout[] = [];
    const { url } = await receiver((response) => {
      response.writeHead(202).write("a");
      timers.push(setInterval(() => response.write("a"), 50));
    });
    const answer = await to(url);
    timers.forEach(clearInterval);
    expect(answer).toMatchObject({ result: "delivered", statusCode: 202 });
    expect(answer.response).toMatch(/^a+$/);
  });

  it("sends 5 MB is read for 8 KB and then left", async () => {
    let flowed = 0;
    let left: (() => void) | undefined;
    const gone = new Promise<void>((resolve) => (left = resolve));
    const { url } = await receiver((response) => {
      response.on("close", () => left?.());
      const piece = Buffer.alloc(64 * 1024, "x");
      const pour = () => {
        while (flowed < 500 * 1024 * 1024) {
          flowed += piece.length;
          if (!response.write(piece)) return void response.once("drain", pour);
        }
        response.end();
      };
      pour();
    });
    const answer = await to(url);
    await gone;
    expect(answer).toMatchObject({ result: "delivered", response: "x".repeat(1_000) });
    expect(flowed, "bytes poured before it was left").toBeLessThan(100 * 1024 * 1024);
  });

  it("redirects to a cloud's metadata is not followed", async () => {
    const inner = await receiver((response) => response.end("secret"));
    for (const location of ["http://169.254.169.254/latest/meta-data/", inner.url]) {
      const { url } = await receiver((response) => response.writeHead(307, { location }).end());
      expect(await to(url)).toMatchObject({
        result: "failed",
        statusCode: 307,
        error: "It answered with a redirect, which is not followed.",
      });
    }
    expect(inner.hits()).toBe(0);
  });

  it("is at an address that no rule permits gets no connection", async () => {
    const { url, hits } = await receiver((response) => response.end());
    const answer = await to(url, []);
    expect(answer.result).toBe("failed");
    expect(answer.error).toMatch(/^No connection was made: the address is a loopback address/);
    expect(hits()).toBe(0);
    expect((await to("http://169.254.169.254/", ["0.0.0.0/0"])).error).toMatch(/never permitted/);
  });

  it("is on the internet is sent nothing in the clear", async () => {
    const answer = await to("http://93.184.215.14/hook");
    expect(answer.error).toBe("http:// is only for addresses inside a permitted network; use https://.");
  });

  it("isn't there is said not to be, by code", async () => {
    const { url } = await receiver((response) => response.end());
    servers.splice(0).forEach((server) => server.close());
    expect((await to(url)).error).toBe("The connection failed (ECONNREFUSED).");
  });

  it("hangs up is said to have", async () => {
    const { url } = await receiver(({ socket }) => socket?.destroy());
    expect((await to(url)).error).toMatch(/^The connection failed \([A-Z_]+\)\.$/);
  });
});
