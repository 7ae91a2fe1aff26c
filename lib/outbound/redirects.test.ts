import { afterEach, describe, expect, it } from "vitest";
import { localServer, type LocalServer } from "@/tests/local-server";
import { outbound } from "./outbound";
import type { Outbound } from "./types";

const LOCAL = { allow: ["127.0.0.1/32"] };
const open: { close: () => Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.close()));
});

/** Answers /STATUS/… with that redirect to the rest of its path, with `{port}` filled in; everything else with 200. */
async function redirecting(): Promise<LocalServer> {
  const server = await localServer((request, response) => {
    const [, status, to] = /^\/(\d{3})\/(.*)$/.exec(request.url ?? "") ?? [];
    if (status === undefined || to === undefined) return void response.end("arrived");
    response.writeHead(Number(status), { location: decodeURIComponent(to) }).end("gone");
  });
  open.push(server);
  return server;
}

function reaching(...args: Parameters<typeof outbound>): Outbound["fetch"] {
  const made = outbound(...args);
  open.push(made);
  return made.fetch;
}

const to = (status: number, url: string) => `/${status}/${encodeURIComponent(url)}`;
const at = ({ port }: LocalServer, path: string) => `http://127.0.0.1:${port}${path}`;

describe("a redirect", () => {
  it.each([301, 302, 303, 307, 308])("of GET with %i is followed", async (status) => {
    const server = await redirecting();
    const response = await reaching(LOCAL)(at(server, to(status, "/here?x=1")));
    expect(await response.text()).toBe("arrived");
    expect(server.requests.map(({ url }) => url)).toContain("/here?x=1");
  });

  it("of HEAD is followed as HEAD", async () => {
    const server = await redirecting();
    await reaching(LOCAL)(at(server, to(302, "/here")), { method: "HEAD" });
    expect(server.requests.map(({ method, url }) => [method, url]).at(-1)).toEqual(["HEAD", "/here"]);
  });

  it.each(["POST", "PUT", "DELETE", "post"])(
    "of %s is refused, and nothing is asked again",
    async (method) => {
      const server = await redirecting();
      await expect(reaching(LOCAL)(at(server, to(307, "/here")), { method })).rejects.toMatchObject({
        name: "OutboundError",
        refusal: "redirect_not_permitted",
      });
      expect(server.requests).toHaveLength(1);
    },
  );

  it("is handed over where the caller wants to see it, and refused where it wants none", async () => {
    const server = await redirecting();
    const fetch = reaching(LOCAL);
    const response = await fetch(at(server, to(302, "/here")), { redirect: "manual" });
    expect([response.status, response.headers.get("location")]).toEqual([302, "/here"]);
    await expect(fetch(at(server, to(302, "/here")), { redirect: "error" })).rejects.toMatchObject({
      refusal: "redirect_not_permitted",
    });
    expect(server.requests).toHaveLength(2);
  });

  it("without an address, or a 304, is the answer", async () => {
    const server = await localServer(
      (request, response) => void response.writeHead(Number(request.url?.slice(1))).end(),
    );
    open.push(server);
    expect((await reaching(LOCAL)(at(server, "/302"))).status).toBe(302);
    expect((await reaching(LOCAL)(at(server, "/304"))).status).toBe(304);
  });

  it("is followed three times, not four", async () => {
    const server = await redirecting();
    const chain = (length: number): string => (length === 0 ? "/end" : to(302, chain(length - 1)));
    const fetch = reaching(LOCAL);
    expect(await (await fetch(at(server, chain(3)))).text()).toBe("arrived");
    await expect(fetch(at(server, chain(4)))).rejects.toMatchObject({ refusal: "too_many_redirects" });
    expect(server.requests).toHaveLength(8);
  });

  it.each([
    ["http://127.0.0.2:{port}/", "address_not_permitted"],
    ["http://10.0.0.1/", "address_not_permitted"],
    ["http://169.254.169.254/latest/meta-data/", "address_not_permitted"],
    ["http://[::ffff:127.0.0.2]:{port}/", "address_not_permitted"],
    ["//2130706434:{port}/", "address_not_permitted"],
    ["http://inside.test:{port}/", "address_not_permitted"],
    ["file:///etc/passwd", "scheme_not_permitted"],
    ["gopher://127.0.0.1/", "scheme_not_permitted"],
    ["http://user:word@127.0.0.1:{port}/", "redirect_not_permitted"],
    ["http://[broken/", "redirect_not_permitted"],
  ])("to %s is refused", async (target, refusal) => {
    const server = await redirecting();
    const fetch = reaching(LOCAL, async () => ["10.0.0.7"]);
    const final = target.replace("{port}", String(server.port));
    await expect(fetch(at(server, to(302, final)))).rejects.toMatchObject({ name: "OutboundError", refusal });
    // At the end of a chain too.
    await expect(fetch(at(server, to(302, to(302, final))))).rejects.toMatchObject({ refusal });
    expect(server.requests).toHaveLength(3);
  });
});

describe("what a redirect takes along", () => {
  const headers = {
    authorization: "Bearer canary",
    cookie: "session=canary",
    "proxy-authorization": "Basic canary",
    "x-api-key": "canary",
    accept: "text/plain",
    "user-agent": "mine",
  };

  it("everything, within an origin", async () => {
    const server = await redirecting();
    await reaching(LOCAL)(at(server, to(302, "/here")), { headers });
    expect(server.requests.at(-1)?.headers).toMatchObject(headers);
  });

  it("nothing secret to another origin, and not back again either", async () => {
    const first = await redirecting();
    const second = await redirecting();
    const back = at(second, to(302, at(first, "/back")));
    await reaching(LOCAL)(at(first, to(302, back)), { headers });
    const after = [second.requests[0], first.requests[1]];
    for (const request of after) {
      expect(request?.headers).toMatchObject({ accept: "text/plain", "user-agent": "mine" });
      expect(JSON.stringify(request?.rawHeaders)).not.toContain("canary");
    }
    expect(first.requests[0]?.headers).toMatchObject(headers);
  });
});
