import { hash } from "@node-rs/argon2";
import pg from "pg";
import { Secret, TOTP } from "otpauth";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTenant, createUser, ctxFor, testDatabase, type TestTenant, type TestUser } from "@/tests/db";
import { systemCtx, type Ctx } from "../platform/ctx";
import { withTenant, withUser } from "../platform/db";
import { DomainError } from "../platform/errors";
import { newId } from "../platform/ids";
import { loadAccount, signInWithPassword } from "../tenants";
import { beginAuthenticator, confirmAuthenticator, removeAuthenticator, stepUp } from "./index";

const PASSWORD = "correct horse battery staple";
const STALE_MS = 15 * 60_000;
let tenant: TestTenant;
let other: TestTenant;
let passwordHash: string;
let superuser: pg.Client;

beforeAll(async () => {
  [tenant, other] = [await createTenant("First"), await createTenant("Second")];
  passwordHash = await hash(PASSWORD);
  superuser = new pg.Client({ connectionString: (await testDatabase()).superUrl });
  await superuser.connect();
});
afterAll(() => superuser.end());

type Someone = { user: TestUser; ctx: Ctx };

/** A member of both tenants, with a password unless said otherwise, who proved who they are just now. */
async function someone(set: { passwordHash?: string | null } = {}): Promise<Someone> {
  const user = await createUser(tenant.id, ["reviewer"]);
  await withTenant(other.id, (tx) =>
    tx.membership.createMany({ data: { tenantId: other.id, userId: user.id, roles: ["viewer"] } }),
  );
  await change(user, { passwordHash, ...set });
  return { user, ctx: ctxFor(tenant.id, user) };
}

const change = (user: TestUser, data: { passwordHash?: string | null; disabledAt?: Date }) =>
  withUser(user.id, (tx) => tx.user.updateMany({ where: { id: user.id }, data }));

function stale({ user }: Someone, authenticatedAt: number | undefined = Date.now() - STALE_MS): Ctx {
  const { id, name: label, roles } = user;
  const actor = { kind: "user" as const, id, label, roles };
  return {
    tenantId: tenant.id,
    actor: authenticatedAt === undefined ? actor : { ...actor, authenticatedAt },
    requestId: newId(),
  };
}

/** Somebody with an authenticator app in use since a while, and what it shows when. */
async function withApp(set: { passwordHash?: string | null } = {}) {
  const person = await someone(set);
  const { secret } = await beginAuthenticator(person.ctx);
  const code = (at: number) => new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: at });
  const begun = Date.now() - 600_000;
  await confirmAuthenticator(person.ctx, { code: code(begun) }, begun);
  return { ...person, secret, code };
}

async function leaves(tenantId: string, userId: string) {
  const rows = await withTenant(tenantId, (tx) =>
    tx.auditLeaf.findMany({
      where: { subjectId: userId, action: { startsWith: "auth." } },
      orderBy: { id: "asc" },
    }),
  );
  return rows.map(({ action, bytes }) => ({
    action,
    data: (JSON.parse(Buffer.from(bytes).toString()) as { data: unknown }).data,
  }));
}

const refusal = (promise: Promise<unknown>) =>
  promise.then(
    () => "none",
    (error: unknown) => {
      if (!(error instanceof DomainError)) throw error;
      return error;
    },
  );

describe("a step-up by password", () => {
  it("answers when it was, and each tenant's audit log has it", async () => {
    const { user, ctx } = await someone();
    const before = Date.now();
    const at = await stepUp(ctx, { method: "password", password: PASSWORD });
    expect(at).toBeGreaterThanOrEqual(before);
    const expected = [{ action: "auth.stepped_up", data: { method: "password" } }];
    expect(await leaves(tenant.id, user.id)).toEqual(expected);
    expect(await leaves(other.id, user.id)).toEqual(expected);
  });

  it("refuses a wrong one at its field, records that, and says the same to who has none", async () => {
    const { user, ctx } = await someone();
    const wrong = await refusal(stepUp(ctx, { method: "password", password: "canary-wrong" }));
    expect(wrong).toMatchObject({ code: "INVALID_INPUT", faults: [{ pointer: "/password" }] });
    const failed = [{ action: "auth.step_up_failed", data: { method: "password", cause: "password" } }];
    expect(await leaves(tenant.id, user.id)).toEqual(failed);
    const without = await someone({ passwordHash: null });
    const none = await refusal(stepUp(without.ctx, { method: "password", password: PASSWORD }));
    expect((none as DomainError).message).toBe((wrong as DomainError).message);
  });

  it("refuses who was disabled, who is no person, and input that is none", async () => {
    const { user, ctx } = await someone();
    await change(user, { disabledAt: new Date() });
    expect(await refusal(stepUp(ctx, { method: "password", password: PASSWORD }))).toMatchObject({
      code: "UNAUTHENTICATED",
    });
    const system = systemCtx(tenant.id, newId());
    expect(await refusal(stepUp(system, { method: "password", password: PASSWORD }))).toMatchObject({
      code: "UNAUTHENTICATED",
    });
    const third = await someone();
    for (const input of [{}, { method: "password", password: "" }, { method: "code", code: "12345" }])
      expect(await refusal(stepUp(third.ctx, input as never))).toMatchObject({ code: "INVALID_INPUT" });
    expect(await leaves(tenant.id, third.user.id)).toEqual([]);
  });

  it("shares its limit with signing in and with codes, though all attempts come at once", async () => {
    const { user, ctx, code } = await withApp();
    const guesses = Array.from({ length: 20 }, (_, n) =>
      refusal(
        n % 2 === 0
          ? stepUp(ctx, { method: "password", password: "wrong" })
          : stepUp(ctx, { method: "code", code: String(n).padStart(6, "0") }, 0),
      ),
    );
    const codes = (await Promise.all(guesses)).map((it) => (it as DomainError).code);
    expect(codes.filter((it) => it === "INVALID_INPUT")).toHaveLength(8);
    expect(codes.filter((it) => it === "RATE_LIMITED")).toHaveLength(12);
    for (const attempt of [
      () => stepUp(ctx, { method: "code", code: code(Date.now()) }),
      () => stepUp(ctx, { method: "password", password: PASSWORD }),
      () => signInWithPassword({ email: user.email, password: PASSWORD }, newId()),
    ])
      expect(await refusal(attempt())).toMatchObject({ code: "RATE_LIMITED" });
  });
});

describe("a step-up by code", () => {
  it("takes each code once, whoever comes first, and none from before the last", async () => {
    const { user, ctx, code } = await withApp({ passwordHash: null });
    const now = Date.now();
    const attempt = (at: number) => refusal(stepUp(ctx, { method: "code", code: code(at) }, now));
    const together = await Promise.all([attempt(now), attempt(now), attempt(now)]);
    expect(together.filter((it) => it === "none")).toHaveLength(1);
    expect(await attempt(now - 30_000)).toMatchObject({
      code: "INVALID_INPUT",
      faults: [{ pointer: "/code", detail: expect.stringContaining("used already") as string }],
    });
    expect(await attempt(now + 30_000)).toBe("none");
    expect(await attempt(now + 30_000)).toMatchObject({ code: "INVALID_INPUT" });
    const causes = (await leaves(tenant.id, user.id)).map(
      ({ data }) => (data as { cause?: string }).cause ?? "",
    );
    expect(causes.filter((cause) => cause === "code_used")).toHaveLength(4);
  });

  it("allows for clocks one step apart and no more", async () => {
    const now = Date.now();
    for (const [offset, expected] of [
      [-1, "none"],
      [1, "none"],
      [-2, { code: "INVALID_INPUT" }],
      [2, { code: "INVALID_INPUT" }],
    ] as const) {
      const { ctx, code } = await withApp();
      const answer = await refusal(stepUp(ctx, { method: "code", code: code(now + offset * 30_000) }, now));
      if (expected === "none") expect(answer, `${offset}`).toBe("none");
      else expect(answer, `${offset}`).toMatchObject(expected);
    }
  });

  it("is none without an app, and with one that never showed a code", async () => {
    const { ctx, user } = await someone();
    const begun = await beginAuthenticator(ctx);
    const code = new TOTP({ secret: Secret.fromBase32(begun.secret) }).generate();
    for (const it of [ctx, (await someone()).ctx])
      expect(await refusal(stepUp(it, { method: "code", code }))).toMatchObject({ code: "INVALID_INPUT" });
    expect((await loadAccount(user.id))?.authenticatorSince).toBeNull();
  });
});

describe("an authenticator app", () => {
  it("is set up, used, removed and set up anew, and each tenant's audit log has it", async () => {
    const { user, ctx, code } = await withApp();
    expect((await loadAccount(user.id))?.authenticatorSince).not.toBeNull();
    expect(await refusal(beginAuthenticator(ctx))).toMatchObject({ code: "CONFLICT" });
    await removeAuthenticator(ctx);
    expect((await loadAccount(user.id))?.authenticatorSince).toBeNull();
    expect(await refusal(stepUp(ctx, { method: "code", code: code(Date.now()) }))).toMatchObject({
      code: "INVALID_INPUT",
    });
    expect(await refusal(removeAuthenticator(ctx))).toMatchObject({ code: "NOT_FOUND" });
    await beginAuthenticator(ctx);
    expect((await leaves(other.id, user.id)).map(({ action }) => action)).toEqual([
      "auth.authenticator_added",
      "auth.authenticator_removed",
      "auth.step_up_failed",
    ]);
  });

  it("needs a recent proof at every step, and an unknown time is none", async () => {
    const person = await someone();
    for (const ctx of [
      stale(person),
      stale(person, 0),
      stale(person, Date.now() + 120_000),
      systemCtx(tenant.id, newId()),
    ])
      for (const attempt of [
        () => beginAuthenticator(ctx),
        () => confirmAuthenticator(ctx, { code: "000000" }),
        () => removeAuthenticator(ctx),
      ])
        expect(await refusal(attempt())).toMatchObject({ code: "STEP_UP_REQUIRED" });
    const almost = stale(person, Date.now() - STALE_MS + 20_000);
    expect(await refusal(beginAuthenticator(almost))).toBe("none");
  });

  it("that was begun again elsewhere is not confirmed by the first one's code", async () => {
    const { ctx } = await someone();
    const first = await beginAuthenticator(ctx);
    await beginAuthenticator(ctx);
    const code = new TOTP({ secret: Secret.fromBase32(first.secret) }).generate();
    expect(await refusal(confirmAuthenticator(ctx, { code }))).toMatchObject({
      faults: [{ pointer: "/code" }],
    });
  });

  it("is confirmed once, though two confirm at the same time", async () => {
    const { ctx, user } = await someone();
    const { secret } = await beginAuthenticator(ctx);
    const code = new TOTP({ secret: Secret.fromBase32(secret) }).generate();
    const both = await Promise.all([1, 2].map(() => refusal(confirmAuthenticator(ctx, { code }))));
    expect(both.filter((it) => it === "none")).toHaveLength(1);
    expect(await leaves(tenant.id, user.id)).toHaveLength(1);
  });

  it("opens in no other person's row", async () => {
    const [owner, thief] = [await withApp(), await someone()];
    await superuser.query(
      `UPDATE users SET (totp_sealed, totp_key_id, totp_confirmed_at) =
        (SELECT totp_sealed, totp_key_id, totp_confirmed_at FROM users WHERE id = $1) WHERE id = $2`,
      [owner.user.id, thief.user.id],
    );
    const code = owner.code(Date.now());
    expect(await refusal(stepUp(thief.ctx, { method: "code", code }))).toMatchObject({
      code: "VAULT_UNAVAILABLE",
    });
  });
});
