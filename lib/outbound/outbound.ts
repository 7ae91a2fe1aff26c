import { Agent, fetch as undiciFetch } from "undici";
import { asking, type OutboundInit } from "./before-send";
import { guardedConnector, systemNames, type Lookup } from "./connector";
import { OutboundError } from "./errors";
import { nextHop, type Hop } from "./redirects";
import type { Network, Outbound } from "./types";

const SOCKETS_PER_ORIGIN = 64;

/** Headers that say how a connection is used, or whom it is for: ours to set. `Host` would also choose whose certificate is accepted. */
const OURS = [
  "host",
  "connection",
  "keep-alive",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
];

/**
 * A fetch that reaches only what `network` permits (decision record 008). It follows redirects itself, each one
 * through the same guard; it knows no proxies; it has a time-out for connecting and none for answers, which are
 * bounded by the caller's signal.
 *
 * The fetch throws OutboundError where we refuse, and TypeError as fetch does where the network fails.
 */
export function outbound(network: Network, names: Lookup = systemNames): Outbound {
  const own = agentFor(network, names);
  const { allow, tls: { ca } = {} } = network;
  // A redirect away from where the caller wanted to go doesn't get to see who we are.
  const anonymous = agentFor(ca === undefined ? { allow } : { allow, tls: { ca } }, names);
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const { signal, redirect = "follow", ...rest } = await requestOf(input, init);
    let hop: Hop = firstHop(input, rest);
    for (;;) {
      const dispatcher = hop.left ? anonymous : own;
      const response = await send(
        hop.url,
        { ...hop.init, signal: signal ?? null, redirect: "manual" },
        dispatcher,
      );
      if (redirect === "manual") return response;
      const next = nextHop(hop, response, redirect);
      if (!next) return response;
      await response.body?.cancel();
      hop = next;
    }
  };
  const close = async () => void (await Promise.all([own.destroy(), anonymous.destroy()]));
  return { fetch, close };
}

function agentFor(network: Network, names: Lookup): Agent {
  return new Agent({
    connect: guardedConnector(network, names),
    connections: SOCKETS_PER_ORIGIN,
    headersTimeout: 0,
    bodyTimeout: 0,
  });
}

/** The parts of a Request: undici's fetch doesn't know one that Node's own made. */
async function requestOf(input: string | URL | Request, init: RequestInit = {}): Promise<RequestInit> {
  if (!(input instanceof Request)) return init;
  const { method, headers, signal, redirect } = input;
  const body = input.body === null ? {} : { body: await input.arrayBuffer() };
  return { method, headers, signal, redirect, ...body, ...init };
}

function firstHop(input: string | URL | Request, init: RequestInit): Hop {
  const url = urlOf(input instanceof Request ? input.url : String(input));
  const headers = new Headers(init.headers);
  for (const name of OURS) headers.delete(name);
  if (!headers.has("user-agent")) headers.set("user-agent", "agentgate");
  return { url, init: { ...init, headers }, followed: 0, left: false };
}

function urlOf(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url) throw new OutboundError("address_not_permitted", "That is not an address on the web.");
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    throw new OutboundError(
      "scheme_not_permitted",
      "Only addresses that start with https:// or http:// are called.",
    );
  }
  if (url.username !== "" || url.password !== "") {
    const message = "An address doesn't carry a user name or password: keep them as a credential.";
    throw new OutboundError("address_not_permitted", message);
  }
  return url;
}

/**
 * The one place where undici's types meet the platform's: two copies of the same standard, which the compiler can't know.
 * Our dispatcher stands last, so that no caller's takes its place.
 */
async function send(url: URL, { beforeSend, ...init }: OutboundInit, dispatcher: Agent): Promise<Response> {
  const by = beforeSend ? asking(dispatcher, beforeSend) : dispatcher;
  const theirs = { ...init, dispatcher: by } as Parameters<typeof undiciFetch>[1];
  try {
    return (await undiciFetch(url, theirs)) as unknown as Response;
  } catch (error) {
    throw refusalIn(error) ?? error;
  }
}

/** Our refusal to connect, which fetch wraps. */
function refusalIn(error: unknown): OutboundError | null {
  for (let at = error; at instanceof Error; at = at.cause) if (at instanceof OutboundError) return at;
  return null;
}
