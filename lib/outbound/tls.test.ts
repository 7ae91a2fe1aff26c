import type { TLSSocket } from "node:tls";
import { afterEach, describe, expect, it } from "vitest";
import { makeAuthority } from "@/tests/certificates";
import { localServer, type LocalServer } from "@/tests/local-server";
import { outbound } from "./outbound";
import type { Outbound, TlsMaterial } from "./types";

const root = makeAuthority();
const other = makeAuthority("Another root");
const server = root.issue("tools.test", "127.0.0.1");

const open: { close: () => Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.close()));
});

function reaching(tls?: TlsMaterial): Outbound["fetch"] {
  const allow = ["127.0.0.1/32"];
  const made = outbound(tls ? { allow, tls } : { allow }, async () => ["127.0.0.1"]);
  open.push(made);
  return made.fetch;
}

async function serving(options: Parameters<typeof localServer>[1]): Promise<LocalServer> {
  const made = await localServer((request, response) => {
    const [, to] = /^\/to\/(.*)$/.exec(request.url ?? "") ?? [];
    if (to !== undefined) return void response.writeHead(302, { location: decodeURIComponent(to) }).end();
    // Nothing where the client showed none.
    const { subject } = (request.socket as TLSSocket).getPeerCertificate();
    response.end(String(subject?.CN ?? "nobody"));
  }, options);
  open.push(made);
  return made;
}

const own = { key: server.key, cert: server.certificate };
const trusting = { ca: root.certificate };

describe("the server's certificate", () => {
  it("is accepted from a root that the upstream trusts, for a name and for an address", async () => {
    const { port } = await serving(own);
    const fetch = reaching(trusting);
    expect(await (await fetch(`https://tools.test:${port}/`)).text()).toBe("nobody");
    expect(await (await fetch(`https://127.0.0.1:${port}/`)).text()).toBe("nobody");
  });

  it("is refused from a root that nobody named", async () => {
    const { port, requests } = await serving(own);
    for (const tls of [undefined, { ca: other.certificate }]) {
      await expect(reaching(tls)(`https://tools.test:${port}/`)).rejects.toMatchObject({
        name: "TypeError",
        cause: { code: expect.stringMatching(/UNABLE_TO|SELF_SIGNED|CERT_SIGNATURE_FAILURE/) as string },
      });
    }
    expect(requests).toHaveLength(0);
  });

  it("is refused for another name, also where a header claims that name", async () => {
    const { port, requests } = await serving(own);
    const altName = { cause: { code: "ERR_TLS_CERT_ALTNAME_INVALID" } };
    const fetch = reaching(trusting);
    await expect(fetch(`https://other.test:${port}/`)).rejects.toMatchObject(altName);
    const headers = { host: "tools.test" };
    await expect(fetch(`https://other.test:${port}/`, { headers })).rejects.toMatchObject(altName);
    expect(requests).toHaveLength(0);
  });

  it("is refused below TLS 1.2", async () => {
    const { port, requests } = await serving({
      ...own,
      minVersion: "TLSv1",
      maxVersion: "TLSv1.1",
      ciphers: "DEFAULT@SECLEVEL=0",
    });
    await expect(reaching(trusting)(`https://tools.test:${port}/`)).rejects.toThrow("fetch failed");
    expect(requests).toHaveLength(0);
  });
});

describe("our certificate", () => {
  const demanding = { ...own, ca: root.certificate, requestCert: true, rejectUnauthorized: true };
  const client = root.issue("gateway.test");

  it("opens a server that demands one", async () => {
    const { port } = await serving(demanding);
    const response = await reaching({ ...trusting, ...client })(`https://tools.test:${port}/`);
    expect(await response.text()).toBe("gateway.test");
  });

  it("is missed by such a server where there is none, or one of another root", async () => {
    const { port, requests } = await serving(demanding);
    await expect(reaching(trusting)(`https://tools.test:${port}/`)).rejects.toThrow();
    const stranger = other.issue("gateway.test");
    await expect(reaching({ ...trusting, ...stranger })(`https://tools.test:${port}/`)).rejects.toThrow();
    expect(requests).toHaveLength(0);
  });

  it("is shown within an origin, and to no other one that a redirect leads to", async () => {
    const asking = { ...demanding, rejectUnauthorized: false };
    const first = await serving(asking);
    const second = await serving(asking);
    const fetch = reaching({ ...trusting, ...client });
    const leading = ({ port }: LocalServer, to: string) =>
      `https://tools.test:${port}/to/${encodeURIComponent(to)}`;
    expect(await (await fetch(leading(first, "/stay"))).text()).toBe("gateway.test");
    expect(await (await fetch(leading(first, `https://tools.test:${second.port}/`))).text()).toBe("nobody");
    // Who was led away and back may have been led there by somebody else.
    const back = leading(second, leading(first, "/stay"));
    expect(await (await fetch(leading(first, back))).text()).toBe("nobody");
  });
});

describe("a redirect", () => {
  it("never leads from https to http", async () => {
    const plain = await localServer((_, response) => void response.end("plain"));
    open.push(plain);
    const { port } = await serving(own);
    const to = encodeURIComponent(`http://tools.test:${plain.port}/`);
    await expect(reaching(trusting)(`https://tools.test:${port}/to/${to}`)).rejects.toMatchObject({
      refusal: "redirect_not_permitted",
    });
    expect(plain.requests).toHaveLength(0);
  });
});
