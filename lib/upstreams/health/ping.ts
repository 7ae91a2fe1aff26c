import { ProtocolError, ProtocolErrorCode } from "@modelcontextprotocol/client";
import type { CredentialMaterial } from "../../credentials/types";
import { outbound } from "../../outbound";
import { ownError, upstreamError } from "../client-errors";
import { misconfigured, UpstreamError } from "../errors";
import { ask } from "../manager";
import { networkOf } from "../network";
import type { UpstreamRef } from "../types";
import type { Turn } from "../within";
import type { Server } from "./store";

const MAX_NAME = 200;

/** Asks an upstream whether it is there, and who it says it is. @throws UpstreamError */
export async function ping(
  upstream: UpstreamRef,
  { signal, leftMs }: Turn,
  credential: CredentialMaterial | null,
): Promise<{ server: Server | null }> {
  if (upstream.kind === "builtin") return { server: null };
  if (upstream.kind === "http") return pingHttp(upstream, signal);
  return ask(upstream, { timeoutMs: leftMs(), signal, credential }, async ({ client }, ms, own) => {
    const options = { signal: own, timeout: ms + 1_000 };
    await (client.getProtocolEra() === "modern"
      ? client.discover(options)
      : client.ping(options).catch(unlessUnknown));
    const said = client.getServerVersion();
    const text = (words: string | undefined) => (words ?? "").slice(0, MAX_NAME);
    const protocol = text(client.getNegotiatedProtocolVersion());
    return { server: said ? { name: text(said.name), version: text(said.version), protocol } : null };
  });
}

/** Every server should know `ping` (MCP 2025-11-25, Ping), and some don't: that they say so is an answer. */
function unlessUnknown(error: unknown): void {
  if (!(error instanceof ProtocolError && error.code === ProtocolErrorCode.MethodNotFound)) throw error;
}

/** What is asked, in this order: some services fail at a HEAD, and every one knows GET. */
const ASKED = ["HEAD", "GET"];

/**
 * Which addresses there are behind the base address is the document's to say, so a refusal is an answer like any
 * other. A server error is none: it is what a proxy says for a service that is gone.
 */
async function pingHttp(upstream: UpstreamRef, signal: AbortSignal): Promise<{ server: null }> {
  const { baseUrl } = upstream.config;
  if (typeof baseUrl !== "string") throw misconfigured("baseUrl: an address is needed.");
  const { fetch, close } = outbound(await networkOf(upstream));
  try {
    let status = 0;
    for (const method of ASKED) {
      const answer = await fetch(baseUrl, { method, redirect: "manual", signal });
      await answer.body?.cancel();
      ({ status } = answer);
      if (status < 500) return { server: null };
    }
    throw new UpstreamError("UPSTREAM_FAILED", "none", `The upstream answered HTTP ${status}.`);
  } catch (error) {
    signal.throwIfAborted();
    throw ownError(error) ?? upstreamError(error);
  } finally {
    await close();
  }
}
