import { createEndpoint } from "../../../lib/notifications";
import { withTenant } from "../../../lib/platform/db";
import { newId } from "../../../lib/platform/ids";
import { ROOT } from "../../../scripts/supervisor/build";
import { createUser, ctxFor } from "../../../tests/factories";
import { startCopy } from "../../routes/copied-console";
import { readInventory } from "../../routes/inventory/inventory";
import { targetsOf, type Target } from "../../routes/targets";
import { openWorld, type World } from "../../routes/world";
import { sessionOf } from "../../routes/world/people";
import { exchange, requestBytes, type Headers, type RawAnswer } from "../gateway/raw-http";
import { MONITOR, vitalsOf, type Vitals } from "../gateway/vitals";
import type { FuzzWorld } from "../gateway/world";
import { ACCOUNT } from "./callbacks";

/** A console in a process of its own, with a monitor in it, and a tenant that has something of everything. */
export type ConsoleWorld = {
  world: World;
  origin: string;
  targets: readonly Target[];
  slack: { path: string; secret: string };
  send: (method: string, path: string, headers: Headers, body?: Buffer | string) => Promise<RawAnswer>;
  /** The cookie of somebody new who may do everything: what is sent may well end the session it is sent in. */
  newAdmin: () => Promise<string>;
  vitals: () => Promise<Vitals>;
  stop: () => Promise<void>;
};

const SECRET = "a signing secret of this proof".replaceAll(" ", "-");

/** Beside a gateway that runs, on its database. The build that lies there is served. */
export async function openConsole({ stack }: Pick<FuzzWorld, "stack">): Promise<ConsoleWorld> {
  const nodeArgs = ["--import", MONITOR];
  const copy = await startCopy(stack, { proxy: true, nodeArgs });
  try {
    const world = await openWorld({ ...stack, consoleUrl: copy.url });
    const { tenant } = world.victim;
    const { port, host } = new URL(copy.url);
    return {
      ...{ world, origin: copy.url },
      targets: targetsOf(await readInventory(ROOT), world.victim, copy.url),
      slack: { path: await slackDoor(world), secret: SECRET },
      send: (method, path, headers, body) =>
        exchange(Number(port), requestBytes(method, path, { host, ...headers }, body)),
      newAdmin: async () => sessionOf((await createUser(tenant.id, ["admin"])).id, 1, stack.secrets.auth),
      vitals: () => vitalsOf(copy.process),
      stop: async () => {
        await world.close();
        await copy.stop();
      },
    };
  } catch (error) {
    await copy.stop();
    throw error;
  }
}

/** An endpoint with buttons, and an account that may press them. @returns where its callbacks go */
async function slackDoor({ victim: { tenant } }: World): Promise<string> {
  const { id: endpointId } = await createEndpoint(ctxFor(tenant.id, tenant.admin), {
    ...{ name: "Slack", config: { kind: "slack", interactive: true }, events: [] },
    secrets: { url: "https://127.0.0.1:9/hook", signingSecret: SECRET },
  });
  await withTenant(tenant.id, (tx) =>
    tx.slackIdentity.create({
      data: {
        ...{ id: newId(), tenantId: tenant.id, endpointId, userId: tenant.reviewer.id },
        ...{ slackTeamId: ACCOUNT.team, slackUserId: ACCOUNT.user },
      },
    }),
  );
  return `/api/slack/${tenant.id}/${endpointId}/interactions`;
}
