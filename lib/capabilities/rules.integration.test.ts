import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { registryWorld, type RegistryWorld } from "@/tests/registry-world";
import { Prisma, withTenant, type Tx } from "../platform/db";
import { DomainError } from "../platform/errors";
import { newId } from "../platform/ids";
import { definitionHash } from "./definition";
import { CapabilitySpecInput } from "./schemas";
import { acceptReadOnly, reviewCapability } from "./index";
import { findCapability, specColumns, specOf } from "./store";
import { OPERATIONS, RISK_LEVELS, riskFaults, type CapabilitySpec, type RiskFacts } from "./types";

/** Every combination that the three rules look at; null counts as HIGH. */
const FACTS = OPERATIONS.flatMap((operation) =>
  [true, false].flatMap((reversible) =>
    [true, false].flatMap((supported) =>
      [...RISK_LEVELS, null].map((level) => ({ operation, reversible, supported, level })),
    ),
  ),
);
type Facts = (typeof FACTS)[number];

const ruled = ({ operation, reversible, supported, level }: Facts): RiskFacts => ({
  operation,
  sideEffects: { reversible },
  compensation: { supported },
  risk: { level: level ?? "HIGH" },
});
const allowed = (facts: Facts) => riskFaults(ruled(facts)).length === 0;

const anySpec: fc.Arbitrary<CapabilitySpec> = fc.record({
  operation: fc.constantFrom(...OPERATIONS),
  sideEffects: fc.record({
    reversible: fc.boolean(),
    scope: fc.constantFrom("", "a folder"),
    description: fc.constantFrom("", "writes"),
  }),
  compensation: fc.record({
    supported: fc.boolean(),
    strategy: fc.constantFrom("move it back", "restore the backup"),
    capability: fc.constantFrom(null, "io.fs.other"),
  }),
  risk: fc.record({
    level: fc.constantFrom(...RISK_LEVELS),
    justification: fc.constantFrom("because", "it writes"),
    requiresApproval: fc.boolean(),
  }),
  idempotent: fc.boolean(),
  timeoutMs: fc.integer({ min: 100, max: 600_000 }),
  retries: fc.constant(0),
  consequence: fc.constantFrom("", "Write it"),
});

let world: RegistryWorld;
let id: string;

beforeAll(async () => {
  world = await registryWorld();
  await world.offer({ name: "one", inputSchema: {} }, { name: "other", inputSchema: {} });
  ({ id } = await world.named("io.fs.one"));
});

/** In the application's role, past every line of our own code: undone where the database refuses, and afterwards. */
async function attempt(tx: Tx, statement: Prisma.Sql): Promise<string | null> {
  await tx.$executeRaw`SAVEPOINT attempt`;
  try {
    await tx.$executeRaw(statement);
    return null;
  } catch (error) {
    return /risk_rule_\d/.exec(String(error))?.[0] ?? String(error);
  } finally {
    await tx.$executeRaw`ROLLBACK TO SAVEPOINT attempt`;
  }
}

function inserted({ operation, reversible, supported, level }: Facts): Prisma.Sql {
  const name = `io.fs.raw_${newId()}`;
  return Prisma.sql`
    INSERT INTO capabilities (id, tenant_id, upstream_id, name, tool_name, input_schema, definition_hash, operation,
      reversible, compensation_supported, risk_level)
    SELECT ${newId()}::uuid, tenant_id, upstream_id, ${name}, ${name}, '{}', ${"0".repeat(64)}, ${operation},
      ${reversible}, ${supported}, ${level}
    FROM capabilities WHERE id = ${id}::uuid`;
}

function updated({ operation, reversible, supported, level }: Facts): Prisma.Sql {
  return Prisma.sql`
    UPDATE capabilities SET operation = ${operation}, reversible = ${reversible}, compensation_supported = ${supported},
      risk_level = ${level} WHERE id = ${id}::uuid`;
}

test("the database refuses by INSERT and by UPDATE exactly what the rules refuse, in every combination there is", async () => {
  expect(FACTS.filter(allowed).length).toBeGreaterThan(20);
  expect(FACTS.filter((facts) => !allowed(facts)).length).toBeGreaterThan(20);
  for (const facts of FACTS) {
    const expected = allowed(facts) ? null : (expect.stringMatching(/^risk_rule_[123]$/) as string);
    await withTenant(world.tenant.id, async (tx) => {
      for (const statement of [inserted(facts), updated(facts)])
        expect([facts, await attempt(tx, statement)]).toEqual([facts, expected]);
    });
  }
});

test("over six hundred specs the form, the rules and the database agree, and what is stored reads back the same", async () => {
  const specs = fc.sample(anySpec, 600);
  const refused = specs.filter((spec) => riskFaults(spec).length > 0);
  expect(refused.length).toBeGreaterThan(100);
  expect(specs.length - refused.length).toBeGreaterThan(100);
  for (let from = 0; from < specs.length; from += 50) {
    await withTenant(world.tenant.id, async (tx) => {
      for (const spec of specs.slice(from, from + 50)) {
        const fine = riskFaults(spec).length === 0;
        expect([spec, CapabilitySpecInput.safeParse(spec).success]).toEqual([spec, fine]);
        await tx.$executeRaw`SAVEPOINT attempt`;
        const write = tx.capability.updateMany({ where: { id }, data: specColumns(spec) });
        const stored = await write.then(
          () => true,
          () => false,
        );
        expect([spec, stored]).toEqual([spec, fine]);
        const row = stored ? await findCapability(tx, world.tenant.id, id) : null;
        if (row) expect(specOf(row)).toEqual(spec);
        await tx.$executeRaw`ROLLBACK TO SAVEPOINT attempt`;
      }
    });
  }
});

test("a review stores what the rules accept, and what they refuse leaves everything as it was", async () => {
  const facts = async () =>
    withTenant(world.tenant.id, (tx) =>
      tx.capability.findUniqueOrThrow({ where: { id }, include: { revisions: true } }),
    );
  await fc.assert(
    fc.asyncProperty(anySpec, async (spec) => {
      const before = await facts();
      const faults = riskFaults(spec);
      const answer = await reviewCapability(world.admin, {
        capabilityId: id,
        definitionHash: before.definitionHash,
        updatedAt: before.updatedAt.toISOString(),
        spec,
        reason: "Another one is drawn.",
      }).catch((error: unknown) => error);
      if (faults.length === 0) {
        expect(answer).toMatchObject({ spec });
        expect((await facts()).revisions).toHaveLength(before.revisions.length + 1);
      } else {
        expect(answer).toBeInstanceOf(DomainError);
        const told = (answer as DomainError).faults; // safe because of the line above
        expect(told).toEqual(faults.map(({ pointer, detail }) => ({ pointer: `/spec${pointer}`, detail })));
        expect(await facts()).toEqual(before);
      }
    }),
    { numRuns: 60 },
  );
});

test("an import and a bulk acceptance store only what the rules accept, whatever hints a server gives", async () => {
  const hint = fc.constantFrom(true, false, null, "true");
  const names = ["readOnlyHint", "destructiveHint", "idempotentHint", "openWorldHint"] as const;
  const annotations = fc.dictionary(fc.constantFrom(...names), hint, { noNullPrototype: true });
  const tools = fc.sample(annotations, 200).map((said, index) => ({
    name: `hinted_${[...String(index)].map((digit) => "abefghjkpq"[Number(digit)]).join("")}`,
    inputSchema: {},
    annotations: said,
  }));
  await world.addUpstream("hints", "mcp_http");
  const { added, refused } = await world.offer(...tools);
  expect([added.length, refused]).toEqual([tools.length, []]);
  const own = () =>
    withTenant(world.tenant.id, (tx) =>
      tx.capability.findMany({ where: { upstream: { slug: "hints" } }, include: { upstream: true } }),
    );
  const imported = await own();
  for (const row of imported) {
    expect(riskFaults(specOf(row))).toEqual([]);
    expect(["HIGH", "CRITICAL"]).toContain(row.riskLevel);
  }
  const items = imported.map((row) => ({ capabilityId: row.id, definitionHash: row.definitionHash }));
  const report = await acceptReadOnly(world.admin, { items });
  expect(report.accepted.length).toBeGreaterThan(5);
  for (const row of await own()) {
    expect(riskFaults(specOf(row))).toEqual([]);
    // Nothing came below HIGH that the bulk acceptance did not name.
    expect(row.riskLevel === "LOW").toBe(report.accepted.includes(row.name));
    const tool = tools.find((one) => one.name === row.toolName);
    expect(row.definitionHash).toBe(tool && definitionHash(tool));
  }
});
