import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { IssuedState } from "@/lib/credentials/types";
import { issuedWords, revokedWords } from "./words";

const NOW = Date.parse("2026-11-21T12:00:00Z");
const LATER = "2026-11-21T14:02:00.000Z";
const EARLIER = "2026-11-21T11:00:00.000Z";

describe("what is said of something issued", () => {
  it("says that it is still valid where its issuer cannot revoke it", () => {
    const words = issuedWords({ state: "not_revocable", expiresAt: LATER, endedAt: EARLIER }, NOW);
    expect(words).toEqual({
      tone: "open",
      label: "Still valid",
      sentence:
        "Let go of at 21 Nov 2026, 11:00:00 UTC, but still valid until 21 Nov 2026, 14:02:00 UTC: its issuer cannot revoke it.",
    });
    expect(issuedWords({ state: "not_revocable", expiresAt: null, endedAt: null }, NOW).sentence).toBe(
      "Let go of, but still valid until the secret is changed at its issuer.",
    );
  });

  it("calls revoked only what its issuer revoked, and valid whatever has not expired otherwise", () => {
    const states = fc.constantFrom<IssuedState>(
      "live",
      "revoked",
      "not_revocable",
      "revoke_failed",
      "expired",
    );
    const ends = fc.constantFrom(null, LATER, EARLIER);
    fc.assert(
      fc.property(states, ends, (state, expiresAt) => {
        const { label, sentence } = issuedWords({ state, expiresAt, endedAt: null }, NOW);
        expect(label === "Revoked").toBe(state === "revoked");
        const valid = ["live", "not_revocable", "revoke_failed"].includes(state) && expiresAt !== EARLIER;
        expect(/\bvalid\b/i.test(sentence)).toBe(valid);
      }),
    );
  });

  it("counts what a revocation did, each kind for itself", () => {
    expect(revokedWords({ revoked: 0, notRevocable: 0, failed: 0 })).toBe("Nothing was in use");
    expect(revokedWords({ revoked: 2, notRevocable: 1, failed: 1 })).toBe(
      "2 revoked; 1 let go of, still valid at the issuer; 1 not revoked yet, tried again",
    );
  });
});
