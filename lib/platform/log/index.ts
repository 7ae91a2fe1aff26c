import pino, { type Logger } from "pino";
import { env } from "../env";
import { singleton } from "../singleton";

/**
 * The only fields a log line can have. Logging is an allow-list: a value that is not one of these cannot
 * be written, so arguments, headers, keys and results cannot leak by being passed along.
 */
export type LogFields = {
  component?: string;
  requestId?: string;
  tenantId?: string;
  agentId?: string;
  sessionId?: string;
  callId?: string;
  decisionId?: string;
  approvalId?: string;
  upstream?: string;
  capability?: string;
  code?: string;
  status?: number;
  method?: string;
  route?: string;
  durationMs?: number;
  count?: number;
  pid?: number;
  port?: number;
  /** Message and class of an unexpected error; its stack only at debug. */
  err?: unknown;
};

const STRING_FIELDS = [
  "component",
  "requestId",
  "tenantId",
  "agentId",
  "sessionId",
  "callId",
  "decisionId",
  "approvalId",
  "upstream",
  "capability",
  "code",
  "method",
  "route",
] as const;
const NUMBER_FIELDS = ["status", "durationMs", "count", "pid", "port"] as const;

/** Keeps only allow-listed fields of the right type. Strings are capped; JSON output escapes control characters. */
export function allowed(fields: LogFields): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const name of STRING_FIELDS) {
    const value: unknown = fields[name];
    if (typeof value === "string") out[name] = value.slice(0, 200);
  }
  for (const name of NUMBER_FIELDS) {
    const value: unknown = fields[name];
    if (typeof value === "number") out[name] = value;
  }
  if (fields.err !== undefined) out.err = describe(fields.err);
  return out;
}

/** Class and code of an error, never its message: messages of drivers and peers quote what they were sent. */
function describe(err: unknown): Record<string, unknown> {
  if (!(err instanceof Error)) return { type: typeof err };
  const code = "code" in err && typeof err.code === "string" ? err.code : undefined;
  const frames = err.stack
    ?.split("\n")
    .filter((line) => line.trim().startsWith("at "))
    .slice(0, 6)
    .map((line) => line.trim());
  return { type: err.name, code, at: frames };
}

type Level = "debug" | "info" | "warn" | "error" | "fatal";
export type Log = Record<Level, (message: string, fields?: LogFields) => void>;

function root(): Logger {
  return singleton("log", () =>
    pino({ level: env().LOG_LEVEL, base: null, timestamp: pino.stdTimeFunctions.isoTime }),
  );
}

/** A logger of one component. Messages are constant sentences; what varies goes into fields. */
export function logger(component: string): Log {
  const at =
    (level: Level) =>
    (message: string, fields: LogFields = {}) =>
      root()[level](allowed({ component, ...fields }), message);
  return { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error"), fatal: at("fatal") };
}
