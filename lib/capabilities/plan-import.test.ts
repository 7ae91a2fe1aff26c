import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { classify, definitionHash } from "./definition";
import { planImport, type Registered } from "./plan-import";
import type { JsonObject } from "../platform/json";
import { riskFaults, type Tool } from "./types";

const tool = (name: string, more: Partial<Tool> = {}): Tool => ({
  name,
  inputSchema: { type: "object" },
  ...more,
});

function registered(one: Tool, more: Partial<Registered> = {}): Registered {
  const { name } = one;
  const full = { id: name, name: `io.fs.${name}`, toolName: name, definitionHash: definitionHash(one) };
  return { ...full, status: "active", reviewed: true, ...more };
}

const plan = (tools: Tool[], known: Registered[] = [], names = known.map((one) => one.name)) =>
  planImport("io.fs", tools, known, names);

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
    expect(classify(tool("a", { annotations: { readOnlyHint: true } }))).toMatchObject({
      operation: "READ",
      risk: { level: "HIGH" },
    });
    expect(classify(tool("a"))).toMatchObject({ operation: "WRITE", risk: { level: "CRITICAL" } });
  });
});

describe("an import", () => {
  test("that finds everything as it was writes nothing", () => {
    const tools = [tool("a"), tool("b")];
    const known = [registered(tool("a")), registered(tool("b"), { status: "suspended", reviewed: false })];
    expect(plan(tools, known)).toEqual({
      create: [],
      suspend: [],
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

  test("lets a retired tool come back only as it was reviewed", () => {
    const back = (more: Partial<Registered>) =>
      plan([tool("a")], [registered(tool("a"), { status: "retired", ...more })]);
    expect(back({}).restore).toHaveLength(1);
    expect(back({ reviewed: false }).suspend).toHaveLength(1);
    expect(back({ definitionHash: "other" }).suspend).toHaveLength(1);
  });

  test("refuses look-alikes of any name of the tenant, and keeps who was first", () => {
    const other = planImport("io.fs", [tool("read_fi1e"), tool("fine")], [], ["io.fs.read_file"]);
    expect(other.refused).toEqual([
      { tool: "read_fi1e", reason: expect.stringContaining("io.fs.read_file") as string },
    ]);
    expect(other.create.map((one) => one.tool.name)).toEqual(["fine"]);
    expect(plan([tool("abc"), tool("ABC")]).refused).toHaveLength(1);
  });

  test.each([
    ["a name that is none", [tool("a b")]],
    ["a name that is listed twice", [tool("a"), tool("a", { description: "another" })]],
    ["a definition too large", [tool("a", { description: "x".repeat(600_000) })]],
    ["characters that cannot be stored", [tool("a", { description: "x\u0000y" })]],
    ["half a character", [tool("a", { inputSchema: { title: "\ud800" } })]],
  ])("refuses %s", (_, tools) => {
    const { refused, create } = plan(tools);
    expect(refused).toHaveLength(1);
    expect(create).toHaveLength(0);
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
          ...first.create.map(({ tool: made }) => registered(made, { reviewed: false })),
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
