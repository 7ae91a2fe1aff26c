import { describe, expect, it } from "vitest";
import { ABSOLUTE_SECONDS, readClaims } from "./claims";

const now = 1_790_000_000;
const claims = { userId: "0190a000-0000-7000-8000-00000000d301", sessionVersion: 3, signedInAt: now - 60 };

describe("session claims", () => {
  it("hold until twelve hours after signing in", () => {
    expect(readClaims(claims, now)).toEqual(claims);
    expect(readClaims({ ...claims, signedInAt: now - ABSOLUTE_SECONDS + 1 }, now)).not.toBeNull();
    expect(readClaims({ ...claims, signedInAt: now - ABSOLUTE_SECONDS }, now)).toBeNull();
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
    ];
    for (const given of incomplete) expect(readClaims(given, now), JSON.stringify(given)).toBeNull();
  });
});
