import { requirePermission, type Ctx } from "../platform/ctx";
import { withTenant, type Tx } from "../platform/db";
import { appendLeaf } from "../platform/ledger";
import { issuedPlace } from "./issued";
import { vaultKeys } from "./keys";
import { rotateAuthenticators } from "./rotate-authenticators";
import { opened, seal, type Sealed } from "./seal";
import { secretPlace, type SecretOwner } from "./secrets";

/** How many were encrypted anew, and how many stay under a key that this process doesn't have, or are damaged. */
export type Rotation = { secrets: number; issued: number; authenticators: number; unreadable: number };

/** What one transaction takes on. */
const BATCH = 200;

type Kept = Sealed & { id: string; place: string };
type Table = {
  name: "secrets" | "issued";
  /** Rows under another key than `current`, in the order of their ids. */
  read: (tx: Tx, tenantId: string, current: string, after: string | undefined) => Promise<Kept[]>;
  /** Writes over exactly what was read. @returns how many rows that was */
  write: (tx: Tx, row: Kept, sealed: Sealed) => Promise<{ count: number }>;
};

const others = (tenantId: string, current: string, after: string | undefined) => ({
  where: { tenantId, keyId: { not: current }, ...(after === undefined ? {} : { id: { gt: after } }) },
  orderBy: { id: "asc" as const },
  take: BATCH,
});

const TABLES: readonly Table[] = [
  {
    name: "secrets",
    read: async (tx, tenantId, current, after) => {
      const rows = await tx.secret.findMany(others(tenantId, current, after));
      return rows.map(({ id, keyId, sealed, ownerKind, ownerId, field }) => {
        const owner = { kind: ownerKind, id: ownerId } as SecretOwner; // safe because of CHECK owner_known
        return { id, keyId, sealed, place: secretPlace(tenantId, owner, field) };
      });
    },
    write: (tx, { id, sealed }, data) => tx.secret.updateMany({ where: { id, sealed }, data }),
  },
  {
    name: "issued",
    read: async (tx, tenantId, current, after) => {
      const rows = await tx.issuedCredential.findMany(others(tenantId, current, after));
      return rows.flatMap(({ id, keyId, sealed }) =>
        keyId === null || sealed === null ? [] : [{ id, keyId, sealed, place: issuedPlace(tenantId, id) }],
      );
    },
    write: (tx, { id, sealed }, data) => tx.issuedCredential.updateMany({ where: { id, sealed }, data }),
  },
];

/**
 * Encrypts under the current key whatever of the tenant another one keeps, a batch per transaction with a leaf in the
 * audit log. Where nothing is unreadable, the other keys open nothing of this tenant any more and can be taken away.
 * @throws DomainError FORBIDDEN, VAULT_UNAVAILABLE
 */
export async function rotateVault(ctx: Ctx): Promise<Rotation> {
  requirePermission(ctx, "credentials.manage");
  const { current } = vaultKeys();
  const total = { secrets: 0, issued: 0, authenticators: 0, unreadable: 0 };
  for (const table of TABLES) {
    let after: string | undefined;
    do {
      const batch = await withTenant(ctx.tenantId, (tx) => rotateBatch(tx, ctx, table, current, after));
      total[table.name] += batch.written;
      total.unreadable += batch.unreadable;
      after = batch.next;
    } while (after !== undefined);
  }
  const { written, unreadable } = await rotateAuthenticators(ctx, current);
  total.authenticators += written;
  total.unreadable += unreadable;
  return total;
}

type Batch = { written: number; unreadable: number; next: string | undefined };

async function rotateBatch(
  tx: Tx,
  ctx: Ctx,
  table: Table,
  current: string,
  after: string | undefined,
): Promise<Batch> {
  const rows = await table.read(tx, ctx.tenantId, current, after);
  let written = 0;
  let unreadable = 0;
  for (const row of rows) {
    const text = opened(row, row.place);
    if (text === null) unreadable += 1;
    else written += (await table.write(tx, row, seal(text, row.place))).count;
  }
  if (written > 0) {
    await appendLeaf(tx, ctx, {
      action: "vault.rotated",
      subjectKind: "tenant",
      subjectId: ctx.tenantId,
      data: { key: current, what: table.name, count: written },
    });
  }
  return { written, unreadable, next: rows.length < BATCH ? undefined : rows.at(-1)?.id };
}
