import { sayAlive, sayBegun, sayEnforced, sayGone, sayLetGo } from "../../platform/enforcement";
import { newId } from "../../platform/ids";
import { logger } from "../../platform/log";
import { Lease, momentNow } from "./lease";

const BEAT_MS = 1_000;
/** Below every epoch: of a process that is about to read a tenant's rules. */
const NOTHING_YET = -1n;

/**
 * What one process tells the database, so that whoever sets a switch can wait for it (awaitEnforced in lib/switches,
 * decision record 014): that it lives, and from which epoch on it goes by a tenant's rules. It starts nothing of a
 * tenant before that is on record, and nothing at all without a lease. Where a lease ended, or it is not sure what is on
 * record, it begins anew as another process that holds nothing.
 */
export class Enforcer {
  readonly #begun: () => void;
  readonly #lease = new Lease();
  /** Of the life that has the lease; empty before the first. */
  #id = "";
  /** Tenants that are on record for this life. */
  readonly #entered = new Set<string>();
  readonly #due = new Map<string, bigint>();
  #writing: Promise<unknown> = Promise.resolve();
  #beating: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;

  /** @param begun called when a life begins: nothing that was held before may be used */
  constructor(begun: () => void) {
    this.#begun = begun;
  }

  /** May calls be started now? */
  get leased(): boolean {
    return this.#lease.validAt();
  }

  /** What was established in one life doesn't count in the next. */
  get life(): string {
    return this.#id;
  }

  start(): void {
    this.#timer ??= setInterval(() => {
      this.beat().catch((err: unknown) => logger("gateway").debug("no sign of life", { err }));
    }, BEAT_MS).unref();
  }

  /** Keeps the lease, or has one. @throws DomainError UNAVAILABLE where there is none to be had */
  beat(): Promise<void> {
    return (this.#beating ??= this.#beat().finally(() => (this.#beating = undefined)));
  }

  async #beat(): Promise<void> {
    const from = momentNow();
    if (!this.leased) return this.#begin(from);
    const id = this.#id;
    const known = await sayAlive(id);
    // While the answer took its time, others may have stopped waiting for this process.
    if (known && this.leased && id === this.#id) this.#lease.renew(from);
    else return this.#begin(momentNow());
    if (this.#due.size > 0) this.#flush();
  }

  async #begin(from: ReturnType<typeof momentNow>): Promise<void> {
    const before = this.#id;
    const id = newId();
    await sayBegun(id);
    this.#id = id;
    this.#entered.clear();
    this.#due.clear();
    this.#begun();
    this.#lease.renew(from);
    if (before !== "") sayGone(before).catch(() => undefined);
  }

  /** Puts on record that this process will hold a tenant. @returns true where it was not before */
  async enter(tenantId: string): Promise<boolean> {
    if (!this.leased) await this.beat();
    if (this.#entered.has(tenantId)) return false;
    const life = this.#id;
    await this.#inTurn(async () => {
      if (this.#entered.has(tenantId)) return;
      await sayEnforced(life, [{ tenantId, epoch: NOTHING_YET }]);
      if (life === this.#id) this.#entered.add(tenantId);
    });
    return true;
  }

  /** The rules of this epoch are in place here. */
  enforces(tenantId: string, epoch: bigint): void {
    this.#due.set(tenantId, epoch);
    this.#flush();
  }

  /** Nothing is held of a tenant any more. */
  leave(tenantId: string): void {
    this.#due.delete(tenantId);
    if (!this.#entered.delete(tenantId)) return;
    const life = this.#id;
    this.#inTurn(() => sayLetGo(life, tenantId)).catch(() => undefined);
  }

  /** Starts nothing more, and takes back all that was said. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#timer = undefined;
    await this.#beating?.catch(() => undefined);
    await this.#writing;
    const id = this.#id;
    this.#lease.end();
    this.#id = "";
    this.#entered.clear();
    this.#due.clear();
    if (id !== "")
      await sayGone(id).catch((err: unknown) =>
        logger("gateway").debug("this process is not signed off", { err }),
      );
  }

  #flush(): void {
    const life = this.#id;
    this.#inTurn(async () => {
      const acks = [...this.#due]
        .filter(({ 0: tenantId }) => this.#entered.has(tenantId))
        .map(([tenantId, epoch]) => ({ tenantId, epoch }));
      this.#due.clear();
      if (acks.length > 0) await sayEnforced(life, acks);
    }).catch((err: unknown) => logger("gateway").debug("what is enforced is not on record", { err }));
  }

  /**
   * One statement after the other, so that a later one has the last word; and none of an earlier life. After one that
   * failed, which may have been done all the same, this life is over.
   */
  #inTurn(write: () => Promise<void>): Promise<void> {
    const life = this.#id;
    const turn = this.#writing.then(async () => {
      if (life !== this.#id) return;
      try {
        await write();
      } catch (error) {
        if (life === this.#id) this.#lease.end();
        throw error;
      }
    });
    this.#writing = turn.catch(() => undefined);
    return turn;
  }
}
