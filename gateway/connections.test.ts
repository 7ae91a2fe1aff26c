import { once } from "node:events";
import { Agent, createServer, get, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { expect, it } from "vitest";
import { closeServer } from "./connections";

const HOUR_MS = 3_600_000;

it("answers what is under way, and waits for no connection after that", async () => {
  const server = createServer({ keepAliveTimeout: HOUR_MS });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const agent = new Agent({ keepAlive: true });
  const arrived = once(server, "request") as Promise<[IncomingMessage, ServerResponse]>;
  const answered = once(get({ host: "127.0.0.1", port, agent }), "response") as Promise<[IncomingMessage]>;
  const [, response] = await arrived;

  const closed = closeServer(server);
  response.end("done");
  const [answer] = await answered;
  expect(await text(answer)).toBe("done");
  await closed;
  expect(server.listening).toBe(false);
});
