import { parseArgs } from "node:util";
import { systemCtx } from "../../lib/platform/ctx";
import { closeDatabase } from "../../lib/platform/db";
import { newId } from "../../lib/platform/ids";
import { readCatalog } from "../../lib/revisions";
import { connect, tenantId } from "./connect";

/**
 * `agentgate policy catalog`: the names and tools a tenant's policies meet, as JSON for `policy check --catalog`,
 * so that CI checks against the registry without reaching it. @returns the exit code
 */
export async function policyCatalog(argv: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...argv], options: { tenant: { type: "string" } } });
  await connect();
  try {
    const catalog = await readCatalog(systemCtx(await tenantId(values.tenant), `cli-${newId()}`));
    process.stdout.write(`${JSON.stringify(catalog, null, 2)}\n`);
    return 0;
  } finally {
    await closeDatabase();
  }
}
