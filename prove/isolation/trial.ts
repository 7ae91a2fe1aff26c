import { withTenant, type Tx } from "../../lib/platform/db";
import { isId } from "../../lib/platform/ids";
import { isRefusal, isUngranted, reachedRow, refusalOf, type Refusal } from "./errors";
import type { Client, Operation, Pair } from "./operations";
import { changed, type Digests, type Side } from "./world";

/** What came of one operation in one tenant's transaction, which was rolled back. */
export type Outcome = {
  answer?: unknown;
  refusal?: Refusal;
  /** Tables in which rows of the one who is looked at differ. */
  changed: string[];
};

/** Nothing of a trial stays. */
class RolledBack extends Error {}

/**
 * @param looksAt whose rows are compared before the end of the transaction
 * @param before what they were
 */
export async function tryAs(
  tenantId: string,
  run: (tx: Tx) => Promise<unknown>,
  looksAt: Side,
  before: Digests | null,
): Promise<Outcome> {
  const outcome: Outcome = { changed: [] };
  try {
    await withTenant(tenantId, async (tx) => {
      outcome.answer = await run(tx);
      if (before) outcome.changed = changed(before, await digestsOf(tx, looksAt));
      throw new RolledBack();
    });
  } catch (error) {
    // What is refused takes the whole transaction with it, so nothing can have changed.
    if (!(error instanceof RolledBack)) return { refusal: refusalOf(error), changed: [] };
  }
  return outcome;
}

export async function digestsOf(tx: Tx, side: Side): Promise<Digests> {
  const rows = await tx.$queryRaw<{ d: Digests }[]>`select prove.digests(${side.tenantId}::uuid) as d`;
  return rows[0]!.d;
}

export type Verdict = {
  /** Why the attack was no failure; null where it was one. */
  violation: string | null;
  /** Why the trial proves nothing; null where its owner can do it, or where nobody may. */
  vacuous: string | null;
};

/** One operation: by a stranger, who must get nothing, and by its owner, who shows that there was something to get. */
export async function tryOperation(
  operation: Operation,
  { table, mine, theirs }: Pair,
  before: { mine: Digests; theirs: Digests },
): Promise<Verdict> {
  const { run, writes } = operation;
  const asClient = (fn: Operation["run"]) => (tx: Tx) => fn(tx as unknown as Client);
  const found = operation.found ?? ((answer: unknown) => speaksOf(answer, theirs, table.name));
  const attack = await tryAs(mine.tenantId, asClient(run), theirs, writes ? before.theirs : null);
  const owner = operation.controlAs === "mine" ? mine : theirs;
  const digests = owner === mine ? before.mine : before.theirs;
  const control = await tryAs(
    owner.tenantId,
    asClient(operation.control ?? run),
    owner,
    writes ? digests : null,
  );
  return {
    violation: violationOf(attack, found, operation),
    vacuous: vacuousOf(control, operation, found, owner, table.name),
  };
}

function violationOf(
  { answer, refusal, changed: differ }: Outcome,
  found: (answer: unknown) => boolean,
  { touchesMine }: Operation,
): string | null {
  if (refusal)
    return isRefusal(refusal) || (touchesMine && reachedRow(refusal))
      ? null
      : `got as far as ${refusal.code}: ${refusal.message}`;
  if (differ.length > 0) return `changed ${differ.join(", ")}`;
  return found(answer) ? `answered ${short(answer)}` : null;
}

function vacuousOf(
  { answer, refusal, changed: differ }: Outcome,
  { writes }: Operation,
  found: (answer: unknown) => boolean,
  owner: Side,
  table: string,
): string | null {
  if (refusal)
    return isUngranted(refusal) || reachedRow(refusal)
      ? null
      : `its owner got ${refusal.code}: ${refusal.message}`;
  if (differ.length > 0 || found(answer) || speaksOf(answer, owner, table)) return null;
  return writes ? "its owner changed nothing by it" : `its owner found nothing by it: ${short(answer)}`;
}

/** Whether anything of a tenant is in an answer: its id, its text, or an id in its row. */
export function speaksOf(answer: unknown, { tenantId, marker, rows }: Side, table: string): boolean {
  const text = short(answer, Infinity);
  const ids = Object.values(rows.get(table) ?? {}).filter((it) => typeof it === "string" && isId(it));
  return [tenantId, marker, ...ids].some((it) => text.includes(it as string));
}

function short(value: unknown, most = 300): string {
  return (JSON.stringify(value, (_, it: unknown) => readable(it)) ?? "nothing").slice(0, most);
}

/** JSON has no big integers, and of bytes it would have the numbers. */
function readable(value: unknown): unknown {
  if (typeof value === "bigint") return String(value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString();
  // A Buffer turns itself into this before it can be asked.
  const { type, data } = (value ?? {}) as { type?: unknown; data?: unknown };
  return type === "Buffer" && Array.isArray(data) ? Buffer.from(data as number[]).toString() : value;
}
