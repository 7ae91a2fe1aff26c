import { Client, StreamableHTTPClientTransport, type Notification } from "@modelcontextprotocol/client";
import { isObject, canonical } from "../platform/json";
import { logger } from "../platform/log";
import { Backoff } from "./backoff";
import { boundedFetch } from "./bounded-fetch";
import { ChildTransport } from "./child-transport";
import { upstreamError } from "./client-errors";
import { parseTarget } from "./config";
import { UpstreamError } from "./errors";
import { Limiter } from "./limiter";
import { CONNECT_MS, MAX_RUNNING, MAX_WAITING, PROBE_MS } from "./limits";
import type { UpstreamNotification, UpstreamRef } from "./types";

/** One session with an upstream: it ends when the server, the network or we end it. */
export type Live = {
  client: Client;
  transport: ChildTransport | StreamableHTTPClientTransport;
  /** Requests that ever ran on it, and those that run now. */
  entered: number;
  inside: number;
  dropped: boolean;
};

type Listener = (notification: UpstreamNotification) => void;

/** Everything this process holds of one upstream: its session, its places, its patience. */
export class Connection {
  readonly #upstream: UpstreamRef;
  readonly #toolsChanged: () => void;
  readonly #backoff = new Backoff();
  readonly #running = new Set<{ listener: Listener | undefined }>();
  readonly limiter = new Limiter(MAX_RUNNING, MAX_WAITING);
  #live: Promise<Live> | null = null;
  #transport: Live["transport"] | null = null;
  /** Set where a server of the older protocol died of the first question of the newer. */
  #legacy = false;
  #closed = false;

  constructor(upstream: UpstreamRef, toolsChanged: () => void) {
    this.#upstream = upstream;
    this.#toolsChanged = toolsChanged;
  }

  /** True where this connection leads to what the row says now. */
  serves({ kind, config }: UpstreamRef): boolean {
    const own = this.#upstream;
    return kind === own.kind && (config === own.config || canonical(config) === canonical(own.config));
  }

  /** The session, opened where there is none. @throws UpstreamError, always with effect none */
  live(): Promise<Live> {
    if (this.#closed) return Promise.reject(unavailable("The upstream was closed."));
    if (this.#live) return this.#live;
    const pause = this.#backoff.remainingMs();
    if (pause > 0) {
      return Promise.reject(unavailable(`The upstream keeps failing; it is tried again in ${pause} ms.`));
    }
    const opening = this.#open().catch(async (error: unknown) => {
      this.#backoff.failed();
      if (this.#live === opening) this.#live = null;
      throw await this.#unreachable(error);
    });
    this.#live = opening;
    return opening;
  }

  /** One request begins on a session; `fresh` says that it is the first, so that the session cannot be stale. */
  enter(live: Live): { fresh: boolean; leave: () => void } {
    live.inside += 1;
    live.entered += 1;
    const leave = () => {
      live.inside -= 1;
      if (live.dropped && live.inside === 0) void live.client.close().catch(() => undefined);
    };
    return { fresh: live.entered === 1, leave };
  }

  /** The next request opens another session; this one ends with the last request that runs on it. */
  drop(live: Live): void {
    live.dropped = true;
    this.#lost(live.transport);
  }

  /** Hears notifications for the time that one request runs. @returns what ends it */
  running(listener: Listener | undefined): () => void {
    const me = { listener };
    this.#running.add(me);
    return () => void this.#running.delete(me);
  }

  async close(): Promise<void> {
    this.#closed = true;
    const transport = this.#transport;
    const live = await settled(this.#live);
    if (live?.transport instanceof StreamableHTTPClientTransport) {
      await live.transport.terminateSession().catch(() => undefined);
    }
    await live?.client.close().catch(() => undefined);
    await transport?.close().catch(() => undefined);
  }

  async #open(): Promise<Live> {
    try {
      return await this.#connect();
    } catch (error) {
      if (this.#legacy || this.#closed || !(this.#transport instanceof ChildTransport)) throw error;
      if (!diedAtProbe(error)) throw error;
      this.#legacy = true;
      return this.#connect();
    }
  }

  async #connect(): Promise<Live> {
    const { slug, kind, config } = this.#upstream;
    const target = parseTarget(kind, config);
    if (target.kind === "builtin") throw unavailable("A builtin upstream has no connection.");
    const transport =
      target.kind === "mcp_stdio"
        ? new ChildTransport(target.child)
        : new StreamableHTTPClientTransport(target.url, { fetch: boundedFetch });
    this.#transport = transport;
    const client = this.#client();
    await client.connect(transport, {
      timeout: CONNECT_MS,
      ...(this.#legacy ? { prior: { kind: "legacy" as const } } : {}),
    });
    if (transport instanceof ChildTransport && transport.pid === null) throw unavailable("The server ended.");
    // What closes the client from here on is its end; before, it was a failure to connect.
    client.onclose = () => this.#lost(transport);
    this.#backoff.connected();
    const pid = transport instanceof ChildTransport ? (transport.pid ?? undefined) : undefined;
    logger("upstreams").info("connected", { upstream: slug, ...(pid === undefined ? {} : { pid }) });
    return { client, transport, entered: 0, inside: 0, dropped: false };
  }

  #client(): Client {
    const client = new Client(
      { name: "agentgate", version: "0.1.0" },
      {
        // None: an upstream may not ask our process for models, files or people.
        capabilities: {},
        versionNegotiation: { mode: "auto", probe: { timeoutMs: PROBE_MS } },
        listChanged: { tools: { autoRefresh: false, onChanged: () => this.#toolsChanged() } },
      },
    );
    client.onerror = (err) =>
      logger("upstreams").debug("protocol trouble", { upstream: this.#upstream.slug, err });
    client.fallbackNotificationHandler = (notification) => Promise.resolve(this.#hear(notification));
    return client;
  }

  /** Of whose request a notification tells nobody says; where just one runs it is clear, else it is dropped. */
  #hear({ method, params }: Notification): void {
    if (this.#running.size !== 1) return;
    const [only] = this.#running;
    only?.listener?.({ method, params: isObject(params) ? params : {} });
  }

  #lost(transport: Live["transport"]): void {
    if (this.#transport !== transport) return;
    this.#transport = null;
    this.#live = null;
    if (this.#closed) return;
    this.#backoff.lost();
    logger("upstreams").warn("disconnected", { upstream: this.#upstream.slug });
  }

  async #unreachable(error: unknown): Promise<UpstreamError> {
    const transport = this.#transport;
    this.#transport = null;
    const said = transport instanceof ChildTransport ? transport.said : "";
    await transport?.close().catch(() => undefined);
    if (error instanceof UpstreamError) return error;
    const { message } = upstreamError(error);
    const details = { cause: error, said };
    return new UpstreamError("UPSTREAM_UNAVAILABLE", "none", `Connecting failed. ${message}`, details);
  }
}

function diedAtProbe(error: unknown): boolean {
  return error instanceof Error && /closed/i.test(error.message);
}

function unavailable(message: string): UpstreamError {
  return new UpstreamError("UPSTREAM_UNAVAILABLE", "none", message);
}

async function settled(live: Promise<Live> | null): Promise<Live | null> {
  // An attempt that is under way ends when its transport is closed; it is not waited for.
  return live ? Promise.race([live.catch(() => null), Promise.resolve(null)]) : null;
}
