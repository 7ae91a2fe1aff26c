import { finding, type Finding } from "../promises";
import type { Trial } from "../trial";

/** Refusals of one session, with a kill of the gateway half-way, and then a tool that fails. */
export async function riskOverKill(trial: Trial): Promise<Finding[]> {
  const { risky } = trial.stage.agents;
  const session = await trial.openSession(risky);
  const deny = { agent: risky, session, tool: "peer.never", tag: `${session}-never` };
  // Six refusals at four points each are over the threshold of 22; three are not.
  for (let n = 0; n < 3; n++) await trial.call(deny);
  await trial.gateways[0]!.kill();
  await trial.gateways[0]!.start();
  for (let n = 0; n < 3; n++) await trial.call(deny);
  const refusals = await trial.count("decisions where session_id = $1 and code = 'POLICY_DENIED'", [session]);
  const quarantined = await trial.count("quarantines where session_id = $1", [session]);
  const other = await trial.openSession(risky);
  await trial.call({ agent: risky, session: other, tag: `${other}-fail`, mode: "fail" });
  const errors = await trial.count("outcomes where session_id = $1 and status = 'tool_error'", [other]);
  const signals = await trial.count("risk_signals where session_id = $1", [other]);
  if (refusals !== 6 || errors !== 1)
    throw new Error("The calls were not answered as they should, so nothing was tried.");
  return [
    finding(
      "risk",
      quarantined === 1 ? [] : [`session ${session} had ${refusals} refusals and was not quarantined`],
    ),
    finding(
      "risk",
      signals === 1 ? [] : [`a failed outcome of session ${other} left ${signals} risk signals`],
    ),
  ];
}

/** Others use a session that is not theirs, and a tenant reads what is another's. */
export async function otherPeoplesSessions(trial: Trial): Promise<Finding[]> {
  const { first, second, stranger } = trial.stage.agents;
  const session = await trial.openSession(first);
  await trial.call({ session, tag: `${session}-own` });
  const broken: string[] = [];
  for (const agent of [second, stranger]) {
    const tag = `${session}-${agent.id}`;
    const { status } = await trial.call({ agent, session, tag });
    const effects = trial.stage.peer.effects(tag).length;
    if (status === 200 || effects > 0)
      broken.push(`agent ${agent.id} called in session ${session}: HTTP ${status}`);
  }
  const app = await trial.connect(trial.copy.appUrl);
  await app.query("select set_config('app.tenant_id', $1, false)", [stranger.tenantId]);
  for (const table of ["decisions", "outcomes", "audit_leaves", "sessions"]) {
    const { rowCount } = await app.query(`select from ${table} where tenant_id = $1`, [first.tenantId]);
    if (rowCount !== 0) broken.push(`a tenant sees ${rowCount} rows of another in ${table}`);
  }
  return [finding("apart", broken)];
}

/** Two incidents are opened at the same moment. */
export async function numberedAtOnce(trial: Trial): Promise<Finding[]> {
  const { tenantId } = trial.stage.agents.first;
  const [one, two] = [await trial.connect(trial.copy.appUrl), await trial.connect(trial.copy.appUrl)];
  const open = "select open_incident($1, 'A drill', 'manual', 'SEV4', null, null, null, null)";
  for (const client of [one, two]) {
    await client.query("begin");
    await client.query("select set_config('app.tenant_id', $1, true)", [tenantId]);
  }
  await one.query(open, [tenantId]);
  // It waits for the first where numbers are given one after the other.
  const later = two.query(open, [tenantId]);
  await Promise.race([later, trial.sql.query("select pg_sleep(0.3)")]);
  await one.query("commit");
  await later;
  await two.query("commit");
  const { rows } = await trial.sql.query<{ number: number }>(
    "select number from incidents where tenant_id = $1 order by 1",
    [tenantId],
  );
  const numbers = rows.map(({ number }) => number);
  const twice = new Set(numbers).size !== numbers.length;
  return [
    finding(
      "numbered",
      twice || numbers.length !== 2 ? [`incidents have the numbers ${numbers.join(", ")}`] : [],
    ),
  ];
}
