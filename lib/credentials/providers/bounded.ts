import { OutboundError } from "../../outbound";
import { ProviderFault } from "../provider-fault";

const MAX_BYTES = 64 * 1024;

/**
 * One request to a provider: an answer of at most 64 KB, whole, within `timeoutMs`, without redirects. `who`
 * begins our sentences, for example "Its token endpoint".
 * @throws ProviderFault
 */
export async function boundedAnswer(
  fetch: typeof globalThis.fetch,
  url: string | URL,
  init: RequestInit,
  { who, timeoutMs }: { who: string; timeoutMs: number },
): Promise<Response> {
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(url, { ...init, redirect: "manual", signal });
    const bytes = await bytesOf(response, who);
    const { status, headers } = response;
    const kept = new Headers();
    for (const name of ["content-type", "www-authenticate"]) {
      const value = headers.get(name);
      if (value !== null) kept.set(name, value);
    }
    const empty = [101, 204, 205, 304].includes(status);
    return new Response(empty ? null : bytes, { status, headers: kept });
  } catch (error) {
    throw explained(error, who, signal, timeoutMs);
  }
}

function explained(error: unknown, who: string, { aborted }: AbortSignal, timeoutMs: number): ProviderFault {
  if (error instanceof ProviderFault) return error;
  const cause = { cause: error };
  if (error instanceof OutboundError) {
    const detail =
      error.refusal === "scheme_not_permitted"
        ? `${who} cannot be asked. ${error.message}`
        : `${who} is at an address that is not permitted here.`;
    return new ProviderFault("configuration", detail, cause);
  }
  if (aborted) {
    const detail = `${who} did not answer within ${Math.round(timeoutMs / 1_000)} seconds.`;
    return new ProviderFault("trouble", detail, cause);
  }
  return new ProviderFault("trouble", `${who} cannot be reached.`, cause);
}

async function bytesOf(response: Response, who: string): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = response.body?.getReader();
  for (let read = await reader?.read(); read && !read.done; read = await reader?.read()) {
    size += read.value.byteLength;
    if (size > MAX_BYTES) {
      await reader?.cancel();
      throw new ProviderFault("trouble", `${who} sent far more than a credential.`);
    }
    chunks.push(read.value);
  }
  return new Uint8Array(Buffer.concat(chunks));
}
