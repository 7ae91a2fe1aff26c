import { AwsV4Signer } from "aws4fetch";
import { carried } from "./carried";

type Fetch = typeof globalThis.fetch;

/**
 * fetch that puts what the call under way carries on its request, over whatever stands there. Nothing of it goes
 * anywhere but to the upstream's own origin.
 */
export function authorized(fetch: Fetch, origin: string): Fetch {
  return async (input, init) => {
    const material = carried();
    const url = urlOf(input);
    if (!material || url.origin !== origin) return fetch(input, init);
    const headers = new Headers(init?.headers);
    for (const [name, value] of Object.entries(material.headers ?? {})) headers.set(name, value);
    if (!material.aws) return fetch(input, { ...init, headers });
    const signer = new AwsV4Signer({
      ...material.aws,
      url: url.href,
      method: init?.method ?? "GET",
      headers,
      ...(typeof init?.body === "string" ? { body: init.body } : {}),
    });
    const signed = await signer.sign();
    return fetch(input, { ...init, headers: signed.headers });
  };
}

function urlOf(input: Parameters<Fetch>[0]): URL {
  return new URL(input instanceof Request ? input.url : input);
}
