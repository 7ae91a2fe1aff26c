import { idFloor } from "../platform/ids";
import type { Client } from "./reading";
import type { ImpactAction } from "./types";

/** A decision as it is kept, with its JSON as text: most of it is never looked into. */
export type StoredDecision = {
  id: string;
  callId: string;
  sessionId: string | null;
  agentId: string;
  capability: string;
  capabilityId: string | null;
  definitionHash: string | null;
  action: ImpactAction;
  step: string;
  /** The rule that decided, also where the approval step refused what it asks about. */
  ruleId: string | null;
  riskLevel: string | null;
  revisionId: string | null;
  arguments: string | null;
  argumentsHash: string | null;
  context: string | null;
  /** Unix milliseconds. */
  decidedAt: number;
  /** An exception turned the policy's answer into ALLOW. */
  excepted: boolean;
};

/** A call's first decision, with the reason that was given. */
export type StoredCall = StoredDecision & { reason: string };

/** Half open, as the ids of decisions say it: their first 48 bits are the time. */
export type Window = { tenantId: string; fromId: string; toId: string };

/** At most this many decisions are read for one report. */
export const MAX_DECISIONS = 1_000_000;
const BATCH = 1_000;

/*
 * An unescaped `"exception":{` can't stand inside a JSON string, so the text need not be parsed to find the member.
 */
const COLUMNS = `d.id, d.call_id AS "callId", d.session_id AS "sessionId", d.agent_id AS "agentId", d.capability,
  d.capability_id AS "capabilityId", d.definition_hash AS "definitionHash", d.action, d.step,
  CASE WHEN d.step = 'policy' OR d.rule_id IS NOT NULL THEN d.rule_id ELSE d.explanation ->> 'matched' END AS "ruleId",
  d.risk_level AS "riskLevel", d.policy_revision_id AS "revisionId", d.arguments::text AS arguments,
  d.arguments_hash AS "argumentsHash", d.context::text AS context,
  (extract(epoch FROM d.decided_at) * 1000)::float8 AS "decidedAt",
  coalesce(d.explanation::text LIKE '%"exception":{%', false) AS excepted`;

export function windowOf(tenantId: string, from: number, to: number): Window {
  return { tenantId, fromId: idFloor(from), toId: idFloor(to) };
}

/** The oldest of the newest `most` decisions, where reading has to begin; null where the window holds no more. */
export async function newestOf(client: Client, window: Window, most = MAX_DECISIONS): Promise<string | null> {
  const { rows } = await client.query<{ id: string }>(
    `SELECT d.id FROM decisions d WHERE d.tenant_id = $1 AND d.id >= $2 AND d.id < $3
     ORDER BY d.id DESC OFFSET $4 LIMIT 2`,
    [window.tenantId, window.fromId, window.toId, most - 1],
  );
  const [oldest, older] = rows;
  return oldest && older ? oldest.id : null;
}

/** The window's decisions, oldest first, in batches; the next batch is under way while one is worked on. */
export async function* batchesOf(
  client: Client,
  window: Window,
  size = BATCH,
): AsyncGenerator<StoredDecision[]> {
  let next: Promise<StoredDecision[]> | null = read(client, window, { from: ">=", id: window.fromId, size });
  while (next) {
    const rows: StoredDecision[] = await next;
    const last = rows.at(-1);
    next = last && rows.length === size ? read(client, window, { from: ">", id: last.id, size }) : null;
    // It is awaited at the next turn; should this one end the work, nobody is left to hear of a failure.
    next?.catch(() => undefined);
    yield rows;
  }
}

type Batch = { from: ">=" | ">"; id: string; size: number };

async function read(client: Client, window: Window, { from, id, size }: Batch): Promise<StoredDecision[]> {
  // Not a named statement: after a few uses its plan would no longer know the window, and read all of it each time.
  const { rows } = await client.query<StoredDecision>(
    `SELECT ${COLUMNS} FROM decisions d WHERE d.tenant_id = $1 AND d.id ${from} $2 AND d.id < $3 ORDER BY d.id LIMIT $4`,
    [window.tenantId, id, window.toId, size],
  );
  return rows;
}

/** The first decision of one call, or null. */
export async function readCall(client: Client, tenantId: string, callId: string): Promise<StoredCall | null> {
  const { rows } = await client.query<StoredCall>(
    `SELECT ${COLUMNS}, d.reason FROM decisions d WHERE d.tenant_id = $1 AND d.id = $2 AND d.call_id = $2`,
    [tenantId, callId],
  );
  return rows[0] ?? null;
}

/** What a decision says of the policy that was in force. */
export type Answer =
  | { of: "policy"; action: ImpactAction }
  /** Refused by the rate limit of the rule that decided. */
  | { of: "rate_limit" }
  /** Refused by a step that comes before the policy. */
  | { of: "before_policy" }
  /** The second decision of a call that people approved. */
  | { of: "the_same_call" };

export function answerOf({ id, callId, step, action }: StoredDecision): Answer {
  if (id !== callId) return { of: "the_same_call" };
  if (step === "policy") return { of: "policy", action };
  // Whatever the approval step said, it was only asked because the policy says that people decide.
  if (step === "approval") return { of: "policy", action: "REQUIRE_APPROVAL" };
  return { of: step === "rate_limit" ? "rate_limit" : "before_policy" };
}
