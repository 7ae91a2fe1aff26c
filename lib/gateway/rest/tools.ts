import { Hono } from "hono";
import { DomainError } from "../../platform/errors";
import type { JsonObject } from "../../platform/json";
import { handleCall } from "../call";
import { parse, readJson } from "../http/body";
import type { GatewayEnv } from "../http/types";
import { listTools } from "../list-tools";
import { recordRefusal } from "../refusal";
import type { CallAnswer } from "../types";
import { IdempotencyKey, ToolCallInput, Wait } from "./schemas";
import { approvalView, decisionView } from "./views";

const TRACEPARENT = /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;

/** GET /tools and POST /tools/call. */
export const toolRoutes = new Hono<GatewayEnv>()
  .get("/tools", async (c) => {
    const tools = await listTools(c.get("caller"));
    return c.json({
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
    const request = await readCall(c.req.raw).catch(async (error: unknown) => {
      if (error instanceof DomainError) await recordRefusal({ caller, door: "rest", requestId, error });
      throw error;
    });
    return render(
      await handleCall({ ...request, caller, door: "rest", requestId, signal: c.req.raw.signal }),
    );
  });

async function readCall(raw: Request) {
  const input = parse(ToolCallInput, await readJson(raw));
  const key = raw.headers.get("idempotency-key");
  const wait = parse(Wait, new URL(raw.url).searchParams.get("wait") ?? undefined);
  const traceparent = raw.headers.get("traceparent");
  return {
    sessionId: input.session_id,
    capability: input.tool_name,
    arguments: input.arguments,
    holdMs: wait * 1_000,
    ...(input.context ? { context: input.context as JsonObject } : {}),
    ...(input.approval ? { approvalId: input.approval } : {}),
    ...(key === null ? {} : { idempotencyKey: parse(IdempotencyKey, key) }),
    ...(traceparent && TRACEPARENT.test(traceparent) ? { traceparent } : {}),
  };
}

/** 200 with the tool's answer, 202 while people decide, a problem where it was refused. */
export function render(answer: CallAnswer): Response {
  if (answer.kind === "refused") throw answer.error;
  const { callId, decision } = answer;
  const base = { call_id: callId, decision: decisionView(decision) };
  if (answer.kind === "held")
    return Response.json(
      { ...base, status: "held", approval: approvalView(answer.approval) },
      {
        status: 202,
        headers: { location: `/api/v1/approvals/${answer.approval.id}`, "cache-control": "no-store" },
      },
    );
  const { status, result, replayed } = answer;
  const headers = { "cache-control": "no-store", ...(replayed ? { "idempotency-replayed": "true" } : {}) };
  return Response.json({ ...base, status, result }, { headers });
}
