import { describe, expect, it } from "vitest";
import { compilePolicy } from "../compile";
import { findDeadRules } from "./dead-rules";
import { CATALOG, rules } from "./testing";

const dead = (...lines: string[]) => findDeadRules(compilePolicy(rules(...lines)), CATALOG);
const ALL = 'principals: ["*"], capabilities: ["*"]';
const FS = 'principals: ["agent:*"], capabilities: [io.fs.*]';

describe("rules that never decide", () => {
  it("are those below a rule that always decides, by its name", () => {
    expect(dead(`id: a, ${ALL}, action: DENY`, `id: b, ${FS}, action: ALLOW`).unreachable).toEqual([
      { ruleId: "b", by: ["a"] },
    ]);
  });

  it("may be hidden by several rules together", () => {
    const { unreachable } = dead(
      'id: a, principals: ["*"], capabilities: [x], action: DENY',
      'id: b, principals: ["*"], capabilities: [y.*], action: DENY',
      'id: c, principals: ["agent:q"], capabilities: [x, y.z], action: ALLOW',
    );
    expect(unreachable).toEqual([{ ruleId: "c", by: ["a", "b"] }]);
  });

  it("are not those that an earlier condition, environment or tenant leaves something", () => {
    for (const part of ["when: args.x", "environments: [staging]", "tenants: [demo]"])
      expect(dead(`id: a, ${ALL}, ${part}, action: DENY`, `id: b, ${FS}, action: ALLOW`)).toEqual({
        unreachable: [],
        patterns: [],
      });
  });

  it("are those whose condition an earlier rule asks less of", () => {
    const { unreachable } = dead(
      `id: a, ${ALL}, when: args.x, action: DENY`,
      `id: b, ${FS}, when: args.y && args.x, action: ALLOW`,
      `id: c, ${FS}, when: args.y || args.x, action: ALLOW`,
    );
    expect(unreachable).toEqual([{ ruleId: "b", by: ["a"] }]);
  });

  it("are told by pattern where the rest of the rule lives", () => {
    expect(
      dead(
        'id: a, principals: ["*"], capabilities: [io.fs.list], action: DENY',
        'id: b, principals: ["agent:*"], capabilities: [io.fs.list, io.fs.read_file], action: ALLOW',
      ),
    ).toEqual({
      unreachable: [],
      patterns: [{ ruleId: "b", field: "capabilities", pattern: "io.fs.list", by: ["a"] }],
    });
  });
});
