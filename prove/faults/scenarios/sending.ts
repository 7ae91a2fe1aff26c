import { LEASE_MARGIN_MS, LEASE_MS } from "../../../lib/platform/enforcement";
import { finding, type Finding } from "../promises";
import type { Trial } from "../trial";
import { until } from "../until";
import { withoutDecision } from "./commit";

const LEASE_SECONDS = (LEASE_MS + LEASE_MARGIN_MS) / 1_000;

/** A call is decided and waits for its turn; a stop comes into force; its turn comes. */
export function stoppedWhileQueued(trial: Trial): Promise<Finding[]> {
  return stopped(trial, async (stop, turn) => {
    await stop();
    turn();
  });
}

/** The same, and the gateway stands still from before the stop until after its lease. */
export function stoppedWhilePaused(trial: Trial): Promise<Finding[]> {
  return stopped(trial, async (stop, turn) => {
    const [gateway] = trial.gateways;
    gateway!.stopped("SIGSTOP");
    try {
      await stop();
      turn();
    } finally {
      gateway!.stopped("SIGCONT");
    }
  });
}

type Steps = (stop: () => Promise<void>, turn: () => void) => Promise<void>;

async function stopped(trial: Trial, steps: Steps): Promise<Finding[]> {
  const { agents, peer } = trial.stage;
  const { tenantId } = agents.first;
  const session = await trial.openSession();
  const before = { session, tool: "narrow.read", tag: `${session}-before`, mode: "hold" } as const;
  const after = { session, tool: "narrow.read", tag: `${session}-after` };
  const first = trial.call(before);
  await until("the first call is at its upstream", () => peer.effects(before.tag).length > 0);
  const second = trial.call(after);
  const decided = "decisions where session_id = $1 and action = 'ALLOW'";
  await until("the second call is decided", async () => (await trial.count(decided, [session])) === 2);
  await steps(
    () => stopTenant(trial, tenantId),
    () => peer.release(before.tag),
  );
  const [, { code }] = await Promise.all([first, second]);
  const sent = peer.effects(after.tag).length;
  await trial.sql.query("update switches set cleared_at = clock_timestamp() where cleared_at is null");
  return [
    finding(
      "stopped",
      sent > 0 ? [`${after.tag} was sent after the stop was in force (${code || "allowed"})`] : [],
    ),
  ];
}

/** Sets a switch and waits, as those do who set one, until each gateway process enforces it or has lost its lease. */
async function stopTenant(trial: Trial, tenantId: string): Promise<void> {
  const { sql } = trial;
  await sql.query("select set_config('app.tenant_id', $1, false)", [tenantId]);
  await sql.query(
    `insert into switches (id, tenant_id, scope, reason, origin, set_at)
     values (gen_random_uuid(), $1, 'tenant', 'A drill.', 'drill', clock_timestamp())`,
    [tenantId],
  );
  const behind = `gateway_processes p join control_acks a on a.process_id = p.id join tenants t on t.id = a.tenant_id
    where t.id = $1 and a.epoch < t.control_epoch and p.seen_at > clock_timestamp() - interval '${LEASE_SECONDS} seconds'`;
  await until("the stop is in force", async () => (await trial.count(behind, [tenantId])) === 0);
}

/** The wire to the database is cut between two calls. */
export async function databaseCut(trial: Trial): Promise<Finding[]> {
  const session = await trial.openSession();
  await trial.call({ session, tag: `${session}-warm` });
  trial.wire.cut();
  const tags = Array.from({ length: 5 }, (_, n) => `${session}-cut-${n}`);
  const answers = await Promise.all(tags.map((tag) => trial.call({ session, tag })));
  trial.wire.mend();
  await until(
    "calls run again",
    async () => (await trial.call({ session, tag: `${session}-again` })).status === 200,
  );
  const effects = tags.flatMap((tag) => trial.stage.peer.effects(tag));
  const allowed = answers.filter(({ status }) => status === 200).length;
  return [
    finding(
      "outage",
      allowed + effects.length > 0
        ? [`${allowed} of ${tags.length} calls were allowed, with ${effects.length} effects`]
        : [],
    ),
    finding("intent", await withoutDecision(trial, effects)),
  ];
}
