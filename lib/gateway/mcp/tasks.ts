import {
  MissingRequiredClientCapabilityError,
  ProtocolError,
  inputRequired,
  type Server,
  type ServerContext,
} from "@modelcontextprotocol/server";
import { z } from "zod";
import { DomainError } from "../../platform/errors";
import { idTime, isId } from "../../platform/ids";
import { isObject, type JsonObject } from "../../platform/json";
import type { CallAnswer } from "../types";
import { TASKS_EXTENSION, canElicitUrl, clientCapabilities, hasTasks } from "./client";
import { type Exchange } from "./exchange";
import { toProtocolError } from "./errors";
import { CALL_META, executedResult, heldFacts, heldMessage, refusedResult } from "./render";

type Held = Extract<CallAnswer, { kind: "held" }>;
type Status = CallAnswer | { kind: "running" };

/** People decide in minutes; asking more often than this learns nothing. */
const POLL_MS = 2_000;
const APPROVAL_INPUT = "approval";

const TaskParams = z.looseObject({ taskId: z.string() });
const UpdateParams = z.looseObject({
  taskId: z.string(),
  inputResponses: z.record(z.string(), z.unknown()).optional(),
});

/** A held call as a task (SEP-2663): the task is the call, so nothing is kept beside the call's own record. */
export function createdTask(answer: Held, capabilities: JsonObject): JsonObject {
  const { inputRequests: _later, ...task } = heldTask(answer, capabilities);
  return { resultType: "task", ...task, _meta: { [CALL_META]: heldFacts(answer) } };
}

/** Registers `tasks/get`, `tasks/update` and `tasks/cancel`; `tasks/list` does not exist in this extension. */
export function handleTasks(server: Server, exchange: Exchange): void {
  const { ports } = exchange.door;
  const guarded = async (
    context: ServerContext,
    taskId: string,
    run: (capabilities: JsonObject) => Promise<JsonObject>,
  ) => {
    const capabilities = clientCapabilities(exchange, context);
    if (!hasTasks(capabilities))
      throw new MissingRequiredClientCapabilityError({
        requiredCapabilities: { extensions: { [TASKS_EXTENSION]: {} } },
      });
    if (!isId(taskId)) throw unknownTask();
    return run(capabilities).catch((error: unknown) => {
      throw isCode(error, "NOT_FOUND") ? unknownTask() : toProtocolError(error, exchange.requestId);
    });
  };
  const withdraw = async (taskId: string, cause: string) => {
    // Cancelling is a wish: a task that is decided or done is acknowledged all the same.
    await ports.cancelCall(exchange.caller, taskId, cause).catch((error: unknown) => {
      if (!isCode(error, "CONFLICT")) throw error;
    });
    return {};
  };

  server.setRequestHandler("tasks/get", { params: TaskParams }, ({ taskId }, context) =>
    guarded(context, taskId, async (capabilities) => {
      const status = await ports.callStatus(exchange.caller, taskId, {
        holdMs: 0,
        signal: context.mcpReq.signal,
      });
      return detailedTask(taskId, status, capabilities);
    }),
  );
  server.setRequestHandler("tasks/cancel", { params: TaskParams }, ({ taskId }, context) =>
    guarded(context, taskId, () => withdraw(taskId, "The agent cancelled its task.")),
  );
  server.setRequestHandler("tasks/update", { params: UpdateParams }, ({ taskId }, context) =>
    guarded(context, taskId, async () => {
      const answer = context.mcpReq.inputResponses?.[APPROVAL_INPUT];
      const declined = isObject(answer) && (answer.action === "decline" || answer.action === "cancel");
      if (declined) return withdraw(taskId, "The agent's client declined to ask for approval.");
      // Accepting to open the page decides nothing; this only checks that the task is the caller's.
      await ports.callStatus(exchange.caller, taskId, { holdMs: 0, signal: context.mcpReq.signal });
      return {};
    }),
  );
}

function detailedTask(taskId: string, status: Status, capabilities: JsonObject): JsonObject {
  if (status.kind === "held") return heldTask(status, capabilities);
  if (status.kind === "running")
    return { ...base(taskId), status: "working", statusMessage: "Approved; the tool is running." };
  if (status.kind === "executed")
    return {
      ...base(taskId),
      status: "completed",
      result: { resultType: "complete", ...executedResult(status) },
    };
  // What a withdrawn request answers for ever: its approval covers no call any more.
  if (status.error.meta.approval_status === "cancelled")
    return { ...base(taskId), status: "cancelled", statusMessage: status.error.message };
  return {
    ...base(taskId),
    status: "completed",
    statusMessage: status.error.message,
    result: { resultType: "complete", ...refusedResult(status) },
  };
}

function heldTask(answer: Held, capabilities: JsonObject): JsonObject {
  const asks = canElicitUrl(capabilities);
  const createdAt = new Date(idTime(answer.callId)).toISOString();
  const task = {
    ...base(answer.callId),
    lastUpdatedAt: createdAt,
    statusMessage: `${heldMessage(answer)} A person decides it at ${answer.approval.url}`,
  };
  if (!asks) return { ...task, status: "working" };
  const ask = inputRequired.elicitUrl({ message: heldMessage(answer), url: answer.approval.url });
  return { ...task, status: "input_required", inputRequests: { [APPROVAL_INPUT]: ask } } as JsonObject;
}

function base(taskId: string): JsonObject {
  // Calls are kept, so a task never expires.
  return {
    taskId,
    createdAt: new Date(idTime(taskId)).toISOString(),
    lastUpdatedAt: new Date().toISOString(),
    ttlMs: null,
    pollIntervalMs: POLL_MS,
  };
}

function unknownTask(): ProtocolError {
  return new ProtocolError(-32602, "There is no such task.", { code: "NOT_FOUND" });
}

function isCode(error: unknown, code: DomainError["code"]): boolean {
  return error instanceof DomainError && error.code === code;
}
