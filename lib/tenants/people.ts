import { randomInt } from "node:crypto";
import { hash } from "@node-rs/argon2";
import { z } from "zod";
import { requirePermission, ROLES, type Ctx } from "../platform/ctx";
import { withSignIn, withTenant } from "../platform/db";
import { DomainError, invalidInput } from "../platform/errors";
import { newId } from "../platform/ids";
import { appendLeaf } from "../platform/ledger";
import { normalizeEmail } from "./email";

export const AddPersonInput = z.strictObject({
  email: z.string().max(254),
  name: z.string().trim().min(1).max(80),
  roles: z.array(z.enum(ROLES)).min(1).max(ROLES.length),
  /** False for people who only sign in through OIDC. */
  password: z.boolean().default(true),
});
export type AddPersonInput = z.input<typeof AddPersonInput>;

export type AddedPerson = {
  id: string;
  /** A one-time password, shown here and never again; null for an account that has its own already, or needs none. */
  password: string | null;
};

/**
 * Makes a person a member of the tenant, with an account of their own where they have none yet.
 * @throws DomainError FORBIDDEN, INVALID_INPUT, CONFLICT where they are a member already
 */
export async function addPerson(ctx: Ctx, input: AddPersonInput): Promise<AddedPerson> {
  requirePermission(ctx, "people.manage");
  const parsed = AddPersonInput.safeParse(input);
  if (!parsed.success) throw invalidInput(parsed.error);
  const { name } = parsed.data;
  const roles = [...new Set(parsed.data.roles)];
  const email = normalizeEmail(parsed.data.email);
  if (!email) {
    const faults = [{ pointer: "/email", detail: "This is no e-mail address." }];
    throw new DomainError("INVALID_INPUT", "This is no e-mail address.", { faults });
  }
  const known = await findPerson(email);
  const id = known ?? newId();
  const password = known || !parsed.data.password ? null : oneTimePassword();
  const passwordHash = password === null ? null : await hash(password);
  return withTenant(ctx.tenantId, async (tx) => {
    if (!known) await tx.user.createMany({ data: { id, email, name, passwordHash } });
    const { count } = await tx.membership.createMany({
      data: { tenantId: ctx.tenantId, userId: id, roles },
      skipDuplicates: true,
    });
    if (count === 0) throw new DomainError("CONFLICT", `${email} is a member of this tenant already.`);
    await appendLeaf(tx, ctx, {
      action: "member.added",
      subjectKind: "user",
      subjectId: id,
      data: { email, roles },
    });
    return { id, password };
  });
}

/** The id of the account with this address, in whatever tenant; undefined where there is none. */
export async function findPerson(email: string): Promise<string | undefined> {
  const found = await withSignIn(email, (tx) =>
    tx.user.findUnique({ where: { email }, select: { id: true } }),
  );
  return found?.id;
}

/** Four groups of five, without characters that look alike: about 99 bits. */
function oneTimePassword(): string {
  const alphabet = "23456789abcdefghjkmnpqrstuvwxyz";
  const group = () => Array.from({ length: 5 }, () => alphabet[randomInt(alphabet.length)]).join("");
  return [group(), group(), group(), group()].join("-");
}
