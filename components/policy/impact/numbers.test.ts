import { describe, expect, it } from "vitest";
import { count, share, signed } from "./numbers";

describe("numbers of an impact report", () => {
  it("say all only of all and nothing only of nothing", () => {
    expect(share(99_999, 100_000)).toBe("99.9 %");
    expect(share(100_000, 100_000)).toBe("100 %");
    expect(share(1, 100_000)).toBe("0.1 %");
    expect(share(0, 100_000)).toBe("0 %");
    expect(share(44_064, 48_210)).toBe("91.4 %");
    expect(share(0, 0)).toBe("0 %");
  });

  it("show the direction of a change, and none where it rounds to none", () => {
    expect([signed(27.6), signed(-3), signed(0.04)]).toEqual(["+27.6", "−3", "0"]);
    expect(count(48_210)).toBe("48,210");
  });
});
