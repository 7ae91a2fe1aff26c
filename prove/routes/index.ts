import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readStack, startStack } from "../../e2e/support/stack";
import { inheritedEnv } from "../../lib/platform/env/process";
import { ROOT } from "../../scripts/supervisor/build";
import { randomFrom } from "../random";
import { Tally, type Check, type Job, type Result, type Scale, type Suite } from "../suite";
import { abuse } from "./abuse";
import { control } from "./control";
import { startCopy } from "./copied-console";
import { doors } from "./doors";
import { send } from "./http";
import { readInventory, type Inventory } from "./inventory/inventory";
import { nextRequest } from "./next-request";
import { sweep } from "./sweep";
import { targetsOf } from "./targets";
import { openWorld, type Served, type World } from "./world";

type Size = {
  /** Of the less usual cookies and origins, how many per request. */
  drawn?: number;
  odd: number;
  oddWithout: number;
  endings: number;
};

const SIZES: Record<Scale, Size> = {
  pr: { drawn: 1, odd: 350, oddWithout: 150, endings: 12 },
  nightly: { odd: 8_000, oddWithout: 6_000, endings: 500 },
};

/** Everything that can be asked of console and gateway, by everybody who may not; and again without the proxy. */
export const routes: Suite = {
  name: "routes",
  title: "every page, route, action and endpoint, by those who may not; with and without the proxy",
  run: async (job) => {
    // `AGENTGATE_E2E_STATE` names a product that runs already.
    const running = inheritedEnv().AGENTGATE_E2E_STATE
      ? { stack: await readStack(), stop: () => Promise.resolve() }
      : await startStack();
    const end = () => void running.stop().finally(() => process.exit(1));
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, end);
    try {
      const world = await openWorld(running.stack);
      try {
        return await prove(job, world);
      } finally {
        await world.close();
      }
    } finally {
      await running.stop();
    }
  },
};

async function prove(job: Job, world: World): Promise<Result> {
  const { stack, victim } = world;
  const size = SIZES[job.scale];
  const random = randomFrom(job.seed);
  const inventory = await readInventory(ROOT);
  const targets = targetsOf(inventory, victim, stack.consoleUrl);
  const drawn = size.drawn === undefined ? {} : { drawn: size.drawn };
  const checks: Check[] = [answerers(inventory)];
  const stage = async (name: string, work: () => Promise<Check[]>) => {
    const began = performance.now();
    checks.push(...(await work()));
    job.log(`${name}: ${Math.round((performance.now() - began) / 1_000)} s`);
  };
  const base = stack.consoleUrl;
  await stage("pages, routes and actions", () =>
    sweep(world, { base, targets, random, proxy: true, ...drawn }),
  );
  await stage("headers and paths", () =>
    abuse(world, base, { targets, random, most: size.odd, proxy: true }),
  );
  await stage("the agents' endpoints", () => doors(world));
  await stage("the next request", async () => [await nextRequest(world, base, size.endings)]);
  await stage("without the proxy", () => withoutProxy(world, inventory, size, job));
  const { check, shallow, telling } = await control(world, base, targets);
  await writeFile(join(job.folder, "shallow.txt"), `${shallow.join("\n")}\n`);
  const figure = (name: string, value: number, unit: string) => ({ name, value, unit });
  return {
    checks: [...checks, check],
    figures: [
      figure("Pages found in the build", inventory.pages.length, "pages"),
      figure("Methods of routes found in the build", inventory.routes.length, "methods"),
      figure("Server actions found in the build", inventory.actions.length, "actions"),
      {
        ...figure("Requests whose right answer tells of the tenant", telling, "requests"),
        limit: { least: 40 },
      },
      figure(
        "Only shallow: our input led the right person nowhere either (shallow.txt)",
        shallow.length,
        "requests",
      ),
    ],
  };
}

/** What answers for itself instead of being made by a wrapper of lib/web: signing in and out, tools, and the agents' door. */
const BY_HAND = [
  ...["actions.ts#signOutAction", "account/actions.ts#signInAgainAction"],
  ...["login/actions.ts#signInAction", "login/actions.ts#singleSignOnAction"],
  ...["/api/[[...route]]", "/mcp/[[...route]]", "/api/auth/[...nextauth]"],
  "/api/slack/[tenantId]/[endpointId]/interactions",
];

function answerers({ pages, routes: handlers, actions }: Inventory): Check {
  const tally = new Tally(
    "Whatever is not made by a wrapper is known by name, and every page asks who is there",
  );
  for (const { route, permission } of pages)
    tally.add(permission === undefined && !["/", "/login", "/no-access"].includes(route) && `page ${route}`);
  for (const { route, method, wrapped } of handlers)
    tally.add(!wrapped && !BY_HAND.includes(route) && `${method} ${route}`);
  for (const { key, wrapped } of actions) tally.add(!wrapped && !BY_HAND.includes(key) && `action ${key}`);
  return tally.check;
}

async function withoutProxy(world: World, inventory: Inventory, size: Size, { seed }: Job): Promise<Check[]> {
  const copy = await startCopy(world.stack, { proxy: false });
  try {
    const targets = targetsOf(inventory, world.victim, copy.url);
    // Fewer of the unusual at a pull request: what differs is only who asks first.
    const drawn = size.drawn === undefined ? {} : { drawn: 0 };
    const random = randomFrom(seed + 1);
    return [
      await proxyIsOff(world.stack, copy.url),
      ...(await sweep(world, { base: copy.url, targets, random, proxy: false, ...drawn })),
      ...(await abuse(world, copy.url, { targets, random, most: size.oddWithout, proxy: false })),
      await nextRequest(world, copy.url, size.endings),
    ];
  } finally {
    await copy.stop();
  }
}

/** The proxy gives pages their policy of scripts, and its way to sign in remembers where one wanted to go. */
async function proxyIsOff(stack: Served, without: string): Promise<Check> {
  const tally = new Tally("Where the proxy is said to be removed, nothing that it does is done", "T2");
  const ask = (base: string, path: string) => send(base, { method: "GET", path, headers: {} });
  const policy = async (base: string) => "content-security-policy" in (await ask(base, "/login")).headers;
  const next = async (base: string) => (await ask(base, "/sessions")).location.includes("next=");
  tally.add(!(await policy(stack.consoleUrl)) && "with it, there is no policy of scripts either");
  tally.add(!(await next(stack.consoleUrl)) && "with it, the way to sign in remembers nothing either");
  tally.add((await policy(without)) && "there is a policy of scripts");
  tally.add((await next(without)) && "the way to sign in remembers where one wanted to go");
  return tally.check;
}
