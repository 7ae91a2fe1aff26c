import { z } from "zod";
import type { Network } from "../outbound";
import { openSecrets } from "../vault";
import { UpstreamError } from "./errors";
import { lentKey } from "./lent-keys";
import type { UpstreamRef } from "./types";

/** `upstreams.tls`; the key that goes with the certificate is a secret of the upstream, under this field. */
const Tls = z.object({ ca: z.string().nullish(), certificate: z.string().nullish() });
export const CLIENT_KEY = "clientKey";

/** Where connections to an upstream may lead and how they are trusted. @throws UpstreamError UPSTREAM_UNAVAILABLE */
export async function networkOf(upstream: UpstreamRef): Promise<Network> {
  const base = { allow: upstream.allow ?? [], ...(upstream.credential && { secret: true }) };
  const parsed = Tls.safeParse(upstream.tls ?? {});
  if (!parsed.success) throw unusable("Its TLS settings make no sense. Set them anew.");
  const { ca, certificate } = parsed.data;
  if (!certificate) return ca ? { ...base, tls: { ca } } : base;
  const key = await clientKey(upstream);
  return { ...base, tls: { ...(ca ? { ca } : {}), certificate, key } };
}

async function clientKey({ tenantId, id }: UpstreamRef): Promise<string> {
  const lent = lentKey(id);
  if (lent !== undefined) return lent;
  const secrets = await openSecrets(tenantId, { kind: "upstream", id }).catch((cause: unknown) => {
    throw unusable("The key of its client certificate cannot be read.", cause);
  });
  const key = secrets.get(CLIENT_KEY);
  if (key === undefined) throw unusable("Its client certificate has no key. Set both anew.");
  return key;
}

function unusable(message: string, cause?: unknown): UpstreamError {
  return new UpstreamError("UPSTREAM_UNAVAILABLE", "none", message, { cause });
}
