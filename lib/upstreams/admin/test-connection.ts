import { permittedRanges } from "../../outbound";
import { requirePermission, type Ctx } from "../../platform/ctx";
import { withTenant } from "../../platform/db";
import { DomainError, invalidInput, notFound } from "../../platform/errors";
import { newId } from "../../platform/ids";
import { appendLeaf } from "../../platform/ledger";
import { singleton } from "../../platform/singleton";
import { openSecrets } from "../../vault";
import { lendKey } from "../lent-keys";
import { CLIENT_KEY } from "../network";
import { closeUpstream } from "../pools";
import { toRef, UPSTREAM_PARTS } from "../row";
import { TestConnectionInput } from "../schemas";
import type { ConnectionReport, UpstreamRef } from "../types";
import { assertCredential, assertProgram, assertTls, plain, type Connection } from "./settings";
import { tryConnection } from "./try-connection";

/** Each may start a process: a tenant's people wait for each other. */
const AT_ONCE = 4;

/**
 * Tries a connection out, one that is or one that is being set up, and keeps nothing open. That it does not work is
 * a report, not an error; steps after the one that failed were not tried.
 * @throws DomainError FORBIDDEN (sending a credential somewhere takes credentials.manage); INVALID_INPUT; NOT_FOUND;
 * RATE_LIMITED where too many run; VAULT_UNAVAILABLE
 */
export async function testConnection(ctx: Ctx, input: TestConnectionInput): Promise<ConnectionReport> {
  requirePermission(ctx, "upstreams.manage");
  const parsed = TestConnectionInput.safeParse(input);
  if (!parsed.success) throw invalidInput(parsed.error);
  return taking(ctx.tenantId, async () => {
    const { id = null, target, ...more } = parsed.data;
    const { upstream, key } = await (target === undefined
      ? presentOf(ctx.tenantId, id)
      : draftOf(ctx, id, { target, ...more }));
    const giveBack = key === null ? null : lendKey(upstream.id, key);
    try {
      const report = await tryConnection(upstream);
      await record(ctx, id, upstream, report);
      return report;
    } finally {
      await closeUpstream(upstream);
      giveBack?.();
    }
  });
}

/** Under an id of its own, so that connections of calls are none of its business. */
type Trial = { upstream: UpstreamRef; key: string | null };

async function draftOf(ctx: Ctx, id: string | null, draft: Connection): Promise<Trial> {
  const { tenantId } = ctx;
  const { target, tls, limits, credential } = draft;
  const stored = id === null ? null : (await presentOf(tenantId, id)).key;
  assertTls(draft, stored);
  assertProgram(draft);
  return withTenant(tenantId, async (tx) => {
    const found = await assertCredential(tx, ctx, draft, true);
    const { ca, certificate } = tls;
    const upstream: UpstreamRef = {
      ...{ tenantId, id: newId(), slug: "being tried out", kind: target.kind },
      config: plain(target.config),
      limits: plain(limits),
      tls: { ca, certificate },
      allow: await permittedRanges(tx, tenantId),
      credential: found && credential && { ...found, use: plain(credential.use) },
    };
    return { upstream, key: certificate === null ? null : (tls.key ?? stored) };
  });
}

/** As its row says, whether it is disabled or not: before it is enabled again, one wants to know. */
async function presentOf(tenantId: string, id: string | null): Promise<Trial> {
  if (id === null) throw notFound("upstream");
  const upstream = await withTenant(tenantId, async (tx) => {
    const row = await tx.upstream.findFirst({ where: { id, tenantId }, include: UPSTREAM_PARTS });
    if (!row) throw notFound("upstream");
    return toRef(row, await permittedRanges(tx, tenantId));
  });
  const key = upstream.tls?.certificate ? await storedKey(tenantId, id) : null;
  return { upstream: { ...upstream, id: newId() }, key };
}

async function storedKey(tenantId: string, id: string): Promise<string | null> {
  return (await openSecrets(tenantId, { kind: "upstream", id })).get(CLIENT_KEY) ?? null;
}

/** A test sends a credential to where somebody says, and starts programs: that it was made is on record. */
async function record(
  ctx: Ctx,
  id: string | null,
  { id: trialId, kind, config, credential }: UpstreamRef,
  { ok, steps }: ConnectionReport,
): Promise<void> {
  const failed = ok ? null : (steps.at(-1)?.name ?? null);
  await withTenant(ctx.tenantId, (tx) =>
    appendLeaf(tx, ctx, {
      action: "upstream.tested",
      subjectKind: "upstream",
      subjectId: id ?? trialId,
      data: { kind, config, credentialId: credential?.id ?? null, ok, failed },
    }),
  );
}

async function taking<T>(tenantId: string, work: () => Promise<T>): Promise<T> {
  const running = singleton("connection-tests", () => new Map<string, number>());
  const count = running.get(tenantId) ?? 0;
  if (count >= AT_ONCE)
    throw new DomainError(
      "RATE_LIMITED",
      "Several connections are being tested. Wait for one of the tests to end.",
    );
  running.set(tenantId, count + 1);
  try {
    return await work();
  } finally {
    const left = (running.get(tenantId) ?? 1) - 1;
    if (left > 0) running.set(tenantId, left);
    else running.delete(tenantId);
  }
}
