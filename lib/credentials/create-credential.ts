import { requirePermission, type Ctx } from "../platform/ctx";
import { withTenant, type Tx } from "../platform/db";
import { DomainError, invalidInput } from "../platform/errors";
import { newId } from "../platform/ids";
import type { JsonObject } from "../platform/json";
import { appendLeaf } from "../platform/ledger";
import { putSecret } from "../vault";
import { parseInput } from "./parse";
import { readDetail } from "./read";
import { CreateCredentialInput } from "./schemas";
import { secretFaults } from "./secret-faults";
import type { CredentialDetail } from "./types";

/**
 * Keeps a way to get what opens upstreams; its secrets are encrypted, and nobody sees them again.
 * @throws DomainError FORBIDDEN; INVALID_INPUT (a secret missing, or one that the provider has not); CONFLICT (the name
 * is taken); VAULT_UNAVAILABLE
 */
export async function createCredential(ctx: Ctx, input: CreateCredentialInput): Promise<CredentialDetail> {
  requirePermission(ctx, "credentials.manage");
  const { name, config, secrets } = parseInput(CreateCredentialInput, input);
  const issues = secretFaults(config, secrets, null);
  if (issues.length > 0) throw invalidInput({ issues });
  const { tenantId, actor } = ctx;
  const id = newId();
  return withTenant(tenantId, async (tx) => {
    await requireFreeName(tx, tenantId, name, null);
    const { count } = await tx.credential.createMany({
      data: {
        ...{ id, tenantId, name, config },
        provider: config.provider,
        createdById: actor.kind === "user" ? actor.id : null,
      },
      skipDuplicates: true,
    });
    if (count === 0) throw nameTaken();
    await putSecrets(tx, ctx, id, secrets);
    await appendLeaf(tx, ctx, {
      action: "credential.created",
      subjectKind: "credential",
      subjectId: id,
      data: { name, config: config as JsonObject, secretsSet: Object.keys(secrets).sort() }, // a parsed config is JSON
    });
    return readDetail(tx, tenantId, id);
  });
}

export async function putSecrets(
  tx: Tx,
  ctx: Ctx,
  id: string,
  secrets: Readonly<Record<string, string>>,
): Promise<void> {
  for (const [field, text] of Object.entries(secrets))
    await putSecret(tx, ctx, { kind: "credential", id }, field, text);
}

/** @throws DomainError CONFLICT */
export async function requireFreeName(tx: Tx, tenantId: string, name: string, self: string | null) {
  const other = await tx.credential.findFirst({ where: { tenantId, name }, select: { id: true } });
  if (other && other.id !== self) throw nameTaken();
}

function nameTaken(): DomainError {
  const detail = "There is a credential of this name already.";
  return new DomainError("CONFLICT", detail, { faults: [{ pointer: "/name", detail }] });
}
