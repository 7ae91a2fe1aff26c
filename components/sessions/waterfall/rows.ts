import type { Compensation, Turn } from "@/lib/calls/waterfall/types";
import { isFailure, type Bar, type Session } from "./model";

type Place = { key: string; level: number; parent: string | null; children: number; open: boolean };
export type TurnRow = Place & { kind: "turn"; turn: Turn; calls: readonly Bar[] };
export type CallRow = Place & { kind: "call"; call: Bar };
export type ApprovalRow = Place & { kind: "approval"; call: Bar; asked: NonNullable<Bar["asked"]> };
export type CompensationRow = Place & {
  kind: "compensation";
  call: Bar;
  compensation: Compensation;
  /** Whether this call was taken back, or is what takes another one back. */
  side: "taken_back" | "takes_back";
};
export type Row = TurnRow | CallRow | ApprovalRow | CompensationRow;

export type Order = "time" | "failures";

/**
 * The rows in sight, flat: turn, its calls, and under each call its request for approval and its compensations. A turn
 * whose calls lie apart appears where its first one does. By failures there are no turns: the calls come failed first.
 */
export function layRows(
  { turns, compensations }: Session,
  calls: readonly Bar[],
  { order, closed }: { order: Order; closed: ReadonlySet<string> },
): Row[] {
  const links = compensationLinks(compensations);
  const rows: Row[] = [];
  const addCall = (call: Bar, level: number, parent: string | null) => {
    const linked = links.get(call.id) ?? [];
    const children = linked.length + (call.asked ? 1 : 0);
    const open = children > 0 && !closed.has(call.id);
    rows.push({ kind: "call", key: call.id, level, parent, children, open, call });
    if (!open) return;
    const child = { level: level + 1, parent: call.id, children: 0, open: false, call };
    if (call.asked) rows.push({ kind: "approval", key: `${call.id}/asked`, asked: call.asked, ...child });
    for (const { compensation, side } of linked)
      rows.push({
        kind: "compensation",
        key: `${call.id}/${side}/${compensation.id}`,
        compensation,
        side,
        ...child,
      });
  };
  if (order === "failures") {
    for (const failed of [true, false])
      for (const call of calls) if (isFailure(call) === failed) addCall(call, 1, null);
    return rows;
  }
  for (const { turn, calls: inTurn } of groups(calls, turns)) {
    if (!turn) {
      for (const call of inTurn) addCall(call, 1, null);
      continue;
    }
    const key = turnKey(turn.key);
    const open = !closed.has(key);
    rows.push({
      kind: "turn",
      key,
      level: 1,
      parent: null,
      children: inTurn.length,
      open,
      turn,
      calls: inTurn,
    });
    if (open) for (const call of inTurn) addCall(call, 2, key);
  }
  return rows;
}

/** The key of a turn's row; a call's is its id. */
export function turnKey(key: string): string {
  return `turn:${key}`;
}

type Group = { turn: Turn | null; calls: Bar[] };

function groups(calls: readonly Bar[], turns: ReadonlyMap<string, Turn>): Group[] {
  const all: Group[] = [];
  const byTurn = new Map<string, Group>();
  for (const call of calls) {
    const turn = call.turn === null ? null : (turns.get(call.turn) ?? null);
    const known = turn ? byTurn.get(turn.key) : all.at(-1);
    if (known && (turn !== null || known.turn === null)) {
      known.calls.push(call);
      continue;
    }
    const group: Group = { turn, calls: [call] };
    all.push(group);
    if (turn) byTurn.set(turn.key, group);
  }
  return all;
}

type Linked = Pick<CompensationRow, "compensation" | "side">;

function compensationLinks(compensations: readonly Compensation[]): Map<string, Linked[]> {
  const links = new Map<string, Linked[]>();
  const add = (callId: string | null, link: Linked) => {
    if (callId !== null) links.set(callId, [...(links.get(callId) ?? []), link]);
  };
  for (const compensation of compensations) {
    add(compensation.callId, { compensation, side: "taken_back" });
    add(compensation.runCallId, { compensation, side: "takes_back" });
  }
  return links;
}

/** The next failed call after a row, from the top again after the last. -1: none failed. */
export function nextFailure(rows: readonly Row[], from: number): number {
  for (let step = 1; step <= rows.length; step++) {
    const index = (((from + step) % rows.length) + rows.length) % rows.length;
    const row = rows[index];
    if (row?.kind === "call" && isFailure(row.call)) return index;
  }
  return -1;
}
