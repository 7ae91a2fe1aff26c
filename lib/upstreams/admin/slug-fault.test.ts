import { expect, test } from "vitest";
import type { UpstreamTarget } from "../schemas";
import { slugFault } from "./slug-fault";

const remote: UpstreamTarget = { kind: "mcp_http", config: { url: "https://mcp.example.test/" } };
const builtin = (suite: "project" | "document"): UpstreamTarget => ({ kind: "builtin", config: { suite } });

test("a slug that nobody has and that looks like nobody's is free", () => {
  expect(slugFault("io.crm", remote, ["io.fs", "tickets"])).toBeNull();
  expect(slugFault("io.fs2", remote, ["io.fs"])).toBeNull();
});

test("one that is taken is a conflict, one that looks like another is refused with its name", () => {
  expect(slugFault("io.fs", remote, ["io.fs"])).toEqual({
    code: "CONFLICT",
    detail: "There is an upstream io.fs already.",
  });
  expect(slugFault("b1lling", remote, ["billing"])).toEqual({
    code: "INVALID_INPUT",
    detail: "This name looks like billing, which is there already.",
  });
  expect(slugFault("BILLING", remote, ["billing"])?.code).toBe("INVALID_INPUT");
});

test("the built-in tools are called after their suite, once, and nobody else is", () => {
  expect(slugFault("project", builtin("project"), ["document"])).toBeNull();
  expect(slugFault("work", builtin("project"), [])?.detail).toBe(
    "The built-in project tools are called project.",
  );
  expect(slugFault("project", builtin("project"), ["project"])).toEqual({
    code: "CONFLICT",
    detail: "The built-in project tools are here already.",
  });
  expect(slugFault("pr0ject", remote, [])?.detail).toBe("This name is kept for the built-in project tools.");
});
