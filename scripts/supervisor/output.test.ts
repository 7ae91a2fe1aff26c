import { describe, expect, it } from "vitest";
import { worthShowing } from "./output";

describe("what a part says", () => {
  it("reaches the terminal as one plain line from a warning upwards", () => {
    const entry = { level: 40, component: "upstreams", code: "UPSTREAM_FAILED", msg: "the upstream ended" };
    expect(worthShowing(JSON.stringify(entry), false)).toBe(
      "warning: the upstream ended (component upstreams, code UPSTREAM_FAILED)",
    );
    expect(worthShowing(JSON.stringify({ ...entry, level: 30 }), true)).toBeUndefined();
  });

  it("reaches it from other programs only where they mean it as trouble", () => {
    expect(worthShowing("Ready in 300ms", false)).toBeUndefined();
    expect(worthShowing("{ not json", true)).toBe("{ not json");
    expect(worthShowing("", true)).toBeUndefined();
  });
});
