import type { IssuedRow, RevocationCount } from "@/lib/credentials/types";
import { absoluteUtc } from "../ui/time-format";

type Tone = "good" | "open" | "bad" | "over";

/**
 * What is true of something issued, at a moment. Let go of is not revoked: where the issuer cannot take it back, it
 * is said that it is still valid, and for how long.
 */
export function issuedWords(
  { state, expiresAt, endedAt }: Pick<IssuedRow, "state" | "expiresAt" | "endedAt">,
  now: number,
): { tone: Tone; label: string; sentence: string } {
  const until = expiresAt === null ? null : Date.parse(expiresAt);
  const over = until !== null && until <= now;
  const end = until === null ? null : absoluteUtc(until);
  const ended = endedAt === null ? "" : ` at ${absoluteUtc(Date.parse(endedAt))}`;
  switch (state) {
    case "live":
      if (over) return { tone: "over", label: "Expired", sentence: `It expired at ${end ?? ""}.` };
      return {
        tone: "good",
        label: "In use",
        sentence: end ? `Valid until ${end}.` : "Valid until the secret is changed at its issuer.",
      };
    case "revoked":
      return { tone: "over", label: "Revoked", sentence: `Its issuer revoked it${ended}.` };
    case "not_revocable":
      if (over)
        return { tone: "over", label: "Expired", sentence: `Let go of${ended}; it expired at ${end ?? ""}.` };
      return {
        tone: "open",
        label: "Still valid",
        sentence: end
          ? `Let go of${ended}, but still valid until ${end}: its issuer cannot revoke it.`
          : `Let go of${ended}, but still valid until the secret is changed at its issuer.`,
      };
    case "revoke_failed":
      if (over) {
        const sentence = `It could not be revoked; it expired at ${end ?? ""}.`;
        return { tone: "over", label: "Expired", sentence };
      }
      return {
        tone: "bad",
        label: "Not revoked",
        sentence: `It could not be revoked${end ? ` and is valid until ${end}` : " and is still valid"}. It is tried again.`,
      };
    case "expired":
      return { tone: "over", label: "Expired", sentence: end ? `It expired at ${end}.` : "It has expired." };
  }
}

/** What a revocation did, without claiming more than it did. */
export function revokedWords({ revoked, notRevocable, failed }: RevocationCount): string {
  if (revoked + notRevocable + failed === 0) return "Nothing was in use";
  const parts = [
    ...(revoked > 0 ? [`${revoked} revoked`] : []),
    ...(notRevocable > 0 ? [`${notRevocable} let go of, still valid at the issuer`] : []),
    ...(failed > 0 ? [`${failed} not revoked yet, tried again`] : []),
  ];
  return parts.join("; ");
}
