import { outbound, OutboundError, permittedRanges } from "../../outbound";
import { withTenant } from "../../platform/db";
import { DomainError } from "../../platform/errors";
import type { OpenApiSource } from "../schemas";
import { isJson, typeOf } from "./media";
import { MAX_DOCUMENT_BYTES } from "./parse-text";

const READ_MS = 15_000;
const READABLE = /^(text\/(?!html|event-stream).*|application\/([a-z0-9.-]+\+)?(yaml|x-yaml|octet-stream))$/;
const POINTER = "/source/url";

export type SourceText = { text: string; sourceUrl: string | null };

/**
 * The text that a person gave, or what stands at the address they gave, read through the tenant's guard.
 * @throws DomainError ADDRESS_NOT_PERMITTED, UPSTREAM_UNAVAILABLE, UPSTREAM_TIMEOUT, INVALID_INPUT
 */
export async function readSource(tenantId: string, source: OpenApiSource): Promise<SourceText> {
  if (source.from === "text") return { text: source.text, sourceUrl: null };
  const allow = await withTenant(tenantId, (tx) => permittedRanges(tx, tenantId));
  const { fetch, close } = outbound({ allow });
  const signal = AbortSignal.timeout(READ_MS);
  try {
    return { text: await download(fetch, source.url, signal), sourceUrl: source.url };
  } catch (error) {
    throw failure(error, signal);
  } finally {
    await close();
  }
}

async function download(fetch: typeof globalThis.fetch, url: string, signal: AbortSignal): Promise<string> {
  const headers = { accept: "application/json, application/yaml, text/yaml, text/plain;q=0.9, */*;q=0.1" };
  const response = await fetch(url, { headers, signal });
  if (response.status !== 200) throw fault(`It answered HTTP ${response.status}.`);
  const type = typeOf(response.headers.get("content-type") ?? "text/plain");
  if (type === null || !(isJson(type) || READABLE.test(type)))
    throw fault("What stands there is neither JSON nor YAML nor plain text.");
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > MAX_DOCUMENT_BYTES) throw fault("What stands there is larger than 5 MB.");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function failure(error: unknown, signal: AbortSignal): unknown {
  if (error instanceof DomainError) return error;
  if (error instanceof OutboundError) {
    const code = error.refusal === "address_not_permitted" ? "ADDRESS_NOT_PERMITTED" : "INVALID_INPUT";
    return refused(code, error.message, error);
  }
  if (signal.aborted) return refused("UPSTREAM_TIMEOUT", "It could not be read in 15 seconds.", error);
  return refused("UPSTREAM_UNAVAILABLE", "The address cannot be reached.", error);
}

function fault(detail: string): DomainError {
  return refused("INVALID_INPUT", detail);
}

function refused(code: DomainError["code"], detail: string, cause?: unknown): DomainError {
  return new DomainError(code, `The document was not read. ${detail}`, {
    faults: [{ pointer: POINTER, detail }],
    cause,
  });
}
