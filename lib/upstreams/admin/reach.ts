import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import { addressFault, outbound } from "../../outbound";
import { ownError } from "../client-errors";
import { networkOf } from "../network";
import type { UpstreamRef } from "../types";
import { connectFault } from "./connect-fault";
import { deferred } from "./deferred";
import { StepFault, type Step } from "./trial-steps";

/**
 * Two steps: the address may be connected to, and a server answers there, over TLS where it says so. Any answer
 * counts; nothing of a credential is sent.
 */
export async function reach(upstream: UpstreamRef, url: URL, step: Step, signal: AbortSignal): Promise<void> {
  const addresses = await step("Address", async () => {
    const found = await orAborted(addressesOf(url), signal);
    const [first = "", ...more] = found;
    for (const address of found) assertPermitted(address, upstream.allow ?? []);
    const others = more.length > 0 ? ` and ${more.length} more` : "";
    return { detail: `It leads to ${first}${others}, where connections are permitted.`, value: found };
  });
  await step("Connect", async () => {
    const status = await answerOf(upstream, url, addresses, signal);
    const redirects =
      status >= 300 && status < 400 ? " It redirects: give the address that it leads to." : "";
    const over = url.protocol === "https:" ? " over TLS" : "";
    return { detail: `The server answered${over} (HTTP ${status}).${redirects}`, value: null };
  });
}

async function addressesOf({ hostname }: URL): Promise<string[]> {
  const literal = hostname.replace(/^\[|\]$/g, "");
  if (isIP(literal)) return [literal];
  try {
    return (await lookup(hostname, { all: true })).map(({ address }) => address);
  } catch (error) {
    const asked = error instanceof Error && "code" in error && error.code === "EAI_AGAIN";
    throw new StepFault(
      asked
        ? `Nobody could be asked for the address of ${hostname}. Try again.`
        : `There is no ${hostname}. Check how it is written.`,
    );
  }
}

/** The guard says the same once more when it connects; here a person learns which address it is about. */
function assertPermitted(address: string, allow: readonly string[]): void {
  const fault = addressFault(address, allow);
  if (fault === null) return;
  const permittable = fault.includes("not among the permitted");
  const wayOut = permittable ? " An administrator can permit its range under Upstreams, Network." : "";
  throw new StepFault(`It leads to ${address}: ${fault}.${wayOut}`);
}

/** The connection goes to what was looked at a moment ago: nobody is asked for the address again. */
async function answerOf(
  upstream: UpstreamRef,
  url: URL,
  addresses: readonly string[],
  signal: AbortSignal,
): Promise<number> {
  const { fetch, close } = outbound(await networkOf(upstream), () => Promise.resolve(addresses));
  try {
    const response = await fetch(url, { method: "HEAD", redirect: "manual", signal });
    await response.body?.cancel();
    return response.status;
  } catch (error) {
    signal.throwIfAborted();
    throw ownError(error) ?? new StepFault(connectFault(error));
  } finally {
    await close();
  }
}

/** For work that cannot be ended: nobody waits for it any longer. */
async function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  const { promise, reject } = deferred<never>();
  const abort = () => reject(signal.reason);
  signal.addEventListener("abort", abort, { once: true });
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}
