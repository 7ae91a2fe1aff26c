import fc from "fast-check";
import { beforeAll, expect, it } from "vitest";
import { heldWorld, type HeldWorld } from "../../tests/held-calls";
import { Prisma, withTenant } from "../platform/db";
import { newId } from "../platform/ids";
import { covers, coversSql, type CallMark } from "./covers";
import { SCOPES, type StopTarget } from "./schemas";

let world: HeldWorld;
/** Two of each, so that every target has something it covers and something it doesn't. */
let calls: CallMark[];
let targets: StopTarget[];

beforeAll(async () => {
  world = await heldWorld();
  const upstreamId = newId();
  await withTenant(world.tenantId, async (tx) => {
    const { tenantId } = world;
    await tx.upstream.createMany({
      data: { id: upstreamId, tenantId, slug: "mail", name: "Mail", kind: "builtin", config: {} },
    });
    await tx.capability.createMany({
      data: {
        ...{ id: newId(), tenantId, upstreamId, name: "mail.send", toolName: "send", inputSchema: {} },
        ...{ operation: "NETWORK", reversible: true, riskLevel: "HIGH", definitionHash: "x" },
      },
    });
  });
  const agents = [world.agentId, newId()];
  const sessions = [world.sessionId, newId()];
  const tools = [
    { capability: world.capability, upstream: "io.fs" },
    { capability: "mail.send", upstream: "mail" },
    { capability: "not.registered", upstream: "" },
  ];
  calls = agents.flatMap((agentId) =>
    sessions.flatMap((sessionId) => tools.map((tool) => ({ agentId, sessionId, ...tool }))),
  );
  const named = {
    ...{ global: [null], tenant: [null], agent: agents, session: sessions },
    ...{ upstream: ["io.fs", "mail", "gone"], capability: [world.capability, "mail.send", "gone"] },
  };
  targets = SCOPES.flatMap((scope) => named[scope].map((target) => ({ scope, target })));
});

it("the database and the program say the same of which calls any stops cover", async () => {
  await fc.assert(
    fc.asyncProperty(fc.infiniteStream(fc.nat()), fc.integer({ min: 1, max: 4 }), async (draw, many) => {
      const chosen = [...draw.take(many)].map((n) => targets[n % targets.length]!);
      const rows = calls.map(
        (call, n) =>
          Prisma.sql`(${n}::int, ${world.tenantId}::uuid, ${call.agentId}::uuid, ${call.sessionId}::uuid, ${call.capability})`,
      );
      const found = await withTenant(
        world.tenantId,
        (tx) => tx.$queryRaw<{ n: number }[]>`
          SELECT x.n FROM (VALUES ${Prisma.join(rows)}) AS x(n, tenant_id, agent_id, session_id, capability)
          WHERE ${coversSql(chosen)} ORDER BY x.n`,
      );
      const said = calls.flatMap((call, n) => (chosen.some((target) => covers(target, call)) ? [n] : []));
      expect(found.map(({ n }) => n)).toEqual(said);
    }),
    { numRuns: 40 },
  );
});
