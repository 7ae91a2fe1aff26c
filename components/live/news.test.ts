import { describe, expect, it } from "vitest";
import { newsFrom } from "./news";

describe("something new waits", () => {
  it("where a request comes while another is decided, so that as many wait as before", () => {
    const isNews = newsFrom({ mine: 1, newest: "a" });
    expect(isNews({ mine: 1, newest: "b" })).toBe(true);
    expect(isNews({ mine: 1, newest: "b" })).toBe(false);
  });

  it("where an older request becomes this person's to decide", () => {
    expect(newsFrom({ mine: 1, newest: "b" })({ mine: 2, newest: "b" })).toBe(true);
  });

  it("where nothing waited, and not again when that is decided", () => {
    const isNews = newsFrom({ mine: 0, newest: null });
    expect(isNews({ mine: 1, newest: "a" })).toBe(true);
    expect(isNews({ mine: 2, newest: "b" })).toBe(true);
    expect(isNews({ mine: 1, newest: "a" })).toBe(false);
    expect(isNews({ mine: 0, newest: null })).toBe(false);
    expect(isNews({ mine: 1, newest: "a" })).toBe(true);
  });
});
