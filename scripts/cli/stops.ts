import { parseArgs } from "node:util";
import { systemCtx } from "../../lib/platform/ctx";
import { closeDatabase } from "../../lib/platform/db";
import { newId } from "../../lib/platform/ids";
import { clearSwitch, listSwitches } from "../../lib/switches";
import { CommandError, connect, tenantId } from "./connect";

/** `agentgate stops`: what is stopped now. @returns the exit code */
export async function stops(argv: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...argv], options: { tenant: { type: "string" } } });
  await connect();
  try {
    const ctx = systemCtx(await tenantId(values.tenant), `cli-${newId()}`);
    const { rows } = await listSwitches(ctx, { limit: 100 });
    if (rows.length === 0) console.log("Nothing is stopped.");
    for (const { id, scope, label, reason, setAt, expiresAt, percent, gateways } of rows) {
      const enforced = gateways === null ? "not known to be enforced" : `enforced by ${gateways}`;
      const end = expiresAt === null ? "" : `, until ${expiresAt}`;
      const share = percent === 0 ? "" : `, lets ${percent}% of the sessions through`;
      console.log(`${id}  ${scope} ${label}: ${reason} (since ${setAt}${end}; ${enforced}${share})`);
    }
    return 0;
  } finally {
    await closeDatabase();
  }
}

/** `agentgate resume ID`: lifts a stop that one person may lift. @returns the exit code */
export async function resume(argv: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: { reason: { type: "string" }, tenant: { type: "string" } },
  });
  const [id, ...more] = positionals;
  if (!id || more.length > 0) throw new CommandError("Name one stop by its id; agentgate stops lists them.");
  if (!values.reason) throw new CommandError("Say why, with --reason.");
  await connect();
  try {
    const ctx = systemCtx(await tenantId(values.tenant), `cli-${newId()}`);
    const { auditId } = await clearSwitch(ctx, { id, reason: values.reason });
    console.log(`Lifted. Audit record ${auditId}.`);
    return 0;
  } finally {
    await closeDatabase();
  }
}
