import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { beforeAll, describe, expect, it } from "vitest";
import { createTenant, type TestTenant } from "../../tests/db";
import { inheritedEnv } from "../../lib/platform/env/process";
import { newId } from "../../lib/platform/ids";
import { parseCatalog } from "../../lib/policy";
import { signInWithPassword } from "../../lib/tenants";

const ROOT = join(import.meta.dirname, "../..");
const exec = promisify(execFile);

let tenant: TestTenant;
beforeAll(async () => {
  tenant = await createTenant();
});

/** Runs a command of the product as a person would, on this worker's database. */
async function agentgate(...argv: string[]): Promise<string> {
  const run = exec(process.execPath, [join(ROOT, "bin/agentgate.js"), ...argv], {
    cwd: ROOT,
    env: inheritedEnv(),
  });
  return (await run).stdout;
}

describe("npx agentgate", () => {
  it("adds a person, who signs in with the password that it prints once", async () => {
    const email = `${newId()}@example.test`;
    const said = await agentgate("user", "add", email, "--roles", "reviewer,viewer", "--tenant", tenant.slug);
    const password = /shown this once: (\S+)/.exec(said)?.[1] ?? "";
    const person = await signInWithPassword({ email, password }, newId());
    expect(person.memberships).toMatchObject([{ tenantId: tenant.id, roles: ["reviewer", "viewer"] }]);
  });

  it("adds an agent, moves it, and prints a catalog that knows it", async () => {
    expect(
      await agentgate("agent", "add", "carrier", "--environment", "preview", "--tenant", tenant.slug),
    ).toMatch(/agk_\S+/);
    const moved = await agentgate(
      "agent",
      "move",
      "carrier",
      "--environment",
      "staging",
      "--tenant",
      tenant.slug,
    );
    expect(moved).toContain("staging");
    const catalog = parseCatalog(await agentgate("policy", "catalog", "--tenant", tenant.slug));
    expect(catalog.principals).toContain("agent:carrier");
  });

  it("says in a sentence what is wrong: no such tenant, no such role, a command that isn't one", async () => {
    const failing = (...argv: string[]) =>
      agentgate(...argv).then(
        () => null,
        (error: { code: number; stderr: string }) => ({ code: error.code, said: error.stderr }),
      );
    expect(
      await failing("user", "add", "a@example.test", "--roles", "reviewer", "--tenant", "moon"),
    ).toMatchObject({
      code: 2,
      said: expect.stringContaining("There is no tenant moon"),
    });
    expect(
      await failing("user", "add", "a@example.test", "--roles", "king", "--tenant", tenant.slug),
    ).toMatchObject({ code: 1, said: expect.stringContaining("roles") });
    expect(await failing("dance")).toMatchObject({ code: 2, said: expect.stringContaining("no command") });
  });
});
