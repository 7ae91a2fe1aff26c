import { sign, verify } from "node:crypto";
import { z } from "zod";
import { exactBase64 } from "../../platform/base64";
import { canonical, type Json } from "../../platform/json";
import { signingKey, trustedKeys } from "../../revisions";

/** It is part of what is signed, so that nothing else that a key ever signed passes for an order to stop. */
const FORMAT = "agentgate.stop/1";
/** A file that is longer is none of ours. */
const MAX_CHARACTERS = 10_000;

const StopOrder = z.strictObject({
  format: z.literal(FORMAT),
  reason: z.string().trim().min(1).max(500),
  setAt: z.iso.datetime(),
  keyId: z.string().regex(/^[0-9a-f]{16}$/),
  signature: z.base64(),
});
export type StopOrder = z.infer<typeof StopOrder>;

/** The text of a file that stops every call on a machine. @throws DomainError SIGNING_UNAVAILABLE without a key */
export function writeOrder(reason: string, now: Date): string {
  const { id: keyId, key } = signingKey();
  const order = { format: FORMAT, reason, setAt: now.toISOString(), keyId };
  const signature = sign(null, bytesOf(order), key).toString("base64");
  return `${JSON.stringify(StopOrder.parse({ ...order, signature }), null, 2)}\n`;
}

/** Reads such a file. @returns why it doesn't count where nobody trusted has signed it as it stands */
export function readOrder(text: string): StopOrder | { why: string } {
  const parsed = StopOrder.safeParse(text.length > MAX_CHARACTERS ? null : jsonOf(text));
  if (!parsed.success) return { why: "It is not what agentgate stop --local writes." };
  const { signature, ...order } = parsed.data;
  const key = trustedKeys().get(order.keyId);
  if (!key) return { why: `It is signed with the key ${order.keyId}, which is not trusted here.` };
  const bytes = exactBase64(signature);
  const holds = bytes !== null && verify(null, bytesOf(order), key, bytes);
  return holds ? parsed.data : { why: "Its signature does not fit it." };
}

function bytesOf(order: Record<string, Json>): Buffer {
  return Buffer.from(canonical(order));
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
