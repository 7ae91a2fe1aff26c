import type { JsonObject } from "../platform/json";

export const PROJECT_STATES = ["planned", "active", "on_hold", "done", "cancelled"] as const;
export type ProjectState = (typeof PROJECT_STATES)[number];

export const WORK_SUITES = ["project", "document"] as const;
export type WorkSuite = (typeof WORK_SUITES)[number];

/** One of our own tools, as an MCP server would list it. */
export type WorkTool = {
  name: string;
  title: string;
  description: string;
  inputSchema: JsonObject;
  outputSchema: JsonObject;
  annotations: JsonObject;
};

/** `suite` and `tool` as the upstream's configuration and the agent's call say them: not checked yet. */
export type WorkCall = {
  tenantId: string;
  agentId?: string;
  suite: string;
  tool: string;
  arguments: JsonObject;
  /** What happens under one key happens once. */
  idempotencyKey: string;
  now?: Date;
  /** Runs when all that is waited for is there; nothing is done where it throws. */
  beforeSend?: () => void;
};

/** `result` is a CallToolResult. */
export type WorkAnswer = { result: JsonObject; isError: boolean };
