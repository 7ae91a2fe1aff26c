import { parseArgs } from "node:util";
import { systemCtx, type Role } from "../../lib/platform/ctx";
import { closeDatabase } from "../../lib/platform/db";
import { newId } from "../../lib/platform/ids";
import { addPerson } from "../../lib/tenants";
import { CommandError, connect, tenantId } from "./connect";

/** `agentgate user add`. @returns the exit code @throws CommandError, DomainError with a sentence for the terminal */
export async function userAdd(argv: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: { name: { type: "string" }, roles: { type: "string" }, tenant: { type: "string" } },
  });
  const [email, ...more] = positionals;
  if (!email || more.length > 0 || !values.roles)
    throw new CommandError("Name one e-mail address, and --roles.");
  await connect();
  try {
    const ctx = systemCtx(await tenantId(values.tenant), `cli-${newId()}`);
    const roles = values.roles.split(",").map((role) => role.trim()) as Role[];
    const { password } = await addPerson(ctx, { email, name: values.name ?? email, roles });
    console.log(`${email} is now a member with the roles ${roles.join(", ")}.`);
    if (password) console.log(`One-time password, shown this once: ${password}`);
    return 0;
  } finally {
    await closeDatabase();
  }
}
