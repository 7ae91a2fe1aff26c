import type { WorkDocument } from "../platform/db";
import { newId } from "../platform/ids";
import { sha256, type JsonObject } from "../platform/json";
import { refused, type Effect, type Work } from "./effect";
import { findProject } from "./projects";
import type { ArgumentsOf } from "./schemas";

export async function createDocument(work: Work, args: ArgumentsOf<"document", "create">): Promise<Effect> {
  const { tx, tenantId, agentId, now } = work;
  const { title, body, project_id: projectId = null } = args;
  if (projectId !== null) {
    const project = await findProject(work, projectId);
    if (!project) return refused("There is no such project.");
    if (project.archivedAt) return refused("The project is archived. Restore it first.");
  }
  const data = { id: newId(), tenantId, projectId, title, body, agentId, createdAt: now };
  const document = await tx.workDocument.create({ data });
  // What it says is the tenant's own; that it said this, and nothing else, is what the record has to hold.
  return done("document.created", document, { title, projectId, bodyHash: sha256(body) });
}

export async function deleteDocument(work: Work, args: ArgumentsOf<"document", "delete">): Promise<Effect> {
  const before = await findDocument(work, args.document_id);
  if (!before) return refused(NO_DOCUMENT);
  if (before.deletedAt) return refused("The document is deleted already.");
  const after = await change(work, before, work.now);
  return after ? done("document.deleted", after, { title: after.title }) : refused(MOVED_ON);
}

export async function restoreDocument(work: Work, args: ArgumentsOf<"document", "restore">): Promise<Effect> {
  const before = await findDocument(work, args.document_id);
  if (!before) return refused(NO_DOCUMENT);
  if (!before.deletedAt) return refused("The document is not deleted.");
  const after = await change(work, before, null);
  return after ? done("document.restored", after, { title: after.title }) : refused(MOVED_ON);
}

const NO_DOCUMENT = "There is no such document.";
const MOVED_ON = "The document was changed at the same moment. Try again.";

async function findDocument({ tx, tenantId }: Work, id: string): Promise<WorkDocument | null> {
  return tx.workDocument.findFirst({ where: { id, tenantId } });
}

/** Writes under what was seen; null where another call was faster. */
async function change(
  { tx, tenantId }: Work,
  before: WorkDocument,
  deletedAt: Date | null,
): Promise<WorkDocument | null> {
  const where = { id: before.id, tenantId, deletedAt: before.deletedAt };
  const { count } = await tx.workDocument.updateMany({ where, data: { deletedAt } });
  return count === 0 ? null : { ...before, deletedAt };
}

function done(action: string, document: WorkDocument, data: JsonObject): Effect {
  const { id, title, projectId, deletedAt, createdAt } = document;
  const shown = {
    ...{ id, title, project_id: projectId },
    deleted: deletedAt !== null,
    created_at: createdAt.toISOString(),
  };
  return { done: { document: shown }, leaf: { action, subjectKind: "document", subjectId: id, data } };
}
