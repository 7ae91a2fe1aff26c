import { systemCtx } from "../platform/ctx";
import { withTenant } from "../platform/db";
import { newId } from "../platform/ids";
import { appendLeaf } from "../platform/ledger";
import { logger } from "../platform/log";
import { singleton } from "../platform/singleton";
import { alertNotIssued } from "./alerts";
import type { Ground } from "./ground";
import type { ProviderFault } from "./provider-fault";
import type { IssueRequest } from "./types";

/** A provider may stumble; this often in a row, somebody should know. */
const ALERT_AFTER = 3;

const inARow = () => singleton("issue-failures", () => new Map<string, number>());

/** Records an issue that failed, and raises the alert at once where only a person can mend it. Never throws. */
export async function issueFailed(
  request: IssueRequest,
  ground: Ground,
  fault: ProviderFault,
): Promise<void> {
  const { tenantId, sessionId, decisionId } = request;
  const { credential, upstream } = ground;
  const failures = (inARow().get(credential.id) ?? 0) + 1;
  inARow().set(credential.id, failures);
  const fields = { tenantId, code: fault.kind, count: failures, err: fault.cause };
  logger("credentials").warn("a credential could not be issued", fields);
  try {
    await withTenant(tenantId, async (tx) => {
      await appendLeaf(tx, systemCtx(tenantId, decisionId ?? `issue-${newId()}`), {
        action: "credential.issue_failed",
        subjectKind: "credential",
        subjectId: credential.id,
        data: {
          name: credential.name,
          upstream,
          sessionId: sessionId ?? null,
          decisionId: decisionId ?? null,
          why: fault.message,
        },
      });
      if (fault.kind === "configuration" || failures >= ALERT_AFTER)
        await alertNotIssued(tx, tenantId, credential, fault.message);
    });
  } catch (err) {
    logger("credentials").error("a failed issue could not be recorded", { tenantId, err });
  }
}

export function issueSucceeded(credentialId: string): void {
  inARow().delete(credentialId);
}
