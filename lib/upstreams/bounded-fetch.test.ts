import { createServer, type Server, type ServerResponse } from "node:http";
import { afterEach, expect, test } from "vitest";
import { boundedFetch } from "./bounded-fetch";

const MAX_ANSWER_BYTES = 4 * 1024 * 1024;
const bounded = boundedFetch(fetch, MAX_ANSWER_BYTES);

let server: Server;
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

async function answering(type: string, write: (response: ServerResponse) => void): Promise<string> {
  server = createServer((_, response) => {
    response.writeHead(200, { "content-type": type });
    write(response);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  return `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}/`;
}

const ask = { method: "POST", body: JSON.stringify({ jsonrpc: "2.0", id: 7, method: "tools/call" }) };
const big = "x".repeat(MAX_ANSWER_BYTES + 1);

test("an answer within the bound comes through unchanged", async () => {
  const url = await answering("application/json", (response) => response.end('{"id":7}'));
  expect(await (await bounded(url, ask)).json()).toEqual({ id: 7 });
});

test("a JSON answer over the bound becomes an error under its request's id", async () => {
  const url = await answering("application/json", (response) => response.end(JSON.stringify({ id: 7, big })));
  expect(await (await bounded(url, ask)).json()).toMatchObject({
    id: 7,
    error: { message: expect.stringMatching(/too large/) as string },
  });
});

test("a stream's small events pass in any number; one over the bound ends it with an error event", async () => {
  const events = `data: ${"y".repeat(64 * 1024)}\r\n\r\n`.repeat(80);
  const url = await answering("text/event-stream", (response) =>
    response.end(`${events}data: ${big}\n\ndata: after\n\n`),
  );
  const text = await (await bounded(url, ask)).text();
  expect(text.startsWith(events)).toBe(true);
  // The end alone: the whole would fill the screen when it fails.
  expect(text.slice(-200)).toMatch(/\n\nevent: message\ndata: \{"jsonrpc":"2\.0","id":7,"error":.*\}\n\n$/);
  expect(text.includes("after")).toBe(false);
});

test("an endless body without an id is cut off empty", async () => {
  const url = await answering("text/plain", (response) => {
    const flood = () => {
      while (!response.destroyed && response.write(big));
      if (!response.destroyed) response.once("drain", flood);
    };
    flood();
  });
  expect(await (await bounded(url)).text()).toBe("");
});
