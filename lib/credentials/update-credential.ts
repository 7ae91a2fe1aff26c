import { requirePermission, type Ctx } from "../platform/ctx";
import { withTenant, type Tx } from "../platform/db";
import { DomainError, invalidInput, notFound } from "../platform/errors";
import type { JsonObject } from "../platform/json";
import { appendLeaf } from "../platform/ledger";
import { secretFields } from "../vault";
import { alertRevoked } from "./alerts";
import { announce } from "./announce";
import { putSecrets, requireFreeName } from "./create-credential";
import { parseInput } from "./parse";
import { readDetail } from "./read";
import { revokeOfCredential } from "./revoke";
import { CredentialConfig, EnableCredentialInput, UpdateCredentialInput } from "./schemas";
import { leadsElsewhere, secretFaults } from "./secret-faults";
import type { CredentialDetail } from "./types";

/**
 * Changes a credential. What was issued under the old one is revoked and not used again. The provider stays, and a
 * stored secret is not sent to another address than the one it was entered for.
 * @throws DomainError FORBIDDEN, NOT_FOUND, INVALID_INPUT, VAULT_UNAVAILABLE; CONFLICT (changed meanwhile, name taken)
 */
export async function updateCredential(ctx: Ctx, input: UpdateCredentialInput): Promise<CredentialDetail> {
  requirePermission(ctx, "credentials.manage");
  const { id, version, name, config, secrets } = parseInput(UpdateCredentialInput, input);
  const { tenantId } = ctx;
  const { before, stored } = await withTenant(tenantId, async (tx) => {
    const found = await tx.credential.findFirst({ where: { tenantId, id } });
    if (!found) throw notFound("credential");
    if (found.version !== version) throw changed();
    const fields = await secretFields(tx, { kind: "credential", id });
    return { before: found, stored: fields.map(({ field }) => field) };
  });
  const known = CredentialConfig.safeParse(before.config);
  const old = known.success ? known.data : null;
  const issues = secretFaults(config, secrets, { config: old, stored });
  if (config.provider !== before.provider)
    issues.push({ path: ["config", "provider"], message: "The provider stays; make another credential." });
  if (issues.length > 0) throw invalidInput({ issues });
  // What the old address issued is shown to the old address, and never to a new one.
  const elsewhere = leadsElsewhere(config, old);
  if (elsewhere) await revokeOfCredential(ctx, id, WHY);
  await withTenant(tenantId, async (tx) => {
    await requireFreeName(tx, tenantId, name, id);
    const { count } = await tx.credential.updateMany({
      where: { id, tenantId, version },
      data: { name, config, version: version + 1, updatedAt: new Date() },
    });
    if (count === 0) throw changed();
    const abandoned = elsewhere ? await abandon(tx, tenantId, id) : 0;
    await putSecrets(tx, ctx, id, secrets);
    await announce(tx, id);
    await appendLeaf(tx, ctx, {
      action: "credential.updated",
      subjectKind: "credential",
      subjectId: id,
      data: {
        // What was parsed is JSON.
        before: { name: before.name, config: before.config as JsonObject },
        after: { name, config: config as JsonObject },
        secretsSet: Object.keys(secrets).sort(),
        abandoned,
      },
    });
  });
  await revokeOfCredential(ctx, id, WHY);
  return withTenant(tenantId, (tx) => readDetail(tx, tenantId, id));
}

/** Closes what the old address has not taken back: nobody is left to whom it could be shown. */
async function abandon(tx: Tx, tenantId: string, credentialId: string): Promise<number> {
  const { count } = await tx.issuedCredential.updateMany({
    where: { tenantId, credentialId, state: { in: ["live", "revoke_failed"] } },
    data: {
      state: "not_revocable",
      endedAt: new Date(),
      detail: `${WHY}\nIts old address did not take it back before, so it stays valid until it expires.`,
      sealed: null,
      keyId: null,
      nextTryAt: null,
    },
  });
  if (count > 0) await alertRevoked(tx, tenantId, credentialId);
  return count;
}

const WHY = "The credential was changed.";

/**
 * Stops a credential, or lets it be used again. While it is disabled, nothing is issued from it, and what was issued
 * is revoked.
 * @throws DomainError FORBIDDEN, NOT_FOUND, INVALID_INPUT; CONFLICT where it is so already
 */
export async function setCredentialEnabled(
  ctx: Ctx,
  input: EnableCredentialInput,
): Promise<CredentialDetail> {
  requirePermission(ctx, "credentials.manage");
  const { id, enabled } = parseInput(EnableCredentialInput, input);
  const { tenantId } = ctx;
  await withTenant(tenantId, async (tx) => {
    const before = await tx.credential.findFirst({ where: { tenantId, id } });
    if (!before) throw notFound("credential");
    const { count } = await tx.credential.updateMany({
      where: { id, tenantId, disabledAt: enabled ? { not: null } : null },
      data: {
        disabledAt: enabled ? null : new Date(),
        version: { increment: 1 },
        updatedAt: new Date(),
      },
    });
    if (count === 0)
      throw new DomainError("CONFLICT", enabled ? "It is enabled already." : "It is disabled already.");
    await announce(tx, id);
    await appendLeaf(tx, ctx, {
      action: enabled ? "credential.enabled" : "credential.disabled",
      subjectKind: "credential",
      subjectId: id,
      data: { name: before.name },
    });
  });
  if (!enabled) await revokeOfCredential(ctx, id, "The credential was disabled.");
  return withTenant(tenantId, (tx) => readDetail(tx, tenantId, id));
}

function changed(): DomainError {
  return new DomainError("CONFLICT", "The credential has changed since you opened it. Look at it again.");
}
