import { Hono, type Context } from "hono";
import { DomainError } from "../../platform/errors";
import { handleCall } from "../call";
import { parse, readJson } from "../http/body";
import { respond, respondProblem } from "../http/respond";
import type { GatewayEnv } from "../http/types";
import { listTools } from "../list-tools";
import { recordRefusal } from "../refusal";
import { isTraceparent } from "../traceparent";
import type { CallAnswer } from "../types";
import { IdempotencyKey, ToolCallInput, Wait } from "./schemas";
import { approvalView, decisionView } from "./views";

const NO_STORE = { "cache-control": "no-store" };
const NEVER = new AbortController().signal;

/** GET /tools and POST /tools/call. */
export const toolRoutes = new Hono<GatewayEnv>()
  .get("/tools", async (c) => {
    const tools = await listTools(c.get("caller"));
    return respond(c, {
      tools: tools.map(({ name, title, description, inputSchema, outputSchema, annotations }) => ({
        name,
        title,
        description,
        input_schema: inputSchema,
        output_schema: outputSchema,
        annotations,
      })),
    });
  })
  .post("/tools/call", async (c) => {
    const caller = c.get("caller");
    const requestId = c.get("requestId");
    const request = await readCall(c).catch(async (error: unknown) => {
      if (error instanceof DomainError) await recordRefusal({ caller, door: "rest", requestId, error });
      throw error;
    });
    return render(c, await handleCall({ ...request, caller, door: "rest", requestId }));
  });

type Ctx = Context<GatewayEnv>;

async function readCall(c: Ctx) {
  const input = parse(ToolCallInput, await readJson(c.req.raw));
  const key = c.req.header("idempotency-key");
  const holdMs = parse(Wait, c.req.query("wait")) * 1_000;
  const traceparent = c.req.header("traceparent");
  // Only a request that may wait needs to hear that its agent went away.
  const signal = holdMs > 0 || key !== undefined ? c.req.raw.signal : NEVER;
  return {
    sessionId: input.session_id,
    capability: input.tool_name,
    arguments: input.arguments,
    holdMs,
    signal,
    ...(input.context ? { context: input.context } : {}),
    ...(input.approval ? { approvalId: input.approval } : {}),
    ...(key === undefined ? {} : { idempotencyKey: parse(IdempotencyKey, key) }),
    ...(isTraceparent(traceparent) ? { traceparent } : {}),
  };
}

/** 200 with the tool's answer, 202 while people decide, a problem where it was refused. */
function render(c: Ctx, answer: CallAnswer): Response {
  if (answer.kind === "refused") return respondProblem(c, answer.error);
  const { callId, decision } = answer;
  const base = { call_id: callId, decision: decisionView(decision) };
  if (answer.kind === "held") {
    const location = `/api/v1/approvals/${answer.approval.id}`;
    const held = { ...base, status: "held", approval: approvalView(answer.approval) };
    return respond(c, held, 202, { ...NO_STORE, location });
  }
  const { status, result, replayed } = answer;
  const headers = replayed ? { ...NO_STORE, "idempotency-replayed": "true" } : NO_STORE;
  return respond(c, { ...base, status, result }, 200, headers);
}
