import { DomainError } from "../platform/errors";
import { shared, type Fresh } from "./cache";
import { readGround, refusedFor } from "./ground";
import { issueFailed, issueSucceeded } from "./issue-failed";
import { obtain } from "./obtain";
import { toFault } from "./provider-fault";
import type { Issued, IssueRequest } from "./types";

/**
 * Gets what opens an upstream: for one call where its use says so, else for the session, shared by all its calls.
 * Every issue has its row before anybody uses it. The end of the caller's signal ends the caller's waiting; what is
 * issued for that call nevertheless is revoked.
 * @throws DomainError CREDENTIAL_UNAVAILABLE, in words that an agent may read; UNAVAILABLE where the database is away
 */
export async function issueCredential(request: IssueRequest): Promise<Issued> {
  const { signal, use, decisionId } = request;
  signal.throwIfAborted();
  const forCall = use.per === "call" && decisionId !== undefined;
  const pending = forCall ? issueFresh(request, true) : shared(request, () => issueFresh(request, false));
  const letGo = async (fresh: Fresh) => {
    if (forCall || fresh.issuedId === null) await fresh.letGo("The call is over.");
  };
  const fresh = await orAborted(pending, signal, letGo);
  let released: Promise<void> | undefined;
  return { material: fresh.material, release: () => (released ??= letGo(fresh)) };
}

async function issueFresh(request: IssueRequest, forCall: boolean): Promise<Fresh> {
  const ground = await readGround(request);
  try {
    const fresh = await obtain(request, ground, forCall);
    issueSucceeded(ground.credential.id);
    return fresh;
  } catch (error) {
    if (error instanceof DomainError && error.code !== "VAULT_UNAVAILABLE") throw error;
    const fault = toFault(error);
    await issueFailed(request, ground, fault);
    throw refusedFor(ground.credential.name, fault.message);
  }
}

/** What others may share goes on without this caller; what nobody waits for any more is let go of. */
function orAborted(
  pending: Promise<Fresh>,
  signal: AbortSignal,
  letGo: (fresh: Fresh) => Promise<void>,
): Promise<Fresh> {
  return new Promise((resolve, reject) => {
    const aborted = () => {
      reject(signal.reason as Error);
      pending.then(letGo, () => undefined);
    };
    signal.addEventListener("abort", aborted, { once: true });
    pending
      .finally(() => signal.removeEventListener("abort", aborted))
      .then((fresh) => (signal.aborted ? undefined : resolve(fresh)), reject);
  });
}
