import { beforeAll, describe, expect, it } from "vitest";
import { createTenant, ctxFor, type TestTenant } from "../../tests/db";
import { withTenant } from "../platform/db";
import { newId } from "../platform/ids";
import { addPerson, signInWithPassword } from "./index";

let tenant: TestTenant;
beforeAll(async () => {
  tenant = await createTenant();
});
const admin = () => ctxFor(tenant.id, tenant.admin);
const person = () => ({
  email: `${newId()}@example.test`,
  name: "Platform reviewer",
  roles: ["reviewer" as const],
});

describe("adding a person", () => {
  it("makes an account that can sign in with the password shown once, and records it", async () => {
    const input = person();
    const { id, password } = await addPerson(admin(), { ...input, email: ` ${input.email.toUpperCase()} ` });
    expect(password).toMatch(/^\w{5}(-\w{5}){3}$/);
    const signedIn = await signInWithPassword({ email: input.email, password: password! }, newId());
    expect(signedIn).toMatchObject({ id, memberships: [{ tenantId: tenant.id, roles: ["reviewer"] }] });
    const leaves = await withTenant(tenant.id, (tx) => tx.auditLeaf.findMany({ where: { subjectId: id } }));
    expect(leaves.map(({ action }) => action)).toContain("member.added");
    for (const { bytes } of leaves) expect(Buffer.from(bytes).toString()).not.toContain(password);
  });

  it("gives somebody known from another tenant a membership and no new password", async () => {
    const other = await createTenant();
    const input = person();
    const first = await addPerson(admin(), input);
    const second = await addPerson(ctxFor(other.id, other.admin), input);
    expect(second).toEqual({ id: first.id, password: null });
  });

  it("refuses a member twice, a wrong address, and who may not", async () => {
    const input = person();
    await addPerson(admin(), input);
    await expect(addPerson(admin(), input)).rejects.toMatchObject({ code: "CONFLICT" });
    await expect(addPerson(admin(), { ...person(), email: "nobody" })).rejects.toMatchObject({
      code: "INVALID_INPUT",
    });
    await expect(addPerson(ctxFor(tenant.id, tenant.reviewer), person())).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
  });
});
