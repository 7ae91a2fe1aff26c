import fc from "fast-check";
import { expect, test } from "vitest";
import { planImport, type Registered } from "./plan-import";
import type { Tool } from "./types";

type Model = Registered & { first: string; changed: boolean; accepted: Set<string> };
const UPSTREAM = { slug: "io.fs", kind: "mcp_stdio" };
const tool = (name: string, text: string): Tool => ({ name, description: text, inputSchema: {} });

/** What importTools writes, on a map instead of a table. */
function offer(world: Map<string, Model>, tools: Tool[]): void {
  const all = [...world.values()];
  const plan = planImport(
    UPSTREAM,
    tools,
    all,
    all.map((one) => one.name),
  );
  const at = (id: string): Model => world.get(id) as Model; // the plan names only what is registered
  for (const { tool: made, name, hash } of plan.create) {
    const start = {
      definitionHash: hash,
      acceptedHash: null,
      rejected: new Set<string>(),
      status: "active" as const,
    };
    const facts = { first: hash, changed: false, accepted: new Set<string>() };
    world.set(made.name, { id: made.name, name, toolName: made.name, ...start, ...facts });
  }
  for (const { before, offered } of plan.suspend) {
    const changed = at(before.id).changed || offered.hash !== before.definitionHash;
    Object.assign(at(before.id), { definitionHash: offered.hash, status: "suspended", changed });
  }
  for (const { before, offered } of plan.restore)
    Object.assign(at(before.id), { definitionHash: offered.hash, status: "active" });
  for (const before of plan.retire) Object.assign(at(before.id), { status: "retired" });
}

/** What the verbs of review write, for what they let through. */
function judge(one: Model | undefined, verdict: "accept" | "reject"): void {
  if (!one || one.status === "retired") return;
  const { definitionHash } = one;
  if (verdict === "accept") {
    one.accepted.add(definitionHash);
    const rejected = new Set([...one.rejected].filter((hash) => hash !== definitionHash));
    Object.assign(one, { acceptedHash: definitionHash, status: "active", rejected });
  } else if (one.acceptedHash !== definitionHash) {
    one.accepted.delete(definitionHash);
    Object.assign(one, { status: "suspended", rejected: new Set([...one.rejected, definitionHash]) });
  }
}

const NAMES = ["a", "b"];
const offers = fc.record({
  a: fc.constantFrom(null, "one", "two", "three"),
  b: fc.constantFrom(null, "one", "two"),
});
const step = fc.oneof(
  { weight: 3, arbitrary: offers.map((offered) => ({ kind: "offer" as const, offered })) },
  fc.record({ kind: fc.constantFrom("accept" as const, "reject" as const), name: fc.constantFrom(...NAMES) }),
);

test("whatever is offered and decided in whatever order, what is active was never changed or was accepted by a person", () => {
  let restored = 0;
  fc.assert(
    fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
      const world = new Map<string, Model>();
      for (const one of steps) {
        const before = new Map([...world].map(([name, { status }]) => [name, status]));
        if (one.kind === "offer") {
          const tools = Object.entries(one.offered).flatMap(([name, text]) =>
            text ? [tool(name, text)] : [],
          );
          offer(world, tools);
          for (const [name, { status }] of world)
            if (status === "active" && (before.get(name) ?? "active") !== "active") restored += 1;
        } else judge(world.get(one.name), one.kind);
        for (const { status, definitionHash, first, changed, accepted, rejected } of world.values()) {
          if (status !== "active") continue;
          const untouched = definitionHash === first && !changed && accepted.size === 0;
          expect(untouched || accepted.has(definitionHash)).toBe(true);
          expect(rejected.has(definitionHash)).toBe(false);
        }
      }
    }),
    { numRuns: 500 },
  );
  expect(restored).toBeGreaterThan(0);
});
