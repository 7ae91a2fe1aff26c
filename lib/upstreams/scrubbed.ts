import type { CredentialMaterial } from "../credentials/types";
import { scrub, scrubText } from "../credentials";
import type { Json, JsonObject } from "../platform/json";
import { UpstreamError } from "./errors";
import type { Progress, UpstreamNotification } from "./types";

type Asked = {
  credential?: CredentialMaterial | null | undefined;
  onProgress?: ((progress: Progress) => void) | undefined;
  onNotification?: ((notification: UpstreamNotification) => void) | undefined;
};

/**
 * Takes the secrets that a request carried out of all that comes back for it: a server that shows what it was sent
 * must not hand its credential to an agent, or into a record.
 */
export async function scrubbed<A extends Asked, T extends object>(
  asked: A,
  run: (asked: A) => Promise<T>,
): Promise<T> {
  const secrets = asked.credential?.secrets ?? [];
  if (secrets.length === 0) return run(asked);
  const clean = <V>(value: V) => scrub(value as Json, secrets) as V; // safe: scrubbing keeps every shape
  const { onProgress, onNotification } = asked;
  try {
    const answer = await run({
      ...asked,
      ...(onProgress ? { onProgress: (progress: Progress) => onProgress(clean(progress)) } : {}),
      ...(onNotification
        ? { onNotification: (notice: UpstreamNotification) => onNotification(clean(notice)) }
        : {}),
    });
    return clean(answer);
  } catch (error) {
    throw error instanceof UpstreamError ? cleanError(error, secrets) : error;
  }
}

/** Without what caused it: nobody knows what its words repeat. */
function cleanError(error: UpstreamError, secrets: readonly string[]): UpstreamError {
  const { code, effect, message, rpc, said, ours } = error;
  return new UpstreamError(code, effect, message, {
    ours,
    said: scrubText(said, secrets),
    ...(rpc ? { rpc: scrub(rpc as JsonObject, secrets) as typeof rpc } : {}), // safe: scrubbing keeps every shape
  });
}
