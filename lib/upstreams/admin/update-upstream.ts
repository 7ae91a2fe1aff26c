import { requirePermission, type Ctx } from "../../platform/ctx";
import { withTenant, type Upstream } from "../../platform/db";
import { DomainError, invalidInput, notFound } from "../../platform/errors";
import type { JsonObject } from "../../platform/json";
import { appendLeaf } from "../../platform/ledger";
import { dropSecret, openSecrets, putSecret } from "../../vault";
import { CLIENT_KEY } from "../network";
import { UpdateUpstreamInput, type UpstreamTarget } from "../schemas";
import {
  addressOf,
  assertCredential,
  assertProgram,
  assertTls,
  auditFacts,
  changes,
  columnsOf,
  invalid,
  plain,
} from "./settings";

/**
 * Changes how an upstream is reached. Its slug and its kind stay: its capabilities are named and made by them.
 * @throws DomainError FORBIDDEN (sending a credential somewhere else takes credentials.manage too); NOT_FOUND;
 * INVALID_INPUT with a pointer to each fault; CONFLICT where somebody changed it meanwhile; VAULT_UNAVAILABLE
 */
export async function updateUpstream(
  ctx: Ctx,
  input: UpdateUpstreamInput,
): Promise<{ id: string; updatedAt: string }> {
  requirePermission(ctx, "upstreams.manage");
  const parsed = UpdateUpstreamInput.safeParse(input);
  if (!parsed.success) throw invalidInput(parsed.error);
  const { id, updatedAt, ...settings } = parsed.data;
  const { tenantId } = ctx;
  const { target, tls, credential } = settings;
  const owner = { kind: "upstream", id } as const;
  await requireUpstream(tenantId, id);
  const keepsKey = tls.certificate !== null && tls.key === undefined;
  const stored = keepsKey ? ((await openSecrets(tenantId, owner)).get(CLIENT_KEY) ?? null) : null;
  assertTls(settings, stored);
  return withTenant(tenantId, async (tx) => {
    const before = await tx.upstream.findFirst({ where: { id, tenantId } });
    if (!before) throw notFound("upstream");
    if (before.updatedAt.toISOString() !== new Date(updatedAt).toISOString()) throw meanwhile();
    assertSameKind(before, target);
    if (canonicalServer(before.config) !== canonicalServer(target.config)) assertProgram(settings);
    const moved =
      addressOf(before.kind, before.config as JsonObject) !== addressOf(target.kind, plain(target.config));
    await assertCredential(tx, ctx, settings, moved || credential?.id !== before.credentialId);
    // Later than what others saw, even in the same millisecond.
    const now = new Date(Math.max(Date.now(), before.updatedAt.getTime() + 1));
    const where = { id, tenantId, updatedAt: before.updatedAt };
    const { count } = await tx.upstream.updateMany({
      where,
      data: { ...columnsOf(settings), updatedAt: now },
    });
    if (count === 0) throw meanwhile();
    const key = tls.certificate === null ? null : tls.key;
    if (key === null) await dropSecret(tx, owner, CLIENT_KEY);
    else if (key !== undefined) await putSecret(tx, ctx, owner, CLIENT_KEY, key);
    const after = await tx.upstream.findFirstOrThrow({ where: { id, tenantId } });
    await appendLeaf(tx, ctx, {
      action: "upstream.updated",
      subjectKind: "upstream",
      subjectId: id,
      data: {
        slug: before.slug,
        ...changes(auditFacts(before), auditFacts(after)),
        clientKey: key === null ? "none" : key === undefined ? "kept" : "set",
      },
    });
    return { id, updatedAt: now.toISOString() };
  });
}

async function requireUpstream(tenantId: string, id: string): Promise<void> {
  const found = await withTenant(tenantId, (tx) => tx.upstream.count({ where: { id, tenantId } }));
  if (found === 0) throw notFound("upstream");
}

function assertSameKind(before: Upstream, target: UpstreamTarget): void {
  if (before.kind !== target.kind)
    throw invalid("/target/kind", "The kind of an upstream stays. Set up another one.");
  if (target.kind !== "builtin") return;
  const { suite } = before.config as { suite?: unknown }; // safe: an object, by our schemas
  if (suite !== target.config.suite)
    throw invalid("/target/config/suite", "Which tools are built in here stays.");
}

/** A program that the operator no longer offers may stay as it is, so that the rest can still be changed. */
function canonicalServer(config: unknown): unknown {
  return typeof config === "object" && config !== null && "server" in config ? config.server : null;
}

function meanwhile(): DomainError {
  return new DomainError("CONFLICT", "The upstream has changed since you opened it. Look at it again.");
}
