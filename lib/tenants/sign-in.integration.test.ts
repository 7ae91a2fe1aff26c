import { hash } from "@node-rs/argon2";
import { beforeAll, describe, expect, it } from "vitest";
import { createTenant, createUser, type TestTenant, type TestUser } from "../../tests/db";
import { withTenant, withUser } from "../platform/db";
import { DomainError } from "../platform/errors";
import { newId } from "../platform/ids";
import { loadAccount } from "./account";
import { recordSignOut, signInWithPassword, signInWithVerifiedEmail } from "./sign-in";

const PASSWORD = "correct horse battery staple";
let tenant: TestTenant;
let other: TestTenant;

beforeAll(async () => {
  tenant = await createTenant("First");
  other = await createTenant("Second");
});

/** A member of both tenants, with a password. */
async function person(): Promise<TestUser> {
  const user = await createUser(tenant.id, ["reviewer"]);
  await withTenant(other.id, (tx) =>
    tx.membership.createMany({ data: { tenantId: other.id, userId: user.id, roles: ["viewer"] } }),
  );
  const passwordHash = await hash(PASSWORD);
  await withUser(user.id, (tx) => tx.user.updateMany({ where: { id: user.id }, data: { passwordHash } }));
  return user;
}

function actions(tenantId: string, userId: string): Promise<string[]> {
  return withTenant(tenantId, async (tx) => {
    const leaves = await tx.auditLeaf.findMany({ where: { subjectId: userId }, orderBy: { id: "asc" } });
    return leaves.map((leaf) => leaf.action);
  });
}

const signIn = (email: string, password: string) => signInWithPassword({ email, password }, newId());
const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => "none",
    (error: unknown) => (error instanceof DomainError ? error.code : error),
  );

describe("signing in with a password", () => {
  it("answers with the person and their memberships, and each tenant's audit log has it", async () => {
    const user = await person();
    const account = await signIn(` ${user.email.toUpperCase()} `, PASSWORD);
    expect(account).toMatchObject({ id: user.id, sessionVersion: 1, disabled: false });
    expect(account.memberships.map(({ name, roles }) => [name, roles])).toEqual([
      ["First", ["reviewer"]],
      ["Second", ["viewer"]],
    ]);
    expect(await actions(tenant.id, user.id)).toEqual(["user.signed_in"]);
    expect(await actions(other.id, user.id)).toEqual(["user.signed_in"]);
    await recordSignOut(user.id, newId());
    expect(await actions(other.id, user.id)).toEqual(["user.signed_in", "user.signed_out"]);
  });

  it("refuses a wrong password with the same words as an unknown address, and records the failure of a known person", async () => {
    const user = await person();
    const wrong = await signIn(user.email, "wrong").catch((error: Error) => error.message);
    const unknown = await signIn(`${newId()}@example.test`, PASSWORD).catch((error: Error) => error.message);
    expect(wrong).toBe(unknown);
    expect(await actions(tenant.id, user.id)).toEqual(["user.sign_in_failed"]);
  });

  it("refuses a disabled person, a person without a password and input that is none", async () => {
    const user = await person();
    await withUser(user.id, (tx) =>
      tx.user.updateMany({ where: { id: user.id }, data: { disabledAt: new Date() } }),
    );
    expect(await codeOf(signIn(user.email, PASSWORD))).toBe("UNAUTHENTICATED");
    expect((await loadAccount(user.id))?.disabled).toBe(true);
    const passwordless = await createUser(tenant.id, ["viewer"]);
    for (const password of [PASSWORD, "", " ".repeat(2_000)])
      expect(await codeOf(signIn(passwordless.email, password))).toBe("UNAUTHENTICATED");
    expect(await codeOf(signIn("nobody", PASSWORD))).toBe("UNAUTHENTICATED");
    expect(
      await codeOf(signInWithPassword({ email: { not: "" }, password: PASSWORD } as never, newId())),
    ).toBe("UNAUTHENTICATED");
  });

  it("makes an address wait after eight failures, the right password included, and no other address", async () => {
    const user = await person();
    for (let attempt = 0; attempt < 8; attempt++)
      expect(await codeOf(signIn(user.email, "wrong"))).toBe("UNAUTHENTICATED");
    const refused = await signIn(user.email.toUpperCase(), PASSWORD).catch((error: unknown) => error);
    expect(refused).toMatchObject({
      code: "RATE_LIMITED",
      message: expect.stringContaining("Try again in 15 minutes"),
    });
    expect((refused as DomainError).meta.retryAfterSeconds).toBeGreaterThan(800);
    expect(await codeOf(signIn((await person()).email, PASSWORD))).toBe("none");
  });

  it("counts failures together only: a right password starts anew", async () => {
    const user = await person();
    for (let round = 0; round < 2; round++) {
      for (let attempt = 0; attempt < 7; attempt++) await codeOf(signIn(user.email, "wrong"));
      expect(await codeOf(signIn(user.email, PASSWORD))).toBe("none");
    }
  });
});

describe("signing in through an identity provider", () => {
  it("finds an existing person by the verified address and creates nobody", async () => {
    const user = await person();
    expect((await signInWithVerifiedEmail(user.email, newId())).id).toBe(user.id);
    expect(await codeOf(signInWithVerifiedEmail(`${newId()}@example.test`, newId()))).toBe("UNAUTHENTICATED");
    expect(await codeOf(signInWithVerifiedEmail("not an address", newId()))).toBe("UNAUTHENTICATED");
  });
});
