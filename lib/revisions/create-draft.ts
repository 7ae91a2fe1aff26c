import { requirePermission, type Ctx } from "../platform/ctx";
import { withTenant, type Tx } from "../platform/db";
import { newId } from "../platform/ids";
import { instantiateTemplate } from "../policy";
import { contentOf } from "./content";
import { actorId, loadRevision, record } from "./on-revision";
import { openPackage } from "./package";
import { parseInput } from "./parse";
import { CreateDraftInput } from "./schemas";
import { takeTurns } from "./take-turns";
import type { StepTaken } from "./types";

/** The texts of a draft before it has a number. */
export type Source = {
  title: string;
  document: string;
  tests: string;
  origin: string;
  baseId: string | null;
};
type From = ReturnType<typeof CreateDraftInput.parse>["from"];

/**
 * Begins a draft: as a copy of a revision, from a template, from a signed package, or as text. A text that is no
 * policy is kept as well.
 * @throws DomainError FORBIDDEN, INVALID_INPUT (also: unknown template, refused package), NOT_FOUND
 */
export async function createDraft(ctx: Ctx, input: CreateDraftInput): Promise<StepTaken> {
  requirePermission(ctx, "policy.edit");
  const { title, from } = parseInput(CreateDraftInput, input);
  return insertDraft(ctx, title, await sourceOf(ctx, from));
}

/** Keeps a new draft, under its source's title where it has none of its own. The caller has checked who may. */
export function insertDraft(ctx: Ctx, title: string, source: Source): Promise<StepTaken> {
  return withTenant(ctx.tenantId, async (tx) => {
    await takeTurns(tx, ctx.tenantId);
    const { document, tests, origin, baseId } = source;
    const row = {
      ...{ id: newId(), tenantId: ctx.tenantId, number: await nextNumber(tx, ctx.tenantId) },
      ...{ title: title || source.title.slice(0, 120), state: "draft" },
      ...{ document, tests, origin, baseId, ...contentOf(document, tests) },
    };
    await tx.policyRevision.create({
      data: { ...row, createdById: actorId(ctx), updatedById: actorId(ctx) },
    });
    return record(tx, ctx, row, "policy.drafted", { origin, baseId, title: row.title });
  });
}

/** Numbers have no gaps, because whoever asks has taken turns. */
export async function nextNumber(tx: Tx, tenantId: string): Promise<number> {
  const latest = await tx.policyRevision.findFirst({
    where: { tenantId },
    orderBy: { number: "desc" },
    select: { number: true },
  });
  return (latest?.number ?? 0) + 1;
}

async function sourceOf(ctx: Ctx, from: From): Promise<Source> {
  const base = { title: "", origin: "", baseId: null };
  switch (from.kind) {
    case "revision": {
      const { id, title, document, tests } = await withTenant(ctx.tenantId, (tx) =>
        loadRevision(tx, ctx.tenantId, from.revisionId),
      );
      return { ...base, title, document, tests, baseId: id };
    }
    case "template":
      return {
        ...base,
        ...instantiateTemplate(from.templateId, from.parameters),
        origin: `template:${from.templateId}`,
      };
    case "package":
      return { ...base, ...(await openPackage(ctx, from.text)) };
    case "text":
      return { ...base, document: from.document, tests: from.tests };
  }
}
