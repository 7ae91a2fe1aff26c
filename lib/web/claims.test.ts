import { describe, expect, it } from "vitest";
import { ABSOLUTE_SECONDS, provenAt, readClaims } from "./claims";

const now = 1_790_000_000;
const claims = {
  userId: "0190a000-0000-7000-8000-00000000d301",
  sessionVersion: 3,
  signedInAt: now - 3_000,
  authenticatedAt: now - 60,
};

describe("session claims", () => {
  it("hold until twelve hours after signing in", () => {
    expect(readClaims(claims, now)).toEqual(claims);
    expect(readClaims({ ...claims, signedInAt: now - ABSOLUTE_SECONDS + 1 }, now)).not.toBeNull();
    expect(readClaims({ ...claims, signedInAt: now - ABSOLUTE_SECONDS }, now)).toBeNull();
  });

  it("of a session from before there were proofs count from signing in", () => {
    const { authenticatedAt, ...earlier } = claims;
    expect(readClaims(earlier, now)).toEqual({ ...claims, authenticatedAt: claims.signedInAt });
    expect(authenticatedAt).not.toBe(claims.signedInAt);
  });

  it("keep that nobody said when the person proved who they are", () => {
    expect(readClaims({ ...claims, authenticatedAt: 0 }, now)?.authenticatedAt).toBe(0);
  });

  it("prove nothing by merely being there", () => {
    const { userId, sessionVersion, signedInAt } = claims;
    const incomplete = [
      null,
      undefined,
      {},
      true,
      { message: "There was a problem with the server configuration." },
      { userId, sessionVersion },
      { userId, signedInAt },
      { sessionVersion, signedInAt },
      { ...claims, userId: "someone" },
      { ...claims, sessionVersion: "3" },
      { ...claims, sessionVersion: 0 },
      { ...claims, signedInAt: now + 3_600 },
      { ...claims, authenticatedAt: now + 3_600 },
      { ...claims, authenticatedAt: String(now) },
      { ...claims, authenticatedAt: -1 },
    ];
    for (const given of incomplete) expect(readClaims(given, now), JSON.stringify(given)).toBeNull();
  });
});

describe("an identity provider's word for when", () => {
  it("counts as given, never as later than now, and not at all where it is missing or no time", () => {
    expect(provenAt({ auth_time: now - 7_200 }, now)).toBe(now - 7_200);
    expect(provenAt({ auth_time: now + 7_200 }, now)).toBe(now);
    for (const profile of [{}, { auth_time: null }, { auth_time: String(now) }, { auth_time: -5 }])
      expect(provenAt(profile, now), JSON.stringify(profile)).toBe(0);
  });
});
