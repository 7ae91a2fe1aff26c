import type { Project } from "../platform/db";
import { newId } from "../platform/ids";
import type { JsonObject } from "../platform/json";
import { refused, type Effect, type Work } from "./effect";
import type { ArgumentsOf } from "./schemas";
import { transitionFault } from "./transitions";
import type { ProjectState } from "./types";

const stateOf = (project: Project) => project.state as ProjectState; // safe because of CHECK state_known

export async function createProject(work: Work, args: ArgumentsOf<"project", "create">): Promise<Effect> {
  const { tx, tenantId, agentId, now } = work;
  const { name, description = "" } = args;
  const data = { id: newId(), tenantId, name, description, agentId, createdAt: now, updatedAt: now };
  const project = await tx.project.create({ data });
  return done("project.created", project, { name });
}

export async function transitionProject(
  work: Work,
  args: ArgumentsOf<"project", "transition">,
): Promise<Effect> {
  const before = await findProject(work, args.project_id);
  if (!before) return refused(NO_PROJECT);
  if (before.archivedAt) return refused("The project is archived. Restore it first.");
  const from = stateOf(before);
  const fault = transitionFault(from, args.to);
  if (fault) return refused(fault);
  const after = await change(work, before, { state: args.to });
  if (!after) return refused(MOVED_ON);
  const effect = done("project.transitioned", after, { before: from, after: args.to });
  return { ...effect, done: { ...effect.done, previous_state: from } };
}

export async function archiveProject(work: Work, args: ArgumentsOf<"project", "archive">): Promise<Effect> {
  const before = await findProject(work, args.project_id);
  if (!before) return refused(NO_PROJECT);
  if (before.archivedAt) return refused("The project is archived already.");
  const after = await change(work, before, { archivedAt: work.now });
  return after ? done("project.archived", after, { name: after.name }) : refused(MOVED_ON);
}

export async function restoreProject(work: Work, args: ArgumentsOf<"project", "restore">): Promise<Effect> {
  const before = await findProject(work, args.project_id);
  if (!before) return refused(NO_PROJECT);
  if (!before.archivedAt) return refused("The project is not archived.");
  const after = await change(work, before, { archivedAt: null });
  return after ? done("project.restored", after, { name: after.name }) : refused(MOVED_ON);
}

const NO_PROJECT = "There is no such project.";
const MOVED_ON = "The project was changed at the same moment. Try again.";

/** A project of this tenant: another tenant's is none. */
export async function findProject({ tx, tenantId }: Work, id: string): Promise<Project | null> {
  return tx.project.findFirst({ where: { id, tenantId } });
}

/** Writes under what was seen; null where another call was faster. */
async function change(
  { tx, tenantId, now }: Work,
  before: Project,
  data: Partial<Pick<Project, "state" | "archivedAt">>,
): Promise<Project | null> {
  const { id, state, archivedAt } = before;
  const where = { id, tenantId, state, archivedAt };
  const { count } = await tx.project.updateMany({ where, data: { ...data, updatedAt: now } });
  return count === 0 ? null : { ...before, ...data, updatedAt: now };
}

function done(action: string, project: Project, data: JsonObject) {
  const { id, name, description, archivedAt, createdAt } = project;
  const shown = {
    ...{ id, name, description, state: stateOf(project) },
    archived: archivedAt !== null,
    created_at: createdAt.toISOString(),
  };
  return { done: { project: shown }, leaf: { action, subjectKind: "project", subjectId: id, data } };
}
