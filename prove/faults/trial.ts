import type { ChildProcess } from "node:child_process";
import pg from "pg";
import { freePort } from "../../lib/platform/postgres";
import { endProcess, spawnGateway, untilServing } from "../../tests/gateway-process";
import { TcpProxy } from "../../tests/tcp-proxy";
import type { Mode } from "./peer";
import { plantInDatabase, type Plant } from "./plant";
import type { Agent, Copy, Stage } from "./stage";
import { until } from "./until";

/** What an agent was told. `status` 0: nothing. */
export type Answer = { status: number; code: string; callId: string; approvalId: string };
export type Call = {
  session: string;
  agent?: Agent;
  tool?: string;
  tag: string;
  mode?: Mode;
  approval?: string;
  key?: string;
  /** Of its gateways. */
  through?: number;
  /** Milliseconds until nobody waits for an answer any more. */
  patience?: number;
};

type Sending = Pick<Call, "through" | "patience"> & { headers?: Record<string, string> };

export type Setup = {
  bundle: string;
  /** How many start; none: who tries it starts them. */
  gateways: number;
  plant?: Plant;
  /** What differs from the stage's. */
  env?: Record<string, string>;
};

/** One gateway process or two, from a bundle, on a database of their own that they reach through a wire. */
export class Trial {
  readonly gateways: Gateway[] = [];
  readonly #closers: (() => Promise<unknown> | void)[] = [];

  readonly #end = () => this.end();

  private constructor(
    readonly stage: Stage,
    readonly setup: Setup,
    readonly copy: Copy,
    readonly wire: TcpProxy,
    /** Past row-level security. */
    readonly sql: pg.Client,
  ) {
    stage.ending.add(this.#end);
  }

  static async begin(stage: Stage, setup: Setup): Promise<Trial> {
    const copy = await stage.copy();
    const sql = new pg.Client({ connectionString: copy.superUrl });
    await sql.connect();
    const trial = new Trial(stage, setup, copy, await TcpProxy.to("127.0.0.1", copy.port), sql);
    try {
      if (setup.plant?.database) await plantInDatabase(sql, setup.plant.database);
      await Promise.all(Array.from({ length: setup.gateways }, () => trial.addGateway()));
      return trial;
    } catch (error) {
      await trial.end();
      throw error;
    }
  }

  /** @param sign what it has to answer before it counts as started */
  async addGateway(sign?: "/readyz" | "/healthz"): Promise<void> {
    const gateway = await Gateway.at(this);
    this.gateways.push(gateway);
    await gateway.start(sign);
  }

  /** One more connection, as the superuser or as the application. */
  async connect(url = this.copy.superUrl): Promise<pg.Client> {
    const client = new pg.Client({ connectionString: url });
    // A trial may break it.
    client.on("error", () => undefined);
    await client.connect();
    this.#closers.push(() => client.end());
    return client;
  }

  async count(sql: string, values: unknown[] = []): Promise<number> {
    const { rows } = await this.sql.query<{ count: number }>(
      `select count(*)::int as count from ${sql}`,
      values,
    );
    return rows[0]?.count ?? 0;
  }

  async openSession(agent: Agent = this.stage.agents.first): Promise<string> {
    let id: unknown;
    // A gateway that has only just started may have to wait for its database on a busy machine.
    await until("a session is opened", async () => {
      id = (await this.send("/api/v1/sessions", agent, {})).body.session_id;
      return id !== undefined;
    });
    return String(id);
  }

  async call({ session, agent = this.stage.agents.first, tool = "peer.read", ...it }: Call): Promise<Answer> {
    const { tag, mode = "plain", approval, key, ...sending } = it;
    const call = {
      session_id: session,
      tool_name: tool,
      arguments: { tag, mode },
      ...(approval ? { approval } : {}),
    };
    const headers: Record<string, string> = key ? { "idempotency-key": key } : {};
    const { status, body } = await this.send("/api/v1/tools/call", agent, call, { ...sending, headers });
    const text = (value: unknown) => (typeof value === "string" ? value : "");
    const held = body.approval as { id?: unknown } | undefined;
    return { status, code: text(body.code), callId: text(body.call_id), approvalId: text(held?.id) };
  }

  async send(
    path: string,
    { apiKey }: Agent,
    body: unknown,
    { headers: more, through = 0, patience = 60_000 }: Sending = {},
  ): Promise<{ status: number; body: Record<string, unknown> }> {
    const headers = { authorization: `Bearer ${apiKey}`, "content-type": "application/json", ...more };
    try {
      const answer = await fetch(this.gateways[through]!.url + path, {
        ...{ method: "POST", headers, body: JSON.stringify(body), signal: AbortSignal.timeout(patience) },
      });
      return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
    } catch {
      return { status: 0, body: {} };
    }
  }

  async end(): Promise<void> {
    this.stage.ending.delete(this.#end);
    await Promise.all(this.gateways.map((it) => it.kill()));
    this.wire.close();
    for (const close of this.#closers) await close();
    await this.sql.end();
  }
}

class Gateway {
  #process: ChildProcess | undefined;

  private constructor(
    readonly url: string,
    private readonly bundle: string,
    private readonly env: Record<string, string>,
  ) {}

  static async at({ stage, setup, copy, wire }: Trial): Promise<Gateway> {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const database = new URL(copy.appUrl);
    database.port = String(wire.port);
    const own = { DATABASE_URL: database.href, GATEWAY_PORT: String(port), GATEWAY_URL: url };
    return new Gateway(url, setup.bundle, { ...stage.env, ...setup.env, ...own });
  }

  async start(sign: "/readyz" | "/healthz" = "/readyz"): Promise<void> {
    this.#process = spawnGateway({ bundle: this.bundle, env: this.env, stdout: "ignore" });
    await untilServing(this.#process, this.url + sign);
  }

  kill(): Promise<void> {
    return endProcess(this.#process);
  }

  stopped(signal: "SIGSTOP" | "SIGCONT"): void {
    this.#process?.kill(signal);
  }
}
