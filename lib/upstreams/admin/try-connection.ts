import { existsSync } from "node:fs";
import { delimiter, isAbsolute, join } from "node:path";
import type { CredentialMaterial } from "../../credentials/types";
import { parseTarget } from "../config";
import { UpstreamError } from "../errors";
import { ping } from "../health/ping";
import { listTools } from "../manager";
import type { ConnectionReport, UpstreamRef } from "../types";
import { within, type Turn } from "../within";
import { withCredential } from "../with-credential";
import { deferred } from "./deferred";
import { reach } from "./reach";
import { inSteps, StepFault, type Found, type Step } from "./trial-steps";

/** For all steps together. */
const TEST_MS = 20_000;
const MOST_TOOLS = 200;
const LONGEST = 200;

type Outcome = Pick<ConnectionReport, "server" | "tools">;
const NOTHING: Outcome = { server: null, tools: [] };

/** Goes the way of a call as far as the list of tools. What it opens, its caller closes (closeUpstream). */
export async function tryConnection(upstream: UpstreamRef): Promise<ConnectionReport> {
  const { steps, result } = await within({ timeoutMs: TEST_MS }, (turn) =>
    inSteps((step) => attempt(upstream, step, turn)),
  );
  return { ok: result !== null, steps, ...(result ?? NOTHING) };
}

function attempt(upstream: UpstreamRef, step: Step, turn: Turn): Promise<Outcome> {
  switch (upstream.kind) {
    case "mcp_http":
      return overMcp(upstream, step, turn);
    case "http":
      return overHttp(upstream, step, turn);
    case "mcp_stdio":
      return overStdio(upstream, step, turn);
    default:
      return step("Tools", () => toolsOf(upstream, turn, null, null));
  }
}

async function overMcp(upstream: UpstreamRef, step: Step, turn: Turn): Promise<Outcome> {
  await reach(upstream, urlOf(upstream.config.url), step, turn.signal);
  return credentialStep(upstream, step, turn, (credential) =>
    step("Tools", async () => {
      const { server } = await ping(upstream, turn, credential).catch(wantsCredential(credential));
      return toolsOf(upstream, turn, credential, server);
    }),
  );
}

/** What an HTTP upstream offers is in its document, which comes later. */
async function overHttp(upstream: UpstreamRef, step: Step, turn: Turn): Promise<Outcome> {
  await reach(upstream, urlOf(upstream.config.baseUrl), step, turn.signal);
  return credentialStep(upstream, step, turn, () => Promise.resolve(NOTHING));
}

/** A child gets its credential when it is started, so that comes first. */
async function overStdio(upstream: UpstreamRef, step: Step, turn: Turn): Promise<Outcome> {
  await step("Address", () => Promise.resolve(findProgram(upstream)));
  return credentialStep(upstream, step, turn, async (credential) => {
    const server = await step("Connect", async () => {
      const found = await ping(upstream, turn, credential);
      return { detail: "The program started and speaks MCP.", value: found.server };
    });
    return step("Tools", () => toolsOf(upstream, turn, credential, server));
  });
}

/** Issues what the upstream is opened with, where it has a credential, and lets go of it after the steps that need it. */
async function credentialStep(
  upstream: UpstreamRef,
  step: Step,
  { signal }: Turn,
  rest: (credential: CredentialMaterial | null) => Promise<Outcome>,
): Promise<Outcome> {
  if (!upstream.credential) return rest(null);
  const { promise: over, resolve: end } = deferred<void>();
  const { promise: issued, resolve, reject } = deferred<CredentialMaterial | null>();
  // Its own step ends when it is issued; what holds it goes on until the rest is over.
  const holding = withCredential(upstream, { signal }, (credential) => {
    resolve(credential);
    return over;
  });
  holding.catch(reject);
  try {
    const credential = await step("Credential", async () => ({
      detail: "It was issued, and is let go of after this test.",
      value: await issued,
    }));
    return await rest(credential);
  } finally {
    end();
    await holding.catch(() => undefined);
  }
}

async function toolsOf(
  upstream: UpstreamRef,
  { signal, leftMs }: Turn,
  credential: CredentialMaterial | null,
  server: ConnectionReport["server"],
): Promise<Found<Outcome>> {
  const listed = await listTools(upstream, { timeoutMs: leftMs(), signal, credential }).catch(
    wantsCredential(credential),
  );
  const tools = listed.slice(0, MOST_TOOLS).map(({ name, description = "" }) => ({
    name: cut(name),
    description: cut(description.trimStart().split("\n", 1)[0] ?? ""),
  }));
  const detail = listed.length === 1 ? "It offers one tool." : `It offers ${listed.length} tools.`;
  return { detail, value: { server, tools } };
}

/** By code points, so that no character is cut in two. */
function cut(text: string): string {
  const [...characters] = text.slice(0, LONGEST * 2);
  return characters.slice(0, LONGEST).join("").toWellFormed();
}

/** Without a credential, a server that accepts ours not is one that wants one. */
function wantsCredential(credential: CredentialMaterial | null) {
  return (error: unknown): never => {
    if (credential === null && error instanceof UpstreamError && /HTTP 40[13]/.test(error.message))
      throw new StepFault("The server wants to know who asks. Choose the credential that opens it.");
    throw error;
  };
}

function urlOf(address: unknown): URL {
  if (typeof address === "string" && URL.canParse(address)) return new URL(address);
  throw new StepFault("The address is not usable.");
}

function findProgram(upstream: UpstreamRef): Found<null> {
  const target = parseTarget(upstream);
  if (target.kind !== "mcp_stdio") throw new StepFault("It is no local server.");
  const { command, env } = target.child;
  const folders = isAbsolute(command) ? [""] : (env.PATH ?? "").split(delimiter);
  if (folders.some((folder) => existsSync(join(folder, command))))
    return { detail: "The program is installed.", value: null };
  throw new StepFault("The program is not installed on this machine. Its operator can put it there.");
}
