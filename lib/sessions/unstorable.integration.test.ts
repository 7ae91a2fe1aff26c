import { describe, expect, it } from "vitest";
import { createTenant } from "@/tests/factories";
import { openSession } from "./index";
import { withSignIn, withTenant } from "../platform/db";

const refused = { code: "INVALID_INPUT" };

describe("text that the database cannot keep", () => {
  it("is the input's fault, in a column of text and in one of JSON", async () => {
    const { id: tenantId, agent } = await createTenant();
    const opener = { tenantId, agentId: agent.id };
    await expect(openSession(opener, { kind: "rest", label: "a\0b" })).rejects.toMatchObject(refused);
    const clientInfo = { name: "a\0b" };
    await expect(openSession(opener, { kind: "mcp", label: "", clientInfo })).rejects.toMatchObject(refused);
  });

  it("is so in a query and in a setting", async () => {
    const { id: tenantId } = await createTenant();
    const asked = withTenant(tenantId, (tx) => tx.agent.findFirst({ where: { tenantId, name: "a\0b" } }));
    await expect(asked).rejects.toMatchObject(refused);
    await expect(withSignIn("a\0b", async () => 1)).rejects.toMatchObject(refused);
  });
});
