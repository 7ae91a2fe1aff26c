import { raiseAlert, resolveAlert } from "../platform/alerts";
import type { Tx } from "../platform/db";

type Subject = { id: string; name: string };

const KIND = "credential.failed";
const CANNOT_ISSUE = "cannot be issued";
const CANNOT_REVOKE = "was not revoked";

/** There is one open alert per credential, so what is still valid and should not be takes the place of what is only missing. */
export async function alertNotIssued(tx: Tx, tenantId: string, { id, name }: Subject, why: string) {
  await raiseAlert(tx, tenantId, {
    kind: KIND,
    severity: "warning",
    subjectKind: "credential",
    subjectId: id,
    title: `The credential "${name}" ${CANNOT_ISSUE}`,
    detail: `${why} Calls that need it are refused.`,
  });
}

/** The next success ends it; not where something waits to be revoked. */
export async function alertIssued(tx: Tx, tenantId: string, id: string): Promise<void> {
  if (await isOpen(tx, tenantId, id, CANNOT_ISSUE)) await resolveAlert(tx, tenantId, KIND, id);
}

export async function alertNotRevoked(tx: Tx, tenantId: string, { id, name }: Subject, why: string) {
  if (await isOpen(tx, tenantId, id, CANNOT_ISSUE)) await resolveAlert(tx, tenantId, KIND, id);
  await raiseAlert(tx, tenantId, {
    kind: KIND,
    severity: "critical",
    subjectKind: "credential",
    subjectId: id,
    title: `Something issued from "${name}" ${CANNOT_REVOKE}`,
    detail: `${why} It may still be valid. Revoke it at its issuer, then try again here.`,
  });
}

/** Something that had been given up has ended after all; the alert stays while there is more of it. */
export async function alertRevoked(tx: Tx, tenantId: string, id: string): Promise<void> {
  if (!(await isOpen(tx, tenantId, id, CANNOT_REVOKE))) return;
  const givenUp = { tenantId, credentialId: id, state: "revoke_failed", nextTryAt: null };
  if ((await tx.issuedCredential.count({ where: givenUp })) === 0) await resolveAlert(tx, tenantId, KIND, id);
}

async function isOpen(tx: Tx, tenantId: string, subjectId: string, words: string): Promise<boolean> {
  const where = { tenantId, kind: KIND, subjectId, resolvedAt: null };
  const open = await tx.alert.findFirst({ where, select: { title: true } });
  return open?.title.endsWith(words) ?? false;
}
