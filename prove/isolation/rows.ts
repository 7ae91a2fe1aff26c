import { randomBytes, randomInt } from "node:crypto";
import { newId } from "../../lib/platform/ids";
import type { Column, Table } from "./tables";

export type Row = Record<string, unknown>;

/** What a CHECK over several columns asks for. Whoever adds one is told by the suite that the model was never tried. */
const NEEDED: Record<string, (now: number) => Row> = {
  approval_votes: () => ({ groups: [0] }),
  audit_checkpoints: () => ({ ...sizes(), root: randomBytes(32), hash: randomBytes(32) }),
  audit_seals: () => ({
    seq: randomInt(1, 2 ** 40),
    leaf_hash: randomBytes(32),
    prev_hash: randomBytes(32),
    hash: randomBytes(32),
  }),
  approvals: () => ({ chain: { steps: [{}] } }),
  capabilities: () => ({ reversible: true }),
  delegations: (now) => ({ starts_at: new Date(now), ends_at: new Date(now + 60_000) }),
  policy_exceptions: (now) => ({ expires_at: new Date(now + 3_600_000) }),
  rate_limits: () => ({ kind: "quota_day" }),
  switches: () => ({ scope: "tenant" }),
  traffic_counts: (now) => ({ at: new Date(now - (now % 60_000)), ...ADDED_UP }),
  upstreams: () => ({ credential_use: {} }),
};

const sizes = () => {
  const prev_size = randomInt(2 ** 40);
  return { prev_size, size: prev_size + 1 };
};

const ADDED_UP = { decisions: 3, allow: 1, hold: 1, deny: 1 };

export type Made = {
  /** Stands in every free text of the row, so that one byte of it is recognised anywhere. */
  marker: string;
  tenantId: string;
  /** The row that a reference leads to. */
  parent: (table: string) => Row;
};

/** A valid row of a table with a new key, all its references answered. */
export function makeRow(table: Table, { marker, tenantId, parent }: Made): Row {
  const row: Row = {};
  for (const column of table.columns) {
    const value = valueOf(column, marker);
    if (value !== undefined) row[column.name] = value;
  }
  for (const reference of table.references) {
    row[reference.column] = parent(reference.parent)[reference.parentColumn];
  }
  if (table.tenantColumn) row[table.tenantColumn] = tenantId;
  return { ...row, ...NEEDED[table.name]?.(Date.now()) };
}

function valueOf({ name, type, required, hasDefault, admits, checked }: Column, marker: string): unknown {
  if (type === "text" && !checked && (required || !/_by$|_at$/.test(name))) return `${marker} ${newId()}`;
  if (!required || hasDefault) return undefined;
  if (admits !== undefined) return type === "integer" ? Number(admits) : admits;
  const make = MAKERS[type];
  if (!make) throw new Error(`No value is known for a column of type ${type} (${name}).`);
  return make(marker);
}

const MAKERS: Record<string, (marker: string) => unknown> = {
  uuid: () => newId(),
  text: (marker) => marker,
  boolean: () => false,
  smallint: () => 1,
  integer: () => 1,
  bigint: () => 1,
  "double precision": () => 1,
  "timestamp with time zone": () => new Date(),
  bytea: (marker) => Buffer.from(marker),
  "bytea[]": (marker) => [Buffer.from(marker)],
  json: (marker) => ({ marker }),
  jsonb: (marker) => ({ marker }),
  "text[]": () => [],
  "uuid[]": () => [],
  "integer[]": () => [],
};

/** The same row for the client: its fields' names. */
export function dataOf(table: Table, row: Row): Row {
  const entries = table.fields
    .filter(({ kind, column }) => kind !== "object" && row[column] !== undefined)
    .map(({ name, column }) => [name, row[column]]);
  return Object.fromEntries(entries) as Row;
}
