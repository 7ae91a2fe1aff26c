import { readFile } from "node:fs/promises";
import type pg from "pg";
import { readWaterfall } from "../../lib/calls";
import { withTenant } from "../../lib/platform/db";
import { isId } from "../../lib/platform/ids";
import { ctxFor, type TestTenant } from "../../tests/factories";
import { readChains, type Heads } from "./chain";
import type { Answer, DecisionRow, Effect, Facts, Look } from "./facts";

/** The upstream's log, read as it grows; a line that is still being written is left for the next time. */
export class EffectLog {
  readonly #file: string;
  #bytes = 0;
  readonly #byName = new Map<string, Effect[]>();

  constructor(file: string) {
    this.#file = file;
  }

  /** All effects of these calls, and of those that had one since the last time. */
  async read(names: ReadonlySet<string>): Promise<Effect[]> {
    const text = (await readFile(this.#file)).subarray(this.#bytes);
    const whole = text.subarray(0, text.lastIndexOf("\n") + 1);
    this.#bytes += whole.length;
    const touched = new Set(names);
    for (const line of whole.toString().split("\n").filter(Boolean)) {
      const effect = JSON.parse(line) as Effect;
      touched.add(effect.name);
      this.#byName.set(effect.name, [...(this.#byName.get(effect.name) ?? []), effect]);
    }
    return [...touched].flatMap((name) => this.#byName.get(name) ?? []);
  }
}

type Read =
  | ("decisions" | "outcomes" | "approvals" | "grants" | "signals" | "quarantines" | "leaves" | "chains")
  | "readAt";
type Rows = Pick<Facts, Read>;
type Since = {
  floor: string;
  /** Of effects: the decisions that they name are read too. */
  keys: readonly string[];
  /** Sessions whose risk is read. */
  refused: readonly string[];
  tenants: readonly TestTenant[];
  heads: Heads;
};

/** The rows since an id, and what the chains have got, as of one moment. Past row-level security. */
export async function readRows(
  superuser: pg.Pool,
  { floor, keys, refused, tenants, heads }: Since,
): Promise<Rows> {
  const client = await superuser.connect();
  const ms = (column: string) => `(extract(epoch from ${column}) * 1000)::float8`;
  const read = async <T>(sql: string, values: unknown[]) => (await client.query(sql, values)).rows as T[];
  try {
    await client.query("begin isolation level repeatable read, read only");
    const [now] = await read<{ at: number }>(`select ${ms("clock_timestamp()")} as at`, []);
    const decisions = await read<DecisionRow>(
      `select id, tenant_id as "tenantId", call_id as "callId", session_id as "sessionId", action, code, capability,
         grant_id as "grantId", approval_id as "approvalId", ${ms("outcome_due_at")} as "outcomeDueAt",
         ${ms("pg_xact_commit_timestamp(xmin)")} as "committedAt"
       from decisions where id >= $1 or id = any($2::uuid[])`,
      [floor, keys.filter(isId)],
    );
    const ids = decisions.map(({ id }) => id);
    const rows: Rows = {
      readAt: now!.at,
      decisions,
      outcomes: await read(
        `select decision_id as "decisionId", tenant_id as "tenantId", status from outcomes where decision_id = any($1::uuid[])`,
        [ids],
      ),
      approvals: await read(
        `select a.id, a.tenant_id as "tenantId", a.call_id as "callId", a.session_id as "sessionId", a.status,
           ${ms("a.expires_at")} as "expiresAt", ${ms("s.ended_at")} as "sessionEndedAt"
         from approvals a join sessions s on s.id = a.session_id where a.id >= $1 or a.id = any($2::uuid[])`,
        [floor, decisions.flatMap(({ approvalId }) => approvalId ?? [])],
      ),
      grants: await read(
        `select id, approval_id as "approvalId", ${ms("expires_at")} as "expiresAt",
           ${ms("consumed_at")} as "consumedAt", consumed_by_decision_id as "consumedBy"
         from grants where approval_id = any($2::uuid[]) or id >= $1`,
        [floor, decisions.flatMap(({ approvalId }) => approvalId ?? [])],
      ),
      signals: await read(
        `select decision_id as "decisionId", session_id as "sessionId", points, score from risk_signals
         where session_id = any($1::uuid[]) and signal = 'deny' order by score`,
        [refused],
      ),
      quarantines: await read(
        `select session_id as "sessionId" from quarantines where session_id = any($1::uuid[])`,
        [refused],
      ),
      leaves: await read(
        `select id, tenant_id as "tenantId", action, subject_id as "subjectId", convert_from(bytes, 'UTF8') as bytes,
           encode(hash, 'hex') as hash
         from audit_leaves where id >= $1::uuid and (subject_id >= ($1::uuid)::text or subject_id = any($2::text[]))`,
        [floor, ids],
      ),
      chains: await readChains(
        read,
        tenants.map(({ id }) => id),
        heads,
      ),
    };
    await client.query("commit");
    client.release();
    return rows;
  } catch (error) {
    client.release(true);
    throw error;
  }
}

/** What the inspector shows of sessions: each call's state by its id. */
export async function inspect(
  tenant: TestTenant,
  sessionIds: readonly string[],
): Promise<Map<string, Map<string, string>>> {
  const shown = new Map<string, Map<string, string>>();
  for (const sessionId of sessionIds) {
    const { calls, words } = await readWaterfall(ctxFor(tenant.id, tenant.viewer), { sessionId });
    shown.set(sessionId, new Map(calls.id.map((id, n) => [id, words[calls.state[n]!] ?? ""])));
  }
  return shown;
}

const LOOKED_AT = 40;
const LOOK_MS = 30_000;

/** Looks for what is one tenant's as the other: through the application's database role, and through the gateway. */
export async function lookAcross(
  tenants: readonly [TestTenant, TestTenant],
  answers: readonly Answer[],
  url: string,
): Promise<Look[]> {
  const looks: Look[] = [];
  for (const [owner, viewer] of [tenants, [tenants[1], tenants[0]] as const]) {
    const ids = answers
      .flatMap(({ tenantId, callId }) => (tenantId === owner.id && callId !== null ? callId : []))
      .slice(-LOOKED_AT);
    const whose = { ownerId: owner.id, viewerId: viewer.id };
    const found = await visibleTo(viewer.id, ids);
    for (const [what, seen] of found)
      looks.push(...ids.map((id) => ({ what, id, ...whose, seen: seen.has(id) })));
    for (const id of ids.slice(-2)) {
      const headers = { authorization: `Bearer ${viewer.agent.apiKey}` };
      const { status } = await fetch(`${url}/api/v1/calls/${id}`, {
        headers,
        signal: AbortSignal.timeout(LOOK_MS),
      });
      // Anything else than yes or no (a gateway that is still busy) says nothing.
      if (status < 400 || status === 404) looks.push({ what: "call", id, ...whose, seen: status !== 404 });
    }
  }
  return looks;
}

async function visibleTo(tenantId: string, ids: string[]): Promise<Map<string, Set<string>>> {
  return withTenant(tenantId, async (tx) => {
    const callId = { callId: { in: ids } };
    const [decisions, outcomes, approvals, leaves] = [
      await tx.decision.findMany({ where: { id: { in: ids } }, select: { id: true } }),
      await tx.outcome.findMany({ where: callId, select: { callId: true } }),
      await tx.approval.findMany({ where: callId, select: { callId: true } }),
      await tx.auditLeaf.findMany({ where: { subjectId: { in: ids } }, select: { subjectId: true } }),
    ];
    return new Map([
      ["decision", new Set(decisions.map(({ id }) => id))],
      ["outcome", new Set(outcomes.map((it) => it.callId))],
      ["approval", new Set(approvals.map((it) => it.callId))],
      ["leaf", new Set(leaves.map(({ subjectId }) => subjectId))],
    ]);
  });
}
