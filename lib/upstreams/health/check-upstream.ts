import { DomainError } from "../../platform/errors";
import { logger } from "../../platform/log";
import { UpstreamError } from "../errors";
import type { UpstreamRef } from "../types";
import { withCredential } from "../with-credential";
import { within } from "../within";
import type { Check } from "./next-health";
import { ping } from "./ping";
import { recordCheck, type Server } from "./store";

const PING_MS = 10_000;

/**
 * Looks how an upstream is and writes it down. What the upstream does is a finding, never an error; a look that
 * `signal` ends finds nothing.
 */
export async function checkUpstream(
  upstream: UpstreamRef,
  { timeoutMs = PING_MS, signal }: { timeoutMs?: number; signal?: AbortSignal } = {},
): Promise<void> {
  const { check, server } = await look(upstream, timeoutMs, signal);
  if (!signal?.aborted) await recordCheck(upstream, check, server);
}

type Found = { check: Check; server: Server | null };

async function look(upstream: UpstreamRef, timeoutMs: number, signal?: AbortSignal): Promise<Found> {
  const patience = { timeoutMs, ...(signal ? { signal } : {}) };
  try {
    return await within(patience, (turn) =>
      withCredential(upstream, { signal: turn.signal }, async (credential): Promise<Found> => {
        const started = performance.now();
        const { server } = await ping(upstream, turn, credential);
        return { check: { ok: true, latencyMs: Math.round(performance.now() - started) }, server };
      }),
    );
  } catch (error) {
    return { check: { ok: false, error: sentenceOf(error) }, server: null };
  }
}

/** Messages of these errors are ours and safe to show; what anything else says is not for people. */
function sentenceOf(error: unknown): string {
  if (error instanceof UpstreamError || error instanceof DomainError) return error.message;
  logger("upstreams").error("a health check failed unexpectedly", { err: error });
  return "The check itself failed unexpectedly.";
}
