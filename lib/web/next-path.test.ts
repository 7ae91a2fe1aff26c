import { describe, expect, it } from "vitest";
import { HOME, safeNextPath } from "./next-path";

describe("the address to go on to after signing in", () => {
  it("is a path of this console, with its query", () => {
    expect(safeNextPath("/approvals/0190a000-0000-7000-8000-00000000d301?view=mine#args")).toBe(
      "/approvals/0190a000-0000-7000-8000-00000000d301?view=mine#args",
    );
    expect(safeNextPath("/a/../policy")).toBe("/policy");
  });

  it("never leads to another host, nor back to the door", () => {
    const elsewhere = [
      "//evil.example",
      "/\\evil.example",
      "/\t/evil.example",
      "/\n/evil.example",
      "/.//evil.example",
      "/..//evil.example",
      "/a/..//evil.example",
      "https://evil.example/approvals",
      "javascript:alert(1)",
      " /approvals",
      "@evil.example",
      "/login?next=/login",
      "/api/auth/signout",
      "/",
      "",
      "/".repeat(3_000),
      undefined,
      ["/approvals"],
    ];
    for (const next of elsewhere) expect(safeNextPath(next), String(next).slice(0, 40)).toBe(HOME);
  });
});
