import { describe, expect, it } from "vitest";
import { normalizeEmail } from "./email";

describe("an e-mail address", () => {
  it("has one spelling", () => {
    expect(normalizeEmail(" Platform.Admin@Example.COM ")).toBe("platform.admin@example.com");
    expect(normalizeEmail("admin@agentgate.local")).toBe("admin@agentgate.local");
    expect(normalizeEmail("ａｄｍｉｎ@example.com")).toBe("admin@example.com");
    expect(normalizeEmail("a\u0308@example.com")).toBe("\u00e4@example.com");
  });

  it("is normalised before it is checked, so that no character becomes another @ afterwards", () => {
    expect(normalizeEmail("admin＠example.com")).toBe("admin@example.com");
    expect(normalizeEmail("admin@evil.example＠example.com")).toBeNull();
    expect(normalizeEmail("admin﹫evil.example@example.com")).toBeNull();
  });

  it("is refused where it is none", () => {
    const none = [
      "",
      "admin",
      "@example.com",
      "admin@",
      "a b@example.com",
      '"a b"@example.com',
      "a@b@c",
      "a@exa mple.com",
      "a@-x.com",
      "a\u0000@example.com",
      "a,b@example.com",
      "<a@example.com>",
      `${"a".repeat(65)}@example.com`,
      `a@${"b".repeat(300)}.com`,
      "x".repeat(500),
    ];
    for (const text of none) expect(normalizeEmail(text), text).toBeNull();
  });
});
