import { setTimeout as pause } from "node:timers/promises";
import { Client, StreamableHTTPClientTransport, type Notification } from "@modelcontextprotocol/client";
import type { CredentialMaterial } from "../credentials/types";
import { outbound, type Outbound } from "../outbound";
import { isObject } from "../platform/json";
import { logger } from "../platform/log";
import { authorized } from "./authorized-fetch";
import { Backoff } from "./backoff";
import { boundedFetch } from "./bounded-fetch";
import { carried, carrying } from "./carried";
import { ChildTransport } from "./child-transport";
import { ownError, upstreamError } from "./client-errors";
import { parseTarget } from "./config";
import { turnedDown, UpstreamError } from "./errors";
import { CONNECT_MS, limitsOf, PROBE_MS } from "./limits";
import { networkOf } from "./network";
import { askingFetch } from "./sending";
import type { UpstreamNotification, UpstreamRef } from "./types";

const FAREWELL_MS = 1_000;

/** One session with an upstream: it ends when the server, the network or we end it. */
export type Live = {
  client: Client;
  transport: ChildTransport | StreamableHTTPClientTransport;
  /** The credential that it was opened with: the server may have bound it to that one. */
  openedBy: CredentialMaterial | null;
  /** Requests that ever ran on it, and those that run now. */
  entered: number;
  inside: number;
  dropped: boolean;
};

type Listener = (notification: UpstreamNotification) => void;

/** One way to an upstream: its session, opened and opened again, and its patience. */
export class Connection {
  readonly #upstream: UpstreamRef;
  /** For a child alone: what it is started with. HTTP requests carry each their own. */
  readonly #material: CredentialMaterial | null;
  readonly #toolsChanged: () => void;
  readonly #backoff = new Backoff();
  readonly #running = new Set<{ listener: Listener | undefined }>();
  #live: Promise<Live> | null = null;
  #current: Live | null = null;
  #transport: Live["transport"] | null = null;
  #network: Promise<Outbound> | null = null;
  #usedAt = performance.now();
  /** Set where a server of the older protocol died of the first question of the newer. */
  #legacy = false;
  #retired = false;
  #closed = false;

  constructor(upstream: UpstreamRef, material: CredentialMaterial | null, toolsChanged: () => void) {
    this.#upstream = upstream;
    this.#material = material;
    this.#toolsChanged = toolsChanged;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Closes with the last request that runs on it. */
  retire(): void {
    this.#retired = true;
  }

  /** How long nothing ran on it, in milliseconds; null: something does. */
  get idleMs(): number | null {
    return this.#running.size > 0 ? null : performance.now() - this.#usedAt;
  }

  /** The credential that its child has is no good any more. */
  get expired(): boolean {
    const end = this.#material?.expiresAt;
    return typeof end === "number" && end <= Date.now();
  }

  /** The session, opened where there is none. @throws UpstreamError, always with effect none */
  live(): Promise<Live> {
    if (this.#closed) return Promise.reject(turnedDown("The upstream was closed."));
    if (this.#live) return this.#live;
    const pause = this.#backoff.remainingMs();
    if (pause > 0) {
      return Promise.reject(turnedDown(`The upstream keeps failing; it is tried again in ${pause} ms.`));
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
    return () => {
      this.#running.delete(me);
      this.#usedAt = performance.now();
      if (this.#retired && this.#running.size === 0) void this.close();
    };
  }

  async close(): Promise<void> {
    this.#closed = true;
    const transport = this.#transport;
    // An attempt that is under way ends when its transport is closed; it is not waited for.
    const live = this.#current;
    if (live) await farewell(live);
    await live?.client.close().catch(() => undefined);
    await transport?.close().catch(() => undefined);
    const network = await this.#network?.catch(() => null);
    await network?.close().catch(() => undefined);
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
    const transport = await this.#makeTransport();
    this.#transport = transport;
    const client = this.#client();
    await client.connect(transport, {
      timeout: CONNECT_MS,
      ...(this.#legacy ? { prior: { kind: "legacy" as const } } : {}),
    });
    if (transport instanceof ChildTransport && transport.pid === null)
      throw new UpstreamError("UPSTREAM_UNAVAILABLE", "none", "The server ended.");
    // What closes the client from here on is its end; before, it was a failure to connect.
    client.onclose = () => this.#lost(transport);
    // A child that starts well and dies young is left alone; over HTTP a lost session costs little, and the breaker
    // knows of calls that fail.
    if (transport instanceof ChildTransport) this.#backoff.connected();
    else this.#backoff.well();
    const pid = transport instanceof ChildTransport ? (transport.pid ?? undefined) : undefined;
    const upstream = this.#upstream.slug;
    logger("upstreams").info("connected", { upstream, ...(pid === undefined ? {} : { pid }) });
    this.#current = { client, transport, openedBy: carried(), entered: 0, inside: 0, dropped: false };
    return this.#current;
  }

  async #makeTransport(): Promise<Live["transport"]> {
    const target = parseTarget(this.#upstream, this.#material);
    if (target.kind === "mcp_stdio") return new ChildTransport(target.child, target.limits);
    this.#network ??= networkOf(this.#upstream).then(outbound);
    const opening = this.#network;
    const { fetch } = await opening.catch((error: unknown) => {
      // What could not be read may be readable next time.
      if (this.#network === opening) this.#network = null;
      throw error;
    });
    const { maxAnswerKb } = limitsOf(this.#upstream);
    const bounded = boundedFetch(authorized(askingFetch(fetch), target.url.origin), maxAnswerKb * 1024);
    return new StreamableHTTPClientTransport(target.url, { fetch: bounded });
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
    this.#current = null;
    if (this.#closed) return;
    if (transport instanceof ChildTransport) this.#backoff.lost();
    logger("upstreams").warn("disconnected", { upstream: this.#upstream.slug });
  }

  async #unreachable(error: unknown): Promise<UpstreamError> {
    const transport = this.#transport;
    this.#transport = null;
    const [said, fate] = transport instanceof ChildTransport ? [transport.said, transport.fate] : ["", ""];
    await transport?.close().catch(() => undefined);
    const own = ownError(error);
    if (own) return own;
    const told = upstreamError(error);
    const reason = fate === "" ? told.message : fate;
    const details = { cause: error, said, answered: told.answered };
    return new UpstreamError("UPSTREAM_UNAVAILABLE", "none", `Connecting failed. ${reason}`, details);
  }
}

function diedAtProbe(error: unknown): boolean {
  return error instanceof Error && /closed/i.test(error.message);
}

/** Tells the server that its session is over, as whoever opened it; one that does not listen is not waited for. */
async function farewell({ transport, openedBy }: Live): Promise<void> {
  if (transport instanceof ChildTransport) return;
  const abort = new AbortController();
  const late = pause(FAREWELL_MS, undefined, { signal: abort.signal }).catch(() => undefined);
  const told = carrying(openedBy, () => transport.terminateSession()).catch(() => undefined);
  await Promise.race([told, late]);
  abort.abort();
}
