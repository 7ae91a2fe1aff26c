import { createHmac } from "node:crypto";
import { createRequestStateCodec } from "@modelcontextprotocol/server";
import { z } from "zod";

/** Ours carries a mark, because an upstream's own state travels through the same field. */
const MARK = "agentgate.";

const HeldCall = z.strictObject({
  tenantId: z.string(),
  agentId: z.string(),
  callId: z.string(),
  /** SHA-256 of capability and arguments: the state continues this call and no other. */
  callHash: z.string(),
  /** Unix seconds. */
  expiresAt: z.number(),
});

/**
 * What a retried request continues. It is signed, not secret, and it carries no authority: approval and
 * execution are read from the database, where a grant is spent once. A replayed state meets the recorded answer.
 */
export type HeldCall = z.infer<typeof HeldCall>;

export type RequestStates = {
  seal(held: HeldCall): Promise<string>;
  /** null for anything that is altered, expired or not ours. */
  unseal(text: string): Promise<HeldCall | null>;
};

/** True for a state this gateway issued, however damaged; others belong to the upstream. */
export function isOurs(text: string): boolean {
  return text.startsWith(MARK);
}

/** Base64url has more than one spelling of the same bytes; only one of them was issued. */
function isCanonical(text: string): boolean {
  const parts = text.slice(MARK.length).split(".").slice(1);
  return parts.every((part) => Buffer.from(part, "base64url").toString("base64url") === part);
}

/** HMAC-SHA256 sealing by the SDK's codec, under a key used for nothing else. */
export function requestStates(secret: string, now: () => number = Date.now): RequestStates {
  const key = createHmac("sha256", secret).update("agentgate mcp requestState").digest();
  // Each state has its own expiry inside; the codec's is only an upper bound.
  const codec = createRequestStateCodec<HeldCall>({ key, ttlSeconds: 30 * 86_400 });
  const verify = codec.verify as (state: string) => Promise<unknown>; // safe because without `bind` the context is not read
  return {
    async seal(held) {
      return MARK + (await codec.mint(held));
    },
    async unseal(text) {
      if (!isOurs(text) || !isCanonical(text)) return null;
      const payload = await verify(text.slice(MARK.length)).catch(() => null);
      const parsed = HeldCall.safeParse(payload);
      return parsed.success && parsed.data.expiresAt * 1000 > now() ? parsed.data : null;
    },
  };
}
