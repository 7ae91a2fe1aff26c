import type { z } from "zod";
import { withTenant, type Prisma, type Tx } from "../platform/db";
import { toPointer } from "../platform/errors";
import { hashOf, type JsonObject } from "../platform/json";
import { appendLeaf } from "../platform/ledger";
import { createDocument, deleteDocument, restoreDocument } from "./documents";
import type { Effect, Work } from "./effect";
import { archiveProject, createProject, restoreProject, transitionProject } from "./projects";
import { EffectKey, WORK_ARGUMENTS } from "./schemas";
import type { WorkAnswer, WorkCall } from "./types";

type Run = (work: Work) => Promise<Effect>;
/** Checks arguments and gives what is to be run, or says what is wrong with them. */
type Prepare = (args: JsonObject) => Run | { fault: string };

function tool<T>(schema: z.ZodType<T>, run: (work: Work, args: T) => Promise<Effect>): Prepare {
  return (args) => {
    const parsed = schema.safeParse(args);
    if (parsed.success) return (work) => run(work, parsed.data);
    const faults = parsed.error.issues.slice(0, 5).map(({ path, message }) => {
      const at = toPointer(path);
      return at === "" ? message : `${at}: ${message}`;
    });
    return { fault: faults.join(" ").slice(0, 1_000) };
  };
}

const { project, document } = WORK_ARGUMENTS;
const PREPARE: ReadonlyMap<string, Prepare> = new Map([
  ["project.create", tool(project.create, createProject)],
  ["project.transition", tool(project.transition, transitionProject)],
  ["project.archive", tool(project.archive, archiveProject)],
  ["project.restore", tool(project.restore, restoreProject)],
  ["document.create", tool(document.create, createDocument)],
  ["document.delete", tool(document.delete, deleteDocument)],
  ["document.restore", tool(document.restore, restoreDocument)],
]);

/**
 * Runs one of our own tools, once per idempotency key: the same call under the same key gets the same answer and
 * does nothing, another call under it is an error. What an agent did wrong is an answer with `isError`.
 * @throws DomainError UNAVAILABLE where the database cannot be reached: the call may or may not have been done,
 * and is safe to repeat with its key
 */
export async function callWork(call: WorkCall): Promise<WorkAnswer> {
  const name = `${call.suite}.${call.tool}`;
  const prepare = PREPARE.get(name);
  if (!prepare) return errorAnswer("There is no such built-in tool.");
  if (!EffectKey.safeParse(call.idempotencyKey).success)
    return errorAnswer("The idempotency key is not usable.");
  const run = prepare(call.arguments);
  if ("fault" in run) return errorAnswer(run.fault);
  return withTenant(call.tenantId, (tx) => once(tx, call, name, run));
}

async function once(tx: Tx, call: WorkCall, name: string, run: Run): Promise<WorkAnswer> {
  const { tenantId, idempotencyKey: key, agentId = null, now = new Date() } = call;
  const digest = hashOf(call.arguments);
  // Who comes second waits here for what the first one did; the table's primary key would refuse it anyway.
  await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`work:${tenantId}:${key}`}, 0))`;
  const known = await tx.workEffect.findFirst({ where: { tenantId, key } });
  if (known) {
    const { answer, digest: before } = known.result as Kept; // safe because only this function writes it
    const same = known.tool === name && before === digest;
    return same ? answer : errorAnswer("This idempotency key was used for another call.");
  }
  call.beforeSend?.();
  const effect = await run({ tx, tenantId, agentId, now });
  const answer = "refused" in effect ? errorAnswer(effect.refused) : okAnswer(effect.done);
  const kept: Kept = { answer, digest };
  // A refusal is kept too: a call that was told it did nothing must not do it later under the same key.
  const data = { tenantId, key, tool: name, result: kept as Prisma.InputJsonObject, createdAt: now };
  await tx.workEffect.createMany({ data });
  if ("leaf" in effect) {
    const actor = agentId
      ? ({ kind: "agent", id: agentId, label: "" } as const)
      : ({ kind: "system", id: "agentgate" } as const);
    await appendLeaf(tx, { tenantId, actor, requestId: key }, effect.leaf);
  }
  return answer;
}

type Kept = { answer: WorkAnswer; digest: string };

function okAnswer(structuredContent: JsonObject): WorkAnswer {
  const content = [{ type: "text", text: JSON.stringify(structuredContent) }];
  return { result: { content, structuredContent }, isError: false };
}

function errorAnswer(text: string): WorkAnswer {
  return { result: { content: [{ type: "text", text }], isError: true }, isError: true };
}
