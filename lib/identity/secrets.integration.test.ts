import { Secret, TOTP } from "otpauth";
import pg from "pg";
import { describe, expect, it, vi } from "vitest";
import { createTenant, ctxFor, testDatabase } from "@/tests/db";
import type { Ctx } from "../platform/ctx";
import { env } from "../platform/env";
import { setEnv } from "../platform/env/process";
import { DomainError } from "../platform/errors";
import { rotateVault } from "../vault";
import { beginAuthenticator, confirmAuthenticator, stepUp } from "./index";

/** A reviewer of a new tenant with an authenticator app in use since a while, and what it shows when. */
async function withApp() {
  const tenant = await createTenant();
  const ctx: Ctx = ctxFor(tenant.id, tenant.reviewer);
  const { secret } = await beginAuthenticator(ctx);
  const code = (at: number) => new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: at });
  const begun = Date.now() - 600_000;
  await confirmAuthenticator(ctx, { code: code(begun) }, begun);
  return { tenant, ctx, secret, code };
}

describe("a new key of the vault", () => {
  const usual = env().AGENTGATE_VAULT_KEYS ?? "";
  const key = (name: string) => `${name}:${Buffer.alloc(32, name).toString("base64")}`;

  it("takes over authenticator apps, so that the old one can go", async () => {
    const { tenant, ctx, code } = await withApp();
    const admin = ctxFor(tenant.id, tenant.admin);
    const now = Date.now();
    try {
      setEnv({ AGENTGATE_VAULT_KEYS: `${key("next")},${usual}` });
      const rotated = await rotateVault(admin);
      expect(rotated).toEqual({ secrets: 0, issued: 0, authenticators: 1, unreadable: 0 });
      setEnv({ AGENTGATE_VAULT_KEYS: key("next") });
      expect(await stepUp(ctx, { method: "code", code: code(now) }, now)).toBe(now);
      setEnv({ AGENTGATE_VAULT_KEYS: key("third") });
      expect(await rotateVault(admin)).toMatchObject({
        authenticators: 0,
        unreadable: 1,
      });
    } finally {
      setEnv({ AGENTGATE_VAULT_KEYS: usual });
    }
  });
});

describe("what is secret", () => {
  it("is in no audit leaf, no log line, no refusal and not readable in the database", async () => {
    const written: string[] = [];
    const spies = [process.stdout, process.stderr].map((stream) =>
      vi.spyOn(stream, "write").mockImplementation((text) => {
        written.push(String(text));
        return true;
      }),
    );
    setEnv({ LOG_LEVEL: "trace" });
    const said: string[] = [];
    const guess = "canary-of-a-password";
    const person = await withApp();
    const now = Date.now();
    const code = person.code(now);
    try {
      await stepUp(person.ctx, { method: "code", code }, now);
      for (const input of [
        { method: "code", code } as const,
        { method: "password", password: guess } as const,
        { method: "password", password: { canary: guess } } as never,
      ]) {
        const error = await stepUp(person.ctx, input, now).catch((it: unknown) => it as DomainError);
        if (!(error instanceof DomainError)) throw new Error("it was not refused");
        said.push(error.message, JSON.stringify(error.faults));
      }
    } finally {
      setEnv({ LOG_LEVEL: "silent" });
      spies.forEach((spy) => spy.mockRestore());
    }
    const superuser = new pg.Client({ connectionString: (await testDatabase()).superUrl });
    await superuser.connect();
    const { rows } = await superuser.query<{ text: string }>(
      `SELECT convert_from(bytes, 'UTF8') AS text FROM audit_leaves WHERE tenant_id = $1
       UNION ALL SELECT row_to_json(u)::text FROM users u WHERE id = $2`,
      [person.tenant.id, person.tenant.reviewer.id],
    );
    await superuser.end();
    const inHex = [Buffer.from(Secret.fromBase32(person.secret).bytes), Buffer.from(person.secret)].map(
      (bytes) => bytes.toString("hex"),
    );
    const seen = [...rows.map(({ text }) => text), ...written, ...said].join("\n");
    expect(seen).toContain(person.tenant.reviewer.id);
    for (const secret of [person.secret, ...inHex, guess]) expect(seen).not.toContain(secret);
    expect(seen).not.toMatch(new RegExp(`"${code}"`));
  });
});
