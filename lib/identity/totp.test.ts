import { Secret, TOTP } from "otpauth";
import { describe, expect, it } from "vitest";
import { qrOf } from "./qr";
import { Code } from "./schemas";
import { addressOf, newSecret, stepOfCode } from "./totp";

/** The secret of RFC 6238's appendix B, and the last six of its eight digits. */
const RFC_SECRET = Secret.fromLatin1("12345678901234567890").base32;
const RFC_CODES = [
  [59, "287082"],
  [1_111_111_109, "081804"],
  [1_234_567_890, "005924"],
  [20_000_000_000, "353130"],
] as const;

describe("a code of an authenticator app", () => {
  it.each(RFC_CODES)("at second %d is the one that RFC 6238 gives", (second, code) => {
    expect(stepOfCode(RFC_SECRET, code, second * 1_000)).toBe(Math.floor(second / 30));
  });

  it("is good one step early or late, and not two", () => {
    const at = 1_234_567_890_000;
    const step = Math.floor(at / 30_000);
    const codeOf = (late: number) =>
      new TOTP({ secret: Secret.fromBase32(RFC_SECRET) }).generate({ timestamp: at + late * 30_000 });
    for (const late of [-1, 0, 1])
      expect(stepOfCode(RFC_SECRET, codeOf(late), at), `${late}`).toBe(step + late);
    for (const late of [-2, 2]) expect(stepOfCode(RFC_SECRET, codeOf(late), at), `${late}`).toBeNull();
  });

  it("of another secret is none", () => {
    expect(stepOfCode(newSecret(), "287082", 59_000)).toBeNull();
  });

  it("is read with spaces, and is six digits and nothing else", () => {
    expect(Code.parse(" 287 082\n")).toBe("287082");
    for (const text of ["28708", "2870822", "28708a", "", "２８７０８２"])
      expect(Code.safeParse(text).success, text).toBe(false);
  });
});

describe("a new secret", () => {
  it("has 160 bits, and its address is what apps read", () => {
    const secret = newSecret();
    expect(secret).toMatch(/^[A-Z2-7]{32}$/);
    expect(newSecret()).not.toBe(secret);
    const address = new URL(addressOf(secret, "platform.reviewer@example.com"));
    expect(address.protocol + address.host).toBe("otpauth:totp");
    expect(decodeURIComponent(address.pathname)).toBe("/AgentGate:platform.reviewer@example.com");
    expect(Object.fromEntries(address.searchParams)).toEqual({
      issuer: "AgentGate",
      secret,
      algorithm: "SHA1",
      digits: "6",
      period: "30",
    });
  });

  it("is drawn with its finder patterns and a light border of four", () => {
    const { size, path } = qrOf(addressOf(newSecret(), "platform.reviewer@example.com"));
    // The first dark run is the top of the upper left finder pattern, the next the upper right one's or data between.
    expect(path.startsWith("M4 4h7v1h-7z")).toBe(true);
    const rows = [...path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\3z/g)];
    expect(rows.map(([run]) => run).join("")).toBe(path);
    for (const [, x, y, length] of rows) {
      expect(Number(x)).toBeGreaterThanOrEqual(4);
      expect(Number(x) + Number(length)).toBeLessThanOrEqual(size - 4);
      expect(Number(y)).toBeLessThan(size - 4);
    }
  });
});
