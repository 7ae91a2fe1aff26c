import pg from "pg";
import type { Log } from "../log";

const CHANNELS = [
  "agentgate_control",
  "agentgate_approvals",
  "agentgate_outbox",
  "agentgate_activity",
  "agentgate_credentials",
  "agentgate_incidents",
] as const;
/**
 * agentgate_control: a tenant id whose snapshot changed. agentgate_approvals: JSON {t: tenant id, i: approval
 * id, s: status}. agentgate_activity: a tenant id for which decisions or outcomes were recorded.
 * agentgate_credentials: the id of a credential, a session or an issued credential that is not to be used from a
 * cache any more. agentgate_incidents: JSON {t: tenant id, i: incident id}.
 */
export type Channel = (typeof CHANNELS)[number];

/**
 * What a subscriber is told. `notify`: somebody notified. `lost`: the connection broke, nothing is heard for
 * now. `gap`: hearing (again), and anything may have happened before: read everything again.
 */
export type Signal = { kind: "notify"; payload: string } | { kind: "lost" } | { kind: "gap" };
export type Listener = (signal: Signal) => void;

const FIRST_RETRY_MS = 100;
const LAST_RETRY_MS = 5_000;
/** A dead peer sends no reset; only asking shows that it is gone. */
const PROBE_EVERY_MS = 15_000;
const CONNECT_TIMEOUT_MS = 3_000;

/** One LISTEN connection and its subscribers. */
export class Hub {
  private readonly listeners = new Map<Channel, Set<Listener>>(
    CHANNELS.map((channel) => [channel, new Set()]),
  );
  private client: pg.Client | undefined;
  private timer: NodeJS.Timeout | undefined;
  private retryMs = FIRST_RETRY_MS;
  private started = false;
  private closed = false;
  listening = false;

  constructor(
    private readonly url: string,
    private readonly log: Log,
  ) {}

  subscribe(channel: Channel, listener: Listener): () => void {
    this.listeners.get(channel)?.add(listener);
    if (!this.started && !this.closed) {
      this.started = true;
      void this.open();
    }
    return () => void this.listeners.get(channel)?.delete(listener);
  }

  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.timer);
    const client = this.client;
    this.client = undefined;
    this.listening = false;
    await client?.end().catch(() => undefined);
  }

  private async open(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.url,
      keepAlive: true,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      query_timeout: CONNECT_TIMEOUT_MS,
      application_name: "agentgate-events",
    });
    this.client = client;
    client.on("error", () => this.lost(client));
    client.on("end", () => this.lost(client));
    client.on("notification", ({ channel, payload }) =>
      this.tell(channel as Channel, { kind: "notify", payload: payload ?? "" }),
    );
    try {
      await client.connect();
      await client.query(CHANNELS.map((channel) => `LISTEN ${channel}`).join("; "));
    } catch {
      return this.lost(client);
    }
    if (this.client !== client) return void client.end().catch(() => undefined);
    this.listening = true;
    this.retryMs = FIRST_RETRY_MS;
    this.tellAll({ kind: "gap" });
    this.probeLater(client);
  }

  private probeLater(client: pg.Client): void {
    this.timer = setTimeout(() => {
      client.query("SELECT 1").then(
        () => this.client === client && this.probeLater(client),
        () => this.lost(client),
      );
    }, PROBE_EVERY_MS);
    this.timer.unref();
  }

  /** Comes once per connection, whichever of its several ways to fail is seen first. */
  private lost(client: pg.Client): void {
    if (this.client !== client) return;
    this.client = undefined;
    clearTimeout(this.timer);
    void client.end().catch(() => undefined);
    if (this.closed) return;
    if (this.listening) {
      this.listening = false;
      this.log.warn("the notification connection broke; reconnecting");
      this.tellAll({ kind: "lost" });
    }
    // Half of it random, so that processes which lost one server don't return in step.
    const wait = this.retryMs / 2 + (Math.random() * this.retryMs) / 2;
    this.retryMs = Math.min(this.retryMs * 2, LAST_RETRY_MS);
    this.timer = setTimeout(() => void this.open(), wait);
    this.timer.unref();
  }

  private tellAll(signal: Signal): void {
    for (const channel of CHANNELS) this.tell(channel, signal);
  }

  private tell(channel: Channel, signal: Signal): void {
    for (const listener of [...(this.listeners.get(channel) ?? [])]) {
      try {
        listener(signal);
      } catch (err) {
        this.log.error("a subscriber failed", { err });
      }
    }
  }
}
