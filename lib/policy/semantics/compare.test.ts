import { describe, expect, it } from "vitest";
import { compilePolicy } from "../compile";
import { comparePolicies } from "./compare";
import { CATALOG, rules } from "./testing";

const FS = 'principals: ["agent:demo"], capabilities: [io.fs.*]';
const WRITES =
  'principals: ["agent:demo"], capabilities: [io.fs.write_file, io.fs.move_file, io.fs.create_directory]';
const READS = `id: reads, ${FS}, when: 'capability.operation == "READ"', action: ALLOW`;

function compare(before: string | null, after: string) {
  return comparePolicies(before === null ? null : compilePolicy(before), compilePolicy(after), CATALOG);
}

function verdict(before: string, after: string): string {
  const { loosens, tightens } = compare(before, after);
  return [loosens ? "loosens" : "", tightens ? "tightens" : ""].filter((word) => word !== "").join(" ");
}

describe("what a change of policy means, in sentences", () => {
  it("says that writing no longer needs to be asked for, where risk doesn't ask anyway", () => {
    const { sentences, loosens, tightens } = compare(
      rules(READS, `id: writes, ${WRITES}, action: REQUIRE_APPROVAL`),
      rules(READS, `id: writes, ${WRITES}, action: ALLOW`),
    );
    expect(sentences).toEqual([
      "agent:demo may now call io.fs.write_file and io.fs.create_directory without asking.",
    ]);
    expect({ loosens, tightens }).toEqual({ loosens: true, tightens: false });
  });

  it("counts the calls and tells each kind of change", () => {
    const { sentences } = compare(
      rules(READS, `id: writes, ${WRITES}, action: ALLOW, acceptRisk: HIGH`),
      rules(
        `id: no-lists, principals: ["*"], capabilities: [io.fs.list], action: DENY`,
        READS,
        `id: writes, ${WRITES}, action: REQUIRE_APPROVAL`,
      ),
    );
    expect(sentences).toEqual([
      "3 calls now need approval, 1 call is no longer allowed.",
      "agent:demo may no longer call io.fs.list.",
      "Calls of io.fs.write_file, io.fs.move_file and io.fs.create_directory by agent:demo now need approval.",
    ]);
  });

  it("tells apart what exists from what may come", () => {
    const { sentences } = compare(rules(READS), rules(`id: all, ${FS}, action: ALLOW, acceptRisk: HIGH`));
    expect(sentences).toEqual([
      "agent:demo may now call io.fs.write_file, io.fs.move_file and io.fs.create_directory.",
      'Beyond today\'s registry: agent:demo may now call any other of io.fs.*, where `capability.operation == "READ"` does not hold.',
    ]);
  });

  it("names the condition that was assumed", () => {
    const limit = (n: number) =>
      rules(`id: small, ${WRITES}, when: args.size < ${n}, action: REQUIRE_APPROVAL`);
    expect(compare(limit(100), limit(200)).sentences).toEqual([
      "agent:demo may now call io.fs.write_file, io.fs.move_file and io.fs.create_directory with approval, where `args.size < 100` does not hold and `args.size < 200` holds.",
    ]);
  });

  it("names the environment where it isn't all of them", () => {
    const only = `id: reads, ${FS}, environments: [staging], action: ALLOW`;
    expect(compare(rules(), rules(only)).sentences).toEqual([
      "4 calls are now allowed, 1 call is now possible with approval.",
      "agent:demo may now call 4 capabilities (io.fs.read_file, io.fs.list and more) in staging.",
      "agent:demo may now call io.fs.move_file with approval in staging.",
      "Beyond today's registry: agent:demo may now call any other of io.fs.* in staging.",
    ]);
  });

  it("tells obligations too", () => {
    const by = (chain: string) =>
      rules(`id: w, ${WRITES}, action: REQUIRE_APPROVAL, obligations: {approval: {chain: ${chain}}}`);
    const { sentences, loosens } = compare(by("two-admins"), by("admin"));
    expect(loosens).toBe(true);
    expect(sentences).toEqual([
      "Calls of io.fs.write_file, io.fs.move_file and io.fs.create_directory by agent:demo change: approvals needed: 1 instead of 2.",
    ]);
  });

  it("takes a tenant's own chain as perhaps laxer and perhaps stricter than any other", () => {
    const by = (chain: string) =>
      rules(`id: w, ${WRITES}, action: REQUIRE_APPROVAL, obligations: {approval: {chain: ${chain}}}`);
    const { sentences, loosens, tightens } = compare(by("two-admins"), by("finance"));
    expect({ loosens, tightens }).toEqual({ loosens: true, tightens: true });
    expect(sentences).toEqual([
      "Calls of io.fs.write_file, io.fs.move_file and io.fs.create_directory by agent:demo change: approval by the chain finance instead of two-admins, which may ask for less or for more.",
    ]);
    expect(compare(by("finance"), by("finance"))).toMatchObject({ loosens: false, tightens: false });
  });

  it("says so where nothing is decided differently", () => {
    const before = rules(READS);
    const after = rules(
      `id: renamed, ${FS}, when: 'capability.operation   == "READ"', action: ALLOW, reason: Fine.`,
    );
    expect(compare(before, after)).toMatchObject({
      sentences: ["No call is decided differently."],
      changes: [],
      loosens: false,
      tightens: false,
      rules: { added: ["renamed"], removed: ["reads"], changed: [], moved: [] },
    });
  });

  it("takes everything as new where nothing was in force", () => {
    expect(compare(null, rules(READS))).toMatchObject({
      loosens: true,
      tightens: false,
      rules: { added: ["reads"] },
    });
  });
});

describe("loosening", () => {
  const secret = `id: secrets, ${FS}, when: 'args.path.matches("secret")', action: DENY`;

  it.each([
    ["a denying rule that moves down", rules(secret, READS), rules(READS, secret)],
    ["a denying rule that is removed", rules(secret, READS), rules(READS)],
    ["a condition that is dropped from an ALLOW", rules(READS), rules(`id: reads, ${FS}, action: ALLOW`)],
    ["a default that becomes a question", rules(READS), `default: REQUIRE_APPROVAL\n${rules(READS)}`],
    [
      "accepting a risk that the registry might assign tomorrow",
      rules(READS),
      rules(`${READS}, acceptRisk: HIGH`),
    ],
    [
      "a condition that can't fail any more",
      rules(`id: a, ${FS}, when: args.x == 1, action: DENY`, `id: b, ${FS}, action: ALLOW`),
      rules(`id: b, ${FS}, action: ALLOW`),
    ],
    [
      "a confirmation that is no longer asked for",
      rules(`id: a, ${FS}, action: REQUIRE_APPROVAL, obligations: {confirmHighRiskAction: true}`),
      rules(`id: a, ${FS}, action: REQUIRE_APPROVAL`),
    ],
    [
      "a rate limit that is raised",
      rules(`id: a, ${FS}, action: ALLOW, obligations: {rateLimit: {calls: 1, perSeconds: 60}}`),
      rules(`id: a, ${FS}, action: ALLOW, obligations: {rateLimit: {calls: 2, perSeconds: 60}}`),
    ],
    [
      "an ALLOW for one number alone",
      rules(),
      rules(`id: a, ${FS}, when: args.n <= 2 && args.n >= 2, action: ALLOW`),
    ],
    ["another agent", rules(READS), rules(READS.replace("agent:demo", "agent:*"))],
  ])("is %s; and the way back tightens", (_, before, after) => {
    expect(verdict(before, after)).toBe("loosens");
    expect(verdict(after, before)).toBe("tightens");
  });

  it.each([
    ["one more condition on an ALLOW", rules(READS), rules(READS.replace(/'$|',/, " && args.size < 9',"))],
    [
      "a lower limit",
      rules(`id: a, ${FS}, when: args.n <= 9, action: ALLOW`),
      rules(`id: a, ${FS}, when: 8 >= args.n, action: ALLOW`),
    ],
    ["a denying rule on top", rules(READS), rules(secret, READS)],
  ])("is not %s", (_, before, after) => {
    expect(verdict(before, after)).toBe("tightens");
  });

  it("may be claimed for conditions whose relation the text doesn't show, and names them", () => {
    const before = rules(`id: a, ${FS}, when: args.path.startsWith("a"), action: ALLOW`);
    const after = rules(`id: a, ${FS}, when: args.path.startsWith("ab"), action: ALLOW`);
    const { loosens, changes } = compare(before, after);
    expect(loosens).toBe(true);
    expect(changes[0]?.when).toBe(
      '`args.path.startsWith("a")` does not hold and `args.path.startsWith("ab")` holds',
    );
  });

  it("is claimed where there are too many conditions to tell", () => {
    const mixed = (order: readonly number[]) =>
      rules(
        ...Array.from({ length: 12 }, (_, n) => {
          const parts = order.map((part) => `(args.a${n}_${part} || args.b${n}_${part})`);
          return `id: r${n}, ${FS}, when: ${parts.join(" && ")}, action: ${n % 2 ? "ALLOW" : "DENY"}`;
        }),
      );
    const { loosens, tightens, changes } = compare(mixed([1, 2, 3, 4]), mixed([4, 3, 2, 1]));
    expect({ loosens, tightens }).toEqual({ loosens: true, tightens: true });
    expect(changes[0]?.when).toContain("too many conditions");
  });

  it("counts rules as moved only where they had to be taken out", () => {
    const rule = (id: string) => `id: ${id}, ${FS}, when: args.${id}, action: ALLOW`;
    const [a, b, c, d] = [rule("a"), rule("b"), rule("c"), rule("d")];
    expect(compare(rules(a, b, c, d), rules(b, c, d, a)).rules.moved).toEqual(["a"]);
  });
});
