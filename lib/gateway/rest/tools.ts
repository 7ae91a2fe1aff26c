import { Hono, type Context } from "hono";
import { DomainError } from "../../platform/errors";
import { parseJsonStrict } from "../../platform/json";
import { admit } from "../admission";
import { handleCall } from "../call";
import { parse, readJsonText } from "../http/body";
import { respond, respondProblem } from "../http/respond";
import type { GatewayEnv } from "../http/types";
import { limitHeaders } from "../limits/headers";
import { newPurse } from "../limits/purse";
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
    const recorded = async (error: unknown): Promise<never> => {
      if (error instanceof DomainError) await recordRefusal({ caller, door: "rest", requestId, error });
      throw error;
    };
    // Before it takes a place: a body that comes byte by byte would hold it for half a minute.
    const text = await readJsonText(c.req.raw).catch(recorded);
    const slot = await admit(caller.tenantId);
    try {
      const request = await readCall(c, text).catch(recorded);
      const purse = newPurse();
      const answer = await handleCall({ ...request, caller, door: "rest", requestId, purse, slot });
      return render(c, answer, limitHeaders(purse));
    } finally {
      slot.leave();
    }
  });

type Ctx = Context<GatewayEnv>;

async function readCall(c: Ctx, text: string) {
  const input = parse(ToolCallInput, parseJsonStrict(text));
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
function render(c: Ctx, answer: CallAnswer, more: Record<string, string>): Response {
  if (answer.kind === "refused") return respondProblem(c, answer.error, more);
  const { callId, decision } = answer;
  const base = { call_id: callId, decision: decisionView(decision) };
  if (answer.kind === "held") {
    const location = `/api/v1/approvals/${answer.approval.id}`;
    const held = { ...base, status: "held", approval: approvalView(answer.approval) };
    return respond(c, held, 202, { ...NO_STORE, ...more, location });
  }
  const { status, result, replayed } = answer;
  const headers = { ...NO_STORE, ...more, ...(replayed && { "idempotency-replayed": "true" }) };
  return respond(c, { ...base, status, result }, 200, headers);
}
