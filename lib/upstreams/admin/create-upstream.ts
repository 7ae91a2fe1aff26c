import { requirePermission, type Ctx } from "../../platform/ctx";
import { withTenant, type Tx } from "../../platform/db";
import { DomainError, invalidInput } from "../../platform/errors";
import { newId } from "../../platform/ids";
import { appendLeaf } from "../../platform/ledger";
import { putSecret } from "../../vault";
import { CLIENT_KEY } from "../network";
import { CreateUpstreamInput } from "../schemas";
import { assertCredential, assertProgram, assertTls, auditFacts, columnsOf, invalid } from "./settings";
import { slugFault } from "./slug-fault";

/** More than this nobody looks after; lists show them all. */
export const MOST_UPSTREAMS = 500;

/**
 * Sets an upstream up. Nothing is connected to: a server that is away can be set up too, and is synced later.
 * @throws DomainError FORBIDDEN; INVALID_INPUT with a pointer to each fault; CONFLICT where the slug is taken;
 * VAULT_UNAVAILABLE where a client key cannot be kept
 */
export async function createUpstream(ctx: Ctx, input: CreateUpstreamInput): Promise<{ id: string }> {
  requirePermission(ctx, "upstreams.manage");
  const parsed = CreateUpstreamInput.safeParse(input);
  if (!parsed.success) throw invalidInput(parsed.error);
  const { slug, ...settings } = parsed.data;
  const { target, tls } = settings;
  assertTls(settings, null);
  assertProgram(settings);
  return withTenant(ctx.tenantId, async (tx) => {
    const { tenantId } = ctx;
    // Look-alikes are a matter of the whole tenant, so its upstreams come one at a time.
    await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`upstreams:${tenantId}`}, 0))`;
    const others = await slugsOf(tx, tenantId);
    const fault = slugFault(slug, target, others);
    if (fault) throw invalid("/slug", fault.detail, fault.code);
    if (others.length >= MOST_UPSTREAMS)
      throw new DomainError(
        "CONFLICT",
        `There are ${MOST_UPSTREAMS} upstreams, which is the most there can be.`,
      );
    await assertCredential(tx, ctx, settings, true);
    const id = newId();
    const now = new Date();
    const row = { id, tenantId, slug, ...columnsOf(settings), createdAt: now, updatedAt: now };
    const made = await tx.upstream.create({ data: row });
    const key = tls.certificate !== null && tls.key ? tls.key : null;
    if (key !== null) await putSecret(tx, ctx, { kind: "upstream", id }, CLIENT_KEY, key);
    await appendLeaf(tx, ctx, {
      action: "upstream.created",
      subjectKind: "upstream",
      subjectId: id,
      data: { slug, ...auditFacts(made), clientKey: key === null ? "none" : "set" },
    });
    return { id };
  });
}

async function slugsOf(tx: Tx, tenantId: string): Promise<string[]> {
  const rows = await tx.upstream.findMany({ where: { tenantId }, select: { slug: true } });
  return rows.map(({ slug }) => slug);
}
