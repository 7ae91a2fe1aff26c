import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { expect, it } from "vitest";
import { createTenant, testDatabase } from "../../tests/db";
import { sealWaiting } from "../../lib/audit";
import { inheritedEnv } from "../../lib/platform/env/process";

const ROOT = join(import.meta.dirname, "../..");

/** Runs a command of the product as a person would. */
function agentgate(...argv: string[]): Promise<{ code: number; said: string }> {
  const args = [join(ROOT, "bin/agentgate.js"), "audit", ...argv];
  return new Promise((done) =>
    execFile(process.execPath, args, { cwd: ROOT, env: inheritedEnv() }, (error, stdout, stderr) =>
      done({ code: typeof error?.code === "number" ? error.code : 0, said: stdout + stderr }),
    ),
  );
}

it("verifies a log, says what is wrong in sentences, and finds by a checkpoint kept outside what was cut off", async () => {
  const folder = await mkdtemp(join(tmpdir(), "agentgate-audit-"));
  const superuser = new pg.Client({ connectionString: (await testDatabase()).superUrl });
  await superuser.connect();
  try {
    const { id, slug } = await createTenant();
    const size = await sealWaiting(id);
    const kept = join(folder, "checkpoint");
    const printed = await agentgate("checkpoint", "--tenant", slug);
    expect(printed).toMatchObject({
      code: 0,
      said: expect.stringMatching(new RegExp(`^agentgate/${id}\n${size}\n[A-Za-z0-9+/]{43}=\n$`)),
    });
    await writeFile(kept, printed.said);
    expect(await agentgate("verify", "--tenant", slug)).toMatchObject({
      code: 0,
      said: expect.stringContaining(`${slug}: verified, ${size} sealed`),
    });

    await superuser.query("set session_replication_role = replica");
    await superuser.query("update audit_leaves set category = 'call' where tenant_id = $1", [id]);
    expect(await agentgate("verify", "--tenant", slug)).toMatchObject({
      code: 1,
      said: expect.stringContaining("category or time of record"),
    });

    for (const table of ["audit_leaves", "audit_seals", "audit_checkpoints"])
      await superuser.query(`delete from ${table} where tenant_id = $1`, [id]);
    expect(await agentgate("verify", "--against", kept)).toMatchObject({
      code: 1,
      said: expect.stringContaining("the rest was cut off"),
    });
  } finally {
    await superuser.end();
    await rm(folder, { recursive: true });
  }
});
