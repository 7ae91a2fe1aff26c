import type { CredentialMaterial } from "../credentials/types";
import { fingerprintOf } from "./carried";
import { Connection } from "./connection";
import { turnedDown } from "./errors";
import { Guard } from "./guard";
import { Link } from "./http/link";
import { limitsOf } from "./limits";
import type { UpstreamRef } from "./types";

/** Children that were started with a credential of their own, per upstream. */
const MAX_OWN_CHILDREN = 8;
/** Of the child, or the HTTP session, that all share. */
const SHARED = "";

/** Everything this process holds of one upstream as it is set up now: places, breaker, connections. */
export class Pool {
  /** The next one that says the same takes its place, so that comparing it again is cheap. */
  upstream: UpstreamRef;
  readonly guard: Guard;
  /** For requests of the kind `http`. */
  readonly link: Link;
  readonly #changed: (upstream: UpstreamRef) => void;
  /** By the credential that a child was started with. */
  readonly #connections = new Map<string, Connection>();
  #retired = false;

  constructor(upstream: UpstreamRef, changed: (upstream: UpstreamRef) => void) {
    this.upstream = upstream;
    this.guard = new Guard(limitsOf(upstream));
    this.link = new Link(upstream);
    this.#changed = changed;
  }

  /**
   * The connection for a call that carries this credential: a child gets what it opens things with when it is
   * started, so each credential has a child of its own.
   * @throws UpstreamError UPSTREAM_UNAVAILABLE where too many children of that sort are busy
   */
  connection(material: CredentialMaterial | null | undefined): Connection {
    const { upstream } = this;
    const own = upstream.kind === "mcp_stdio" && material?.env ? material : null;
    const key = fingerprintOf(own);
    const known = this.#connections.get(key);
    if (known && !known.closed) return known;
    if (key !== SHARED) this.#makeRoom();
    const made = new Connection(upstream, own, () => this.#changed(this.upstream));
    if (this.#retired) made.retire();
    this.#connections.set(key, made);
    return made;
  }

  /** How many children have a credential of their own. */
  get ownChildren(): number {
    return [...this.#connections.keys()].filter((key) => key !== SHARED).length;
  }

  /** True where nothing is open any more. */
  get empty(): boolean {
    return this.link.empty && [...this.#connections.values()].every(({ closed }) => closed);
  }

  /** Ends children of their own whose credential has expired or whom nobody has used for so long. */
  sweep(idleLimitMs: number): void {
    for (const [key, connection] of this.#connections) {
      const { idleMs, expired } = connection;
      if (key === SHARED || idleMs === null || (!expired && idleMs < idleLimitMs)) continue;
      this.#connections.delete(key);
      void connection.close();
    }
  }

  /** Takes no new calls; what runs may end, and then it closes. */
  retire(): void {
    this.#retired = true;
    this.link.retire();
    for (const connection of this.#connections.values()) {
      connection.retire();
      if (connection.idleMs !== null) void connection.close();
    }
  }

  /** Ends everything now. */
  async close(): Promise<void> {
    const open = [this.link, ...this.#connections.values()];
    await Promise.allSettled(open.map((one) => one.close()));
  }

  #makeRoom(): void {
    if (this.ownChildren < MAX_OWN_CHILDREN) return;
    const idle = [...this.#connections].flatMap(([key, connection]) => {
      const { idleMs } = connection;
      return key === SHARED || idleMs === null ? [] : [{ key, connection, idleMs }];
    });
    const [longest] = idle.toSorted((a, b) => b.idleMs - a.idleMs);
    if (!longest) {
      throw turnedDown(
        `${MAX_OWN_CHILDREN} sessions have a server of their own at this upstream, and all of them are busy.`,
      );
    }
    this.#connections.delete(longest.key);
    void longest.connection.close();
  }
}
