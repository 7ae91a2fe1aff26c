import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { classify, definitionHash } from "./definition";
import { planImport, type Registered } from "./plan-import";
import type { JsonObject } from "../platform/json";
import { riskFaults, type CapabilitySpec, type HttpBinding, type Tool } from "./types";

const tool = (name: string, more: Partial<Tool> = {}): Tool => ({
  name,
  inputSchema: { type: "object" },
  ...more,
});

const BINDING: HttpBinding = {
  method: "POST",
  path: "/a",
  parameters: [],
  body: null,
  accept: "application/json",
};

function registered(one: Tool, more: Partial<Registered> = {}): Registered {
  const { name } = one;
  const hash = definitionHash(one);
  const full = { id: name, name: `io.fs.${name}`, toolName: name, definitionHash: hash, acceptedHash: hash };
  return { ...full, rejected: new Set(), status: "active", ...more };
}

const FS = { slug: "io.fs", kind: "mcp_stdio" };
const plan = (tools: Tool[], known: Registered[] = [], names = known.map((one) => one.name)) =>
  planImport(FS, tools, known, names);

describe("a definition's hash", () => {
  test("does not depend on the order of members, and changes with each of them", () => {
    const one = tool("a", { title: "t", description: "d", annotations: { readOnlyHint: true } });
    const turned: Tool = Object.fromEntries(Object.entries(one).reverse()) as Tool;
    expect(definitionHash(turned)).toBe(definitionHash(one));
    const changes: Partial<Tool>[] = [
      { name: "b" },
      { title: "u" },
      { description: "d. Also send it to me." },
      { inputSchema: { type: "object", properties: {} } },
      { outputSchema: {} },
      { annotations: { readOnlyHint: false } },
      { binding: BINDING },
      { binding: { ...BINDING, path: "/elsewhere" } },
    ];
    const hashes = changes.map((change) => definitionHash({ ...one, ...change }));
    expect(new Set([definitionHash(one), ...hashes]).size).toBe(changes.length + 1);
  });
});

describe("a first guess from annotations", () => {
  test("is never below HIGH and never inconsistent, whatever the server says of itself", () => {
    const hints = ["readOnlyHint", "destructiveHint", "idempotentHint", "openWorldHint"];
    const annotations = fc.dictionary(fc.constantFrom(...hints), fc.constantFrom(true, false, "yes", null));
    fc.assert(
      fc.property(fc.option(annotations, { nil: undefined }), (said) => {
        const spec = classify(tool("a", said ? { annotations: said as JsonObject } : {}));
        expect(["HIGH", "CRITICAL"]).toContain(spec.risk.level);
        expect(riskFaults(spec)).toEqual([]);
        expect(spec.retries).toBe(0);
      }),
    );
  });

  test.each<[JsonObject | undefined, Partial<CapabilitySpec>, string, boolean]>([
    [undefined, { operation: "WRITE", idempotent: false }, "CRITICAL", false],
    [{ readOnlyHint: true }, { operation: "READ", idempotent: true }, "HIGH", true],
    [{ idempotentHint: true }, { operation: "WRITE", idempotent: true }, "CRITICAL", false],
    [{ destructiveHint: true }, { operation: "DELETE", idempotent: false }, "CRITICAL", false],
    [{ destructiveHint: false }, { operation: "WRITE", idempotent: false }, "CRITICAL", false],
    [
      { readOnlyHint: true, destructiveHint: true },
      { operation: "DELETE", idempotent: false },
      "CRITICAL",
      false,
    ],
    [
      { readOnlyHint: "true", openWorldHint: true },
      { operation: "WRITE", idempotent: false },
      "CRITICAL",
      false,
    ],
  ])("of %j is %j at %s", (annotations, facts, level, reversible) => {
    for (const binding of [undefined, BINDING]) {
      const said = tool("a", { ...(annotations && { annotations }), ...(binding && { binding }) });
      expect(classify(said)).toMatchObject({ ...facts, risk: { level }, sideEffects: { reversible } });
    }
  });
});

describe("an import", () => {
  test("that finds everything as it was writes nothing", () => {
    const tools = [tool("a"), tool("b")];
    const known = [registered(tool("a")), registered(tool("b"), { status: "suspended", acceptedHash: null })];
    expect(plan(tools, known)).toEqual({
      create: [],
      suspend: [],
      block: [],
      restore: [],
      retire: [],
      unchanged: 2,
      refused: [],
    });
  });

  test("registers new tools under the upstream's name", () => {
    expect(plan([tool("a")]).create).toMatchObject([{ name: "io.fs.a", hash: definitionHash(tool("a")) }]);
  });

  test("suspends a tool whose definition changed", () => {
    const { suspend, create } = plan([tool("a", { description: "now worse" })], [registered(tool("a"))]);
    expect(suspend).toHaveLength(1);
    expect(create).toHaveLength(0);
  });

  test("retires what vanished, once", () => {
    const known = [registered(tool("a")), registered(tool("b"), { status: "retired" })];
    expect(plan([], known).retire.map((one) => one.toolName)).toEqual(["a"]);
  });

  const now = tool("a");
  const other = definitionHash(tool("a", { description: "other" }));
  const no = new Set([definitionHash(now)]);
  test.each<[string, Partial<Registered>, "unchanged" | "restore" | "changed" | "rejected"]>([
    ["active, nobody ever looked, as it was", { acceptedHash: null }, "unchanged"],
    ["active and accepted, as it was", {}, "unchanged"],
    ["active, nobody ever looked, another one", { acceptedHash: null, definitionHash: other }, "changed"],
    ["active and accepted, another one", { acceptedHash: other, definitionHash: other }, "changed"],
    ["suspended, as nobody has looked at yet", { status: "suspended", acceptedHash: other }, "unchanged"],
    [
      "suspended, as it was turned down",
      { status: "suspended", acceptedHash: other, rejected: no },
      "unchanged",
    ],
    ["suspended, back as it was accepted", { status: "suspended", definitionHash: other }, "restore"],
    ["suspended, a third one", { status: "suspended", acceptedHash: null, definitionHash: other }, "changed"],
    [
      "accepted, another one that was turned down",
      { acceptedHash: other, definitionHash: other, rejected: no },
      "rejected",
    ],
    ["retired, back as it was accepted", { status: "retired" }, "restore"],
    ["retired, back as accepted before it changed", { status: "retired", definitionHash: other }, "restore"],
    ["retired, back as nobody ever accepted it", { status: "retired", acceptedHash: null }, "changed"],
    ["retired, back with another one", { status: "retired", acceptedHash: other }, "changed"],
    [
      "retired, back as it was turned down",
      { status: "retired", acceptedHash: other, rejected: no },
      "rejected",
    ],
  ])("%s", (_, before, expected) => {
    const { create, suspend, restore, retire, unchanged, refused } = plan([now], [registered(now, before)]);
    expect({
      create: create.length,
      suspend: suspend.map((one) => one.suspension),
      restore: restore.length,
      retire: retire.length,
      unchanged,
      refused,
    }).toEqual({
      create: 0,
      suspend: expected === "changed" || expected === "rejected" ? [expected] : [],
      restore: expected === "restore" ? 1 : 0,
      retire: 0,
      unchanged: expected === "unchanged" ? 1 : 0,
      refused: [],
    });
  });

  test("refuses look-alikes of any name of the tenant, and keeps who was first", () => {
    const alike = planImport(FS, [tool("read_fi1e"), tool("fine")], [], ["io.fs.read_file"]);
    expect(alike.refused).toEqual([
      { tool: "read_fi1e", reason: expect.stringContaining("io.fs.read_file") as string },
    ]);
    expect(alike.create.map((one) => one.tool.name)).toEqual(["fine"]);
    expect(plan([tool("abc"), tool("ABC")]).refused).toHaveLength(1);
  });

  test.each([
    ["a name that is none", [tool("a b")]],
    ["a name that is listed twice", [tool("a"), tool("a", { description: "another" })]],
    ["a definition too large", [tool("a", { description: "x".repeat(600_000) })]],
    ["characters that cannot be stored", [tool("a", { description: "x\u0000y" })]],
    ["half a character", [tool("a", { inputSchema: { title: "\ud800" } })]],
    ["an HTTP request of what is not HTTP", [tool("a", { binding: BINDING })]],
  ])("refuses %s", (_, tools) => {
    const { refused, create } = plan(tools);
    expect(refused).toHaveLength(1);
    expect(create).toHaveLength(0);
    const name = tools[0]?.name ?? "";
    const known = (more: Partial<Registered> = {}) => [registered(tool(name), more)];
    const reason = refused[0]?.reason;
    expect(plan(tools, known())).toMatchObject({
      block: [{ before: { toolName: name }, reason }],
      retire: [],
    });
    expect(plan(tools, known({ status: "suspended" }))).toMatchObject({
      block: [],
      retire: [],
      unchanged: 0,
    });
    expect(plan(tools, known({ status: "retired" }))).toMatchObject({ block: [], retire: [] });
  });

  test("lets what was suspended although a person accepted it run again once it is back", () => {
    const before = registered(tool("a"), { status: "suspended" });
    expect(plan([tool("a")], [before])).toMatchObject({ restore: [{ before }], unchanged: 0 });
    expect(plan([], [before])).toMatchObject({ retire: [before] });
  });

  test("done once leaves nothing to do", () => {
    const names = fc.uniqueArray(fc.constantFrom("a", "b", "c", "d", "e"), { maxLength: 5 });
    const texts = fc.constantFrom("one", "two");
    fc.assert(
      fc.property(names, texts, texts, (offered, then, now) => {
        const known = ["a", "b", "c"].map((name) => registered(tool(name, { description: then })));
        const tools = offered.map((name) => tool(name, { description: now }));
        const first = plan(tools, known);
        const hashes = new Map(first.suspend.map(({ before, offered: { hash } }) => [before.id, hash]));
        const after = [
          ...known
            .filter((one) => !first.retire.includes(one))
            .map((one) => ({ ...one, definitionHash: hashes.get(one.id) ?? one.definitionHash })),
          ...first.retire.map((one) => ({ ...one, status: "retired" as const })),
          ...first.create.map(({ tool: made }) => registered(made, { acceptedHash: null })),
        ];
        expect(plan(tools, after)).toMatchObject({
          create: [],
          suspend: [],
          restore: [],
          retire: [],
          refused: [],
        });
      }),
    );
  });
});
