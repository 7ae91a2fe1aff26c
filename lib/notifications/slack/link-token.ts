import { createHmac, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import { env } from "../../platform/env";
import { DomainError } from "../../platform/errors";

/** Long enough to sign in on the way. */
const LIFETIME_MS = 10 * 60_000;

/** Which Slack account somebody is about to say is theirs, and where. */
const Claim = z.strictObject({
  tenantId: z.uuid(),
  endpointId: z.uuid(),
  teamId: z.string().max(30),
  userId: z.string().max(30),
  /** As Slack calls the account; untrusted. */
  name: z.string().max(200),
  expiresAt: z.int(),
});
export type SlackClaim = z.output<typeof Claim>;

/** A link's token: what it is about, signed, good for ten minutes. That it is used once is up to whoever takes it. */
export function makeLinkToken(claim: Omit<SlackClaim, "expiresAt">, now = Date.now()): string {
  const body = Buffer.from(JSON.stringify({ ...claim, expiresAt: now + LIFETIME_MS })).toString("base64url");
  return `${body}.${signatureOf(body)}`;
}

/** Null: not ours, changed, or too old. */
export function readLinkToken(token: string, now = Date.now()): SlackClaim | null {
  const [body = "", signature = "", more] = token.split(".");
  const expected = Buffer.from(signatureOf(body));
  const given = Buffer.from(signature);
  if (more !== undefined || given.length !== expected.length || !timingSafeEqual(given, expected))
    return null;
  const claim = Claim.safeParse(JSON.parse(Buffer.from(body, "base64url").toString("utf8")));
  return claim.success && claim.data.expiresAt > now ? claim.data : null;
}

/** With a purpose in front, so that nothing else that the same secret signs passes for a link. */
function signatureOf(body: string): string {
  const secret = env().AUTH_SECRET;
  if (!secret) throw new DomainError("UNAVAILABLE", "This process has no secret to sign links with.");
  return createHmac("sha256", secret).update(`agentgate:slack-link:${body}`).digest("base64url");
}
