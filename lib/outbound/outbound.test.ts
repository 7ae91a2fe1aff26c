import type { RequestListener } from "node:http";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { afterEach, describe, expect, it } from "vitest";
import { localServer, type LocalServer } from "@/tests/local-server";
import { outbound } from "./outbound";
import type { Outbound } from "./types";

const LOCAL = { allow: ["127.0.0.0/8"] };
const echo: RequestListener = (request, response) => {
  response.setHeader("content-type", "application/json");
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const { method, url, headers } = request;
    response.end(JSON.stringify({ method, url, headers, body: Buffer.concat(chunks).toString() }));
  });
};

const open: { close: () => Promise<void> }[] = [];
function kept<T extends { close: () => Promise<void> }>(thing: T): T {
  open.push(thing);
  return thing;
}
afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.close()));
});

const start = async (answer: RequestListener): Promise<LocalServer> => kept(await localServer(answer));
const reaching = (...args: Parameters<typeof outbound>): Outbound => kept(outbound(...args));

describe("what is secret", () => {
  const PLAIN = { refusal: "scheme_not_permitted", message: expect.stringMatching(/use https:/) as string };
  const secret = { ...LOCAL, secret: true };

  it("goes unencrypted to no public address, by name or written out, whatever else is permitted", async () => {
    const { fetch } = reaching(secret, () => Promise.resolve(["93.184.216.34"]));
    const init = { headers: { authorization: "Bearer secret" } };
    await expect(fetch("http://public.example/", init)).rejects.toMatchObject(PLAIN);
    await expect(fetch("http://93.184.216.34/", init)).rejects.toMatchObject(PLAIN);
    const mixed = reaching(secret, () => Promise.resolve(["127.0.0.1", "93.184.216.34"]));
    await expect(mixed.fetch("http://mixed.example/", init)).rejects.toMatchObject(PLAIN);
  });

  it("goes unencrypted inside a permitted network, and nowhere that is not permitted", async () => {
    const { port } = await start(echo);
    expect((await reaching(secret).fetch(`http://127.0.0.1:${port}/`)).status).toBe(200);
    const named = reaching(secret, () => Promise.resolve(["127.0.0.1"]));
    expect((await named.fetch(`http://inside.example:${port}/`)).status).toBe(200);
    const refused = { refusal: "address_not_permitted" };
    const closed = reaching({ allow: [], secret: true });
    await expect(closed.fetch(`http://127.0.0.1:${port}/`)).rejects.toMatchObject(refused);
  });
});

describe("what it carries", () => {
  it("method, headers and body there, status, headers and body back", async () => {
    const { port } = await start(echo);
    const { fetch } = reaching(LOCAL);
    const init = { method: "POST", headers: { "x-a": "b", "content-type": "text/plain" }, body: "hello" };
    const response = await fetch(`http://127.0.0.1:${port}/path?q=1`, init);
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("application/json");
    expect(await response.json()).toMatchObject({
      method: "POST",
      url: "/path?q=1",
      body: "hello",
      headers: { "x-a": "b", "content-type": "text/plain", "user-agent": "agentgate" },
    });
  });

  it("a Request of the platform's own, with its body", async () => {
    const { port } = await start(echo);
    const request = new Request(`http://127.0.0.1:${port}/`, {
      method: "PUT",
      headers: { "x-a": "b" },
      body: "hello",
    });
    const response = await reaching(LOCAL).fetch(request);
    expect(await response.json()).toMatchObject({ method: "PUT", body: "hello", headers: { "x-a": "b" } });
  });

  it("no header that says for whom the connection is", async () => {
    const { port } = await start(echo);
    const headers = { host: "elsewhere.example", connection: "close", "proxy-connection": "close" };
    const response = await reaching(LOCAL).fetch(`http://127.0.0.1:${port}/`, { headers });
    const seen = (await response.json()) as { headers: Record<string, string> };
    expect(seen.headers.host).toBe(`127.0.0.1:${port}`);
    expect(seen.headers.connection).toBe("keep-alive");
    expect(seen.headers["proxy-connection"]).toBeUndefined();
  });

  it("streams while they are being written, until the caller has enough", async () => {
    const gone = deferred();
    const { port } = await start((_, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write("data: first\n\n");
      response.on("close", gone.resolve);
    });
    const abort = new AbortController();
    const response = await reaching(LOCAL).fetch(`http://127.0.0.1:${port}/`, { signal: abort.signal });
    const reader = response.body?.getReader();
    const first = await reader?.read();
    expect(new TextDecoder().decode(first?.value)).toBe("data: first\n\n");
    abort.abort();
    await expect(reader?.read()).rejects.toMatchObject({ name: "AbortError" });
    await gone.promise;
  });

  it("what the MCP transport sends and hears", async () => {
    const answers: RequestListener = (request, response) => {
      if (request.method === "GET") return void response.writeHead(405).end();
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.end('event: message\ndata: {"jsonrpc":"2.0","id":1,"result":{}}\n\n');
    };
    const { port } = await start(answers);
    const { fetch } = reaching(LOCAL);
    const transport = new StreamableHTTPClientTransport(new URL(`http://127.0.0.1:${port}/mcp`), { fetch });
    const heard = new Promise((done) => (transport.onmessage = done));
    await transport.start();
    await transport.send({ jsonrpc: "2.0", id: 1, method: "ping" });
    expect(await heard).toMatchObject({ id: 1, result: {} });
    await transport.close();
  });

  it("nothing any more once it is closed, and what is under way ends", async () => {
    const { port } = await start((_, response) => void response.writeHead(200).write("x"));
    const { fetch, close } = outbound(LOCAL);
    const response = await fetch(`http://127.0.0.1:${port}/`);
    await close();
    await expect(response.text()).rejects.toThrow();
    await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow();
  });
});

describe("where it does not go", () => {
  it.each([
    "127.0.0.1",
    "127.1",
    "2130706433",
    "0x7f.0.0.1",
    "0x7f000001",
    "017700000001",
    "0177.0.0.1",
    "127.0.0.1.",
    "[::1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[0:0:0:0:0:ffff:7f00:0001]",
    "[::127.0.0.1]",
    "[64:ff9b::7f00:1]",
    "[64:ff9b:1::7f00:1]",
    "[2002:7f00:1::]",
    "１２７.0.0.1",
    "localhost",
    "LOCALHOST",
    "10.0.0.1",
    "0",
    "0.0.0.0",
    "[::]",
    "169.254.169.254",
    "[fd00:ec2::254]",
  ])("%s without a rule, whatever is listening there", async (host) => {
    const { port, connections } = await start(echo);
    await expect(reaching({ allow: [] }).fetch(`http://${host}:${port}/`)).rejects.toMatchObject({
      name: "OutboundError",
      refusal: "address_not_permitted",
    });
    expect(connections()).toBe(0);
  });

  it.each(["[fe80::1%25eth0]", "[fe80::1%eth0]", "", "1.2.3.4.5", "a b"])(
    "%s, which is no host",
    async (host) => {
      await expect(reaching(LOCAL).fetch(`http://${host}:80/`)).rejects.toMatchObject({
        refusal: "address_not_permitted",
      });
    },
  );

  it.each(["ftp://example.com/", "file:///etc/passwd", "data:text/plain,hello", "blob:x", "javascript:1"])(
    "%s",
    async (url) => {
      await expect(reaching(LOCAL).fetch(url)).rejects.toMatchObject({ refusal: "scheme_not_permitted" });
    },
  );

  it("an address that carries a password, which the refusal doesn't repeat", async () => {
    const refused = await reaching(LOCAL)
      .fetch("http://user:hunter2@127.0.0.1/")
      .catch((error: unknown) => error);
    expect(refused).toMatchObject({ name: "OutboundError" });
    expect(String(refused)).not.toContain("hunter2");
  });

  it("a sentence for agents has no address in it; people who may know it find it beside", async () => {
    const names = async () => ["10.1.2.3"];
    const refused = await reaching(LOCAL, names)
      .fetch("http://internal.test/")
      .catch((error: unknown) => error);
    expect(refused).toMatchObject({ address: "10.1.2.3" });
    expect((refused as Error).message).not.toMatch(/10\.1|internal/);
  });

  it("with whatever dispatcher a caller brings", async () => {
    const { port, connections } = await start(echo);
    const init = { dispatcher: { dispatch: () => true } } as RequestInit;
    await expect(reaching({ allow: [] }).fetch(`http://127.0.0.1:${port}/`, init)).rejects.toMatchObject({
      refusal: "address_not_permitted",
    });
    expect(connections()).toBe(0);
  });
});

describe("names", () => {
  it("are resolved once for a connection, which leads to what was checked", async () => {
    const { port } = await start(echo);
    const asked: string[] = [];
    // The first answer may be connected to, every later one may not.
    const rebinding = async (name: string) => (asked.push(name) === 1 ? ["127.0.0.1"] : ["127.0.0.2"]);
    const { fetch } = reaching({ allow: ["127.0.0.1/32"] }, rebinding);
    const url = `http://rebind.test:${port}/`;
    expect((await (await fetch(url)).json()) as object).toMatchObject({
      headers: { host: `rebind.test:${port}` },
    });
    expect(asked).toEqual(["rebind.test"]);
  });

  it("are checked anew for a new connection", async () => {
    const { port, connections } = await start((_, response) => {
      response.setHeader("connection", "close");
      response.end();
    });
    const answers = [["127.0.0.1"], ["127.0.0.2"]];
    const { fetch } = reaching({ allow: ["127.0.0.1/32"] }, async () => answers.shift() ?? []);
    await (await fetch(`http://rebind.test:${port}/`)).text();
    await expect(fetch(`http://rebind.test:${port}/`)).rejects.toMatchObject({ address: "127.0.0.2" });
    expect(connections()).toBe(1);
  });

  it.each([
    [["127.0.0.1", "10.0.0.1"], "10.0.0.1"],
    [["127.0.0.1", "::ffff:10.0.0.1"], "::ffff:10.0.0.1"],
    [["169.254.169.254", "127.0.0.1"], "169.254.169.254"],
  ])("with one forbidden answer are refused: %s", async (answers, address) => {
    const { port, connections } = await start(echo);
    const { fetch } = reaching(LOCAL, async () => answers);
    await expect(fetch(`http://mixed.test:${port}/`)).rejects.toMatchObject({
      refusal: "address_not_permitted",
      address,
    });
    expect(connections()).toBe(0);
  });

  it("that nobody knows fail as the network does", async () => {
    const { fetch } = reaching(LOCAL, async () => []);
    await expect(fetch("http://nowhere.test/")).rejects.toMatchObject({
      name: "TypeError",
      cause: { code: "ENOTFOUND" },
    });
  });
});

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve = () => {};
  const promise = new Promise<void>((done) => (resolve = done));
  return { promise, resolve };
}
