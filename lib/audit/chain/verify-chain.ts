import { withTenant, type Tx } from "../../platform/db";
import { ChainCheck } from "./check";
import { hex } from "./entry";
import {
  readCheckpoints,
  readEnd,
  readQueue,
  readSeals,
  readUnsealed,
  type Range,
  type Waiting,
} from "./read";
import type { Checkpoint, Fault, Verified } from "./types";

type Options = {
  /** A checkpoint that was kept outside. Without one, a chain that was cut off or replaced as a whole is a good one. */
  against?: Checkpoint;
  pageSize?: number;
};

const PAGE = 1_000;
/** More of them tell nothing more. */
const FAULTS_KEPT = 1_000;
const BEFORE_ALL = "00000000-0000-0000-0000-000000000000";

/**
 * Whether a tenant's audit log is what was written: every leaf as it was hashed, sealed once or waiting for it, in a chain
 * without gaps whose roots are those of its checkpoints. Reads in pages while sealers go on; what is sealed after the
 * beginning is left for the next time.
 * @throws DomainError UNAVAILABLE when the database cannot be reached
 */
export async function verifyChain(
  tenantId: string,
  { against, pageSize = PAGE }: Options = {},
): Promise<Verified> {
  const faults: Fault[] = [];
  let faultCount = 0;
  const report = (fault: Fault) => {
    if (faultCount++ < FAULTS_KEPT) faults.push(fault);
  };
  const check = new ChainCheck(tenantId, report, against);
  await readThrough(check, tenantId, pageSize);
  check.end();
  const waiting = await readWhatWaits(check, tenantId, pageSize);
  return { tenantId, size: check.size, root: hex(check.root), waiting, faults, faultCount };
}

async function readThrough(check: ChainCheck, tenantId: string, limit: number): Promise<void> {
  const end = await withTenant(tenantId, (tx) => readEnd(tx, tenantId));
  for (let after = 0n; after < end;) {
    const page = await withTenant(tenantId, (tx) => readPage(tx, tenantId, { after, upTo: end, limit }));
    const checkpoints = [...page.checkpoints];
    for (const seal of page.seals) {
      while (checkpoints[0] && checkpoints[0].size < seal.seq) check.checkpoint(checkpoints.shift()!);
      check.seal(seal);
    }
    for (const checkpoint of checkpoints) check.checkpoint(checkpoint);
    after = page.upTo;
  }
}

/** The next seals, and the checkpoints over just these. */
async function readPage(tx: Tx, tenantId: string, range: Range) {
  const seals = await readSeals(tx, tenantId, range);
  // Behind the last seal there may still be checkpoints, of seals that were taken away.
  const last = seals.length < range.limit ? range.upTo : seals.at(-1)!.seq;
  const checkpoints = await readCheckpoints(tx, tenantId, { ...range, upTo: last });
  const upTo = checkpoints.length < range.limit ? last : checkpoints.at(-1)!.size;
  return { seals: seals.filter(({ seq }) => seq <= upTo), checkpoints, upTo };
}

/** @returns how many wait */
async function readWhatWaits(check: ChainCheck, tenantId: string, limit: number): Promise<number> {
  let last: string | null = BEFORE_ALL;
  const page = (after: string) => ({ after, limit });
  while (last !== null) {
    const after: string = last;
    const found = await withTenant(tenantId, (tx) => readUnsealed(tx, tenantId, page(after)));
    for (const { leaf, waiting } of found.rows) check.unsealed(leaf, waiting);
    last = found.last;
  }
  let waiting = 0;
  let queue: Waiting[] = [{ leafId: BEFORE_ALL, sealed: false, there: true }];
  while (queue.length > 0) {
    const after = queue.at(-1)!.leafId;
    queue = await withTenant(tenantId, (tx) => readQueue(tx, tenantId, page(after)));
    for (const { leafId, sealed, there } of queue) {
      if (sealed || !there) check.wronglyWaiting(leafId, sealed);
      else waiting++;
    }
  }
  return waiting;
}
