/**
 * Every expected failure of the product. A code has one HTTP status and one title; the API maps an error
 * to RFC 9457 problem details (lib/gateway/problem.ts), the console to an action result (lib/web/action.ts).
 */
export const ERRORS = {
  INVALID_INPUT: { status: 422, title: "The input is not valid" },
  MALFORMED_JSON: { status: 400, title: "The body is not acceptable JSON" },
  BODY_TOO_LARGE: { status: 413, title: "The body is too large" },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, title: "The content type is not supported" },
  UNSUPPORTED_API_VERSION: { status: 400, title: "The API version is not supported" },
  UNAUTHENTICATED: { status: 401, title: "Authentication is required" },
  FORBIDDEN: { status: 403, title: "This is not permitted" },
  POLICY_DENIED: { status: 403, title: "The policy denies this call" },
  KILL_SWITCH: { status: 403, title: "A kill switch stops this call" },
  QUARANTINED: { status: 403, title: "The session is quarantined" },
  EXFILTRATION_BLOCKED: { status: 403, title: "This session has seen what must not leave" },
  SESSION_MISMATCH: { status: 403, title: "The session does not belong to this agent" },
  SESSION_ENDED: { status: 409, title: "The session has ended" },
  CAPABILITY_SUSPENDED: { status: 403, title: "The capability is suspended" },
  UNKNOWN_CAPABILITY: { status: 404, title: "The tool is not registered" },
  INVALID_ARGUMENTS: { status: 422, title: "The arguments do not fit the tool's schema" },
  NOT_FOUND: { status: 404, title: "Not found" },
  CONFLICT: { status: 409, title: "The state has changed" },
  IDEMPOTENCY_MISMATCH: { status: 422, title: "The idempotency key was used for another request" },
  IDEMPOTENCY_IN_PROGRESS: { status: 409, title: "The first request with this key is still running" },
  CHAIN_UNKNOWN: { status: 403, title: "There is nobody to ask about this call" },
  APPROVAL_DENIED: { status: 403, title: "A reviewer denied this call" },
  CHANGES_REQUESTED: { status: 403, title: "A reviewer asks for other arguments" },
  STEP_UP_REQUIRED: { status: 403, title: "This needs a recent proof of who you are" },
  APPROVAL_EXPIRED: {
    status: 403,
    title: "The time for approving this call, or for using its approval, is over",
  },
  APPROVAL_PENDING: { status: 409, title: "The approval is not decided yet" },
  GRANT_UNAVAILABLE: { status: 409, title: "The approval does not cover this call" },
  RATE_LIMITED: { status: 429, title: "Too many requests" },
  CREDENTIAL_UNAVAILABLE: { status: 502, title: "No credential could be issued" },
  ADDRESS_NOT_PERMITTED: { status: 422, title: "The address is not permitted" },
  VAULT_UNAVAILABLE: { status: 503, title: "Secrets cannot be read or kept here" },
  UPSTREAM_FAILED: { status: 502, title: "The upstream failed" },
  UPSTREAM_UNAVAILABLE: { status: 502, title: "The upstream cannot be reached" },
  UPSTREAM_TIMEOUT: { status: 504, title: "The upstream did not answer in time" },
  UPSTREAM_RESPONSE_TOO_LARGE: { status: 502, title: "The upstream's answer is too large" },
  UNAVAILABLE: { status: 503, title: "Decisions cannot be recorded, so nothing may run" },
  SIGNING_UNAVAILABLE: { status: 503, title: "Policies cannot be signed here" },
  OVERLOADED: { status: 503, title: "Too much is waiting" },
  IN_DOUBT: { status: 409, title: "The effect of this call is unknown" },
  INTERNAL: { status: 500, title: "Something unexpected failed" },
} as const satisfies Record<string, { status: number; title: string }>;

export type ErrorCode = keyof typeof ERRORS;

/** One fault in an input: a JSON Pointer (RFC 6901) and what to do about it. */
export type Fault = { pointer: string; detail: string };

/** Facts a caller may act on; becomes extension members of the problem document. Never holds secrets. */
export type ErrorMeta = Record<string, Fact | readonly Readonly<Record<string, Fact>>[]>;
type Fact = string | number | boolean | null | undefined;

/** An expected failure: safe to show, with a sentence that says what is wrong and how to mend it. */
export class DomainError extends Error {
  readonly code: ErrorCode;
  readonly faults: readonly Fault[];
  readonly meta: ErrorMeta;

  constructor(
    code: ErrorCode,
    detail: string,
    options: { faults?: readonly Fault[]; meta?: ErrorMeta; cause?: unknown } = {},
  ) {
    super(detail, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "DomainError";
    this.code = code;
    this.faults = options.faults ?? [];
    this.meta = options.meta ?? {};
  }

  get status(): number {
    return ERRORS[this.code].status;
  }
  get title(): string {
    return ERRORS[this.code].title;
  }
}

/**
 * A refusal that is an answer, not a failure: without a stack, because to find out where it was made takes
 * longer than to decide it, and the decision's record says why.
 */
export function refusal(...args: ConstructorParameters<typeof DomainError>): DomainError {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return new DomainError(...args);
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** A missing thing and a thing of another tenant are the same answer. */
export function notFound(what: string): DomainError {
  return new DomainError("NOT_FOUND", `There is no such ${what}.`);
}

type ZodLikeError = { issues: readonly { path: PropertyKey[]; message: string }[] };

/** An answer names so many faults, in so many characters each: what was sent may be wrong in ten thousand places. */
const MAX_FAULTS = 50;
const MAX_FAULT = 500;

/** Turns a Zod error into one INVALID_INPUT with a pointer per issue, the first fifty of them. */
export function invalidInput(error: ZodLikeError, prefix = ""): DomainError {
  const faults = error.issues.slice(0, MAX_FAULTS).map((issue) => ({
    pointer: cut(prefix + toPointer(issue.path)),
    detail: cut(issue.message),
  }));
  const first = faults[0];
  return new DomainError(
    "INVALID_INPUT",
    first ? `${first.pointer || "The input"}: ${first.detail}` : "The input is not valid.",
    { faults },
  );
}

function cut(text: string): string {
  return text.length > MAX_FAULT ? `${text.slice(0, MAX_FAULT).toWellFormed()}…` : text;
}

/** A JSON Pointer (RFC 6901) of a path, `""` for the root. */
export function toPointer(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}
