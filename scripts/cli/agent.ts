import { parseArgs } from "node:util";
import { systemCtx, type Ctx } from "../../lib/platform/ctx";
import { closeDatabase } from "../../lib/platform/db";
import { newId } from "../../lib/platform/ids";
import { createAgent, issueKey, moveAgent, type CreateAgentInput } from "../../lib/tenants";
import { CommandError } from "./command-error";
import { connect, tenantId } from "./connect";

type Asked = { ctx: Ctx; name: string; environment: NonNullable<CreateAgentInput["environment"]> };

/** `agentgate agent add NAME`: registers an agent and prints its key. @returns the exit code */
export function agentAdd(argv: readonly string[]): Promise<number> {
  return withAgent(argv, async ({ ctx, name, environment }) => {
    const { id } = await createAgent(ctx, { name, environment });
    const { text } = await issueKey(ctx, { agentId: id, label: "made in the terminal" });
    console.log(`agent:${name} is registered in ${environment}.`);
    console.log(`API key, shown this once: ${text}`);
  });
}

/** `agentgate agent move NAME`: gives an agent to another environment. @returns the exit code */
export function agentMove(argv: readonly string[]): Promise<number> {
  return withAgent(argv, async ({ ctx, name, environment }) => {
    await moveAgent(ctx, { name, environment });
    console.log(`agent:${name} is decided by the policy deployed in ${environment} now.`);
  });
}

async function withAgent(argv: readonly string[], run: (asked: Asked) => Promise<void>): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: { environment: { type: "string", default: "production" }, tenant: { type: "string" } },
  });
  const [name, ...more] = positionals;
  if (!name || more.length > 0) throw new CommandError("Name one agent. Its name has no spaces.");
  await connect();
  try {
    const ctx = systemCtx(await tenantId(values.tenant), `cli-${newId()}`);
    // The verb says what the environments are.
    await run({ ctx, name, environment: values.environment as Asked["environment"] });
    return 0;
  } finally {
    await closeDatabase();
  }
}
