import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTenant, ctxFor, type TestTenant } from "../../tests/db";
import { gatewayWorld, WORLD_POLICY } from "../../tests/gateway-world";
import { RestClient } from "../../tests/rest-client";
import { createGateway, stopSnapshots } from "../gateway";
import { closeEvents } from "../platform/events";
import { measureImpact } from "./index";

let world: TestTenant;
let client: RestClient;

beforeAll(async () => {
  world = await gatewayWorld();
  client = await RestClient.open(createGateway(), world);
});
afterAll(async () => {
  await stopSnapshots();
  await closeEvents();
});

describe("an impact report", () => {
  it("is an empty diff where the draft is the policy that decided", async () => {
    await client.call();
    await client.call({ args: { text: "forbidden" } });
    console.log(JSON.stringify(await client.call({ tool: "held.echo" })));
    await client.call({ tool: "risky.echo" });
    await client.call({ tool: "closed.echo" });
    const report = await measureImpact(ctxFor(world.id, world.viewer), { document: WORLD_POLICY, days: 1 });
    expect(report).toMatchObject({ total: 5, replayed: 5, approximate: 0, loosening: 0, tightening: 0 });
    expect(report).toMatchObject({ notReplayed: [] });
    console.log(JSON.stringify(report, null, 1));
  });
});
void createTenant;
