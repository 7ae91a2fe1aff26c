import { finding, type Finding } from "../promises";
import type { Trial } from "../trial";

/** Traffic of each kind, and then every row is held against its leaf. */
export async function everyKindRecorded(trial: Trial): Promise<Finding[]> {
  const session = await trial.openSession();
  for (const tool of ["peer.read", "peer.never", "peer.write"])
    for (const n of [1, 2]) await trial.call({ session, tool, tag: `${session}-${tool}-${n}` });
  return [finding("recorded", await badRows(trial))];
}

/** Rows of decisions and outcomes that have not exactly one leaf, and leaves whose hash is not of their bytes. */
export async function badRows(trial: Trial): Promise<string[]> {
  const { rows } = await trial.sql.query<{ bad: string }>(`
    with leaves as (select action, subject_id, count(*) as n from audit_leaves where category = 'call' group by 1, 2),
    kept as (
      select 'decision.recorded' as action, id::text from decisions
      union all select 'outcome.recorded', decision_id::text from outcomes)
    select format('%s of %s: %s leaves', coalesce(k.action, l.action), coalesce(k.id, l.subject_id), coalesce(l.n, 0)) as bad
    from kept k full join leaves l on l.action = k.action and l.subject_id = k.id
    where k.id is null or l.n is distinct from 1
    union all select format('leaf %s: its hash is not of its bytes', id) from audit_leaves where hash <> sha256(bytes)`);
  return rows.map(({ bad }) => bad);
}
