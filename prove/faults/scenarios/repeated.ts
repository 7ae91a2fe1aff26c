import { finding, type Finding } from "../promises";
import type { Trial } from "../trial";
import { until } from "../until";

const RACERS = 8;
const ROUNDS = 3;

/** People say yes to a call, and it comes back many times at once. */
export async function racingForGrants(trial: Trial): Promise<Finding[]> {
  const { agents, peer } = trial.stage;
  const session = await trial.openSession();
  const found: Finding[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const it = { session, tool: "peer.write", tag: `${session}-write-${round}` };
    const { approvalId: approval, status } = await trial.call(it);
    if (status !== 202) throw new Error(`A call that asks people was answered with HTTP ${status}.`);
    await approve(trial, agents.first.tenantId);
    await Promise.all(Array.from({ length: RACERS }, () => trial.call({ ...it, approval })));
    const effects = peer.effects(it.tag).length;
    const used = await trial.count("decisions where approval_id = $1 and action = 'ALLOW'", [approval]);
    if (effects === 0) throw new Error("An approved call did not run, so nothing was tried.");
    const twice = effects > 1 || used > 1;
    found.push(
      finding(
        "once",
        twice ? [`approval ${approval} was used ${used} times and had ${effects} effects`] : [],
      ),
    );
  }
  return found;
}

/** What approving leaves behind, for all that waits. */
async function approve({ sql }: Trial, tenantId: string): Promise<void> {
  await sql.query("select set_config('app.tenant_id', $1, false)", [tenantId]);
  await sql.query(
    "update approvals set status = 'approved', decided_at = now() where tenant_id = $1 and status = 'pending'",
    [tenantId],
  );
  await sql.query(
    `insert into grants (id, tenant_id, approval_id, session_id, agent_id, capability, definition_hash, arguments_hash,
       policy_revision_id, expires_at)
     select gen_random_uuid(), a.tenant_id, a.id, a.session_id, a.agent_id, a.capability, a.definition_hash, a.arguments_hash,
       a.policy_revision_id, now() + interval '15 minutes'
     from approvals a where a.tenant_id = $1 and a.status = 'approved'
       and not exists (select from grants g where g.approval_id = a.id)`,
    [tenantId],
  );
}

/** An upstream that takes a call and gives no answer is asked again, as the same call. */
export async function answerLost(trial: Trial): Promise<Finding[]> {
  const session = await trial.openSession();
  const tag = `${session}-lost`;
  await trial.call({ session, tag, mode: "drop" });
  const keys = trial.stage.peer.effects(tag).map(({ key }) => key);
  if (keys.length < 2) throw new Error("The call was not tried again, so nothing was tried.");
  const distinct = new Set(keys).size;
  return [
    finding(
      "oneKey",
      distinct > 1 ? [`${keys.length} attempts of one call had ${distinct} keys: ${keys.join(", ")}`] : [],
    ),
  ];
}

/** The same request with the same key through two processes, whose commits begin at the same moment. */
export async function sameKeyTwice(trial: Trial): Promise<Finding[]> {
  const { first } = trial.stage.agents;
  const session = await trial.openSession();
  for (const through of [0, 1]) await trial.call({ session, tag: `${session}-warm`, through });
  const lock = await trial.connect();
  const found: Finding[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const it = { session, tag: `${session}-same-${round}`, key: `${session}-${round}` };
    await lock.query("begin");
    await lock.query("select pg_advisory_xact_lock(control_lock_key($1))", [first.tenantId]);
    const both = Promise.all([0, 1].map((through) => trial.call({ ...it, through })));
    const waiting =
      "pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like '%record_decisions%'";
    await until("both commits wait", async () => (await trial.count(waiting)) === 2);
    await lock.query("rollback");
    await both;
    const effects = trial.stage.peer.effects(it.tag).length;
    found.push(
      finding(
        "repeated",
        effects === 1 ? [] : [`two requests with the key ${it.key} had ${effects} effects`],
      ),
    );
  }
  return found;
}
